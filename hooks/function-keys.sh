# shellcheck shell=bash
# Reads the keys of single functions. A key of one function opens that function only. Sourced after terminal.sh, never run.
# A key is never an argument of a program, because every user of a machine can list those; it goes through pipes.

: "${arm:?}"
web_api=2024-11-01

site() { printf '/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Web/sites/%s' "$AZURE_SUBSCRIPTION_ID" "$AZURE_RESOURCE_GROUP" "$AZURE_FUNCTION_APP_NAME"; }

# The app has keys only once its code runs and reaches its storage, which takes a minute or two after a deployment.
# 'az functionapp function keys list' is not used: some versions of it hide the values.
function_key() { # FUNCTION
  local key functions
  functions="$arm$(site)/functions"
  key=$(az rest --method post --url "$functions/$1/listKeys?api-version=$web_api" --query default --output tsv 2>/dev/null) || return 1
  if [ -z "$key" ]; then
    # Somebody removed it. No value is sent, so the app makes one up.
    key=$(az rest --method put --url "$functions/$1/keys/default?api-version=$web_api" --body '{"properties":{"name":"default"}}' \
      --query properties.value --output tsv 2>/dev/null) || return 1
  fi
  [ -n "$key" ] && printf '%s' "$key"
}
