# shellcheck shell=bash
# Asks a web server from inside its machine, which goes by way of Resource Manager: the way that is left where nobody but a Front Door or somebody who
# is signed in is let in from outside. It takes half a minute, so it is not asked where the other way works. Sourced after terminal.sh, never run.

# A sign-in and another stack's Front Door keep this machine out, and are meant to.
is_closed() { [ -n "${AZURE_ONLY_FRONT_DOOR:-}${AZURE_SIGN_IN_CLIENT_ID:-}" ]; }

# Asks one web server after another, until a command likes the answer, which it reads. No quotes, parentheses or pipes in the command: az.cmd does not let them through.
ask_inside() { # PATH CURL-OPTIONS COMMAND...
  local path=$1 options=$2 ids id answer
  shift 2
  local in_set=(--subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_SCALE_SET_NAME")
  ids=$(az vmss list-instances "${in_set[@]}" --query '[].instanceId' --output tsv) || return 1
  for id in $ids; do
    answer=$(az vmss run-command invoke "${in_set[@]}" --instance-id "$id" --command-id RunShellScript \
      --scripts "curl --silent --max-time 10 ${options}http://localhost:8080$path" --output json) || continue
    # "Enable succeeded: [stdout] … [stderr] …", each on lines of its own.
    answer=$(jq --raw-output '.value[0].message // "" | split("[stdout]")[1] // "" | split("[stderr]")[0]' <<<"$answer") || continue
    if printf '%s' "$answer" | "$@"; then return 0; fi
  done
  return 1
}
