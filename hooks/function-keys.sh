# shellcheck shell=bash
# Reads the keys of single functions. A key of one function opens that function only. Sourced after terminal.sh, never run.
# A key is never an argument of a program, because every user of a machine can list those; it goes through pipes.
# An address without a host is one of Azure Resource Manager in the cloud to which az is signed in.

web_api=2024-11-01

site() { printf '/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Web/sites/%s' "$AZURE_SUBSCRIPTION_ID" "$AZURE_RESOURCE_GROUP" "$AZURE_FUNCTION_APP_NAME"; }

# Address of the action group that tells the automation of alerts.
action_group() {
  printf '/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Insights/actionGroups/%s?api-version=2023-01-01' \
    "$AZURE_SUBSCRIPTION_ID" "$AZURE_RESOURCE_GROUP" "$AZURE_ACTION_GROUP_NAME"
}

# The app has keys only once its code runs and reaches its storage, which takes a minute or two after a deployment.
# 'az functionapp function keys list' is not used: some versions of it hide the values.
function_key() { # FUNCTION
  local key functions
  functions="$(site)/functions"
  key=$(az rest --method post --url "$functions/$1/listKeys?api-version=$web_api" --query default --output tsv 2>/dev/null) || return 1
  if [ -z "$key" ]; then
    # Somebody removed it. No value is sent, so the app makes one up.
    key=$(printf '{"properties":{"name":"default"}}' | az rest --method put --url "$functions/$1/keys/default?api-version=$web_api" --body @- \
      --query properties.value --output tsv 2>/dev/null) || return 1
  fi
  [ -n "$key" ] && printf '%s' "$key"
}
