# shellcheck shell=bash
# Asks a web server from inside its machine, which goes by way of Resource Manager: the way that is left where nobody but a Front Door or somebody who
# is signed in is let in from outside. It takes half a minute, so it is not asked where the other way works. Sourced after terminal.sh, never run.

# A sign-in and another stack's Front Door keep this machine out, and are meant to.
is_closed() { [ -n "${AZURE_ONLY_FRONT_DOOR:-}${AZURE_SIGN_IN_CLIENT_ID:-}" ]; }

# Prints what the first web server answers that can be asked. No quotes, parentheses or pipes in the command: az.cmd does not let them through.
ask_inside() { # PATH CURL-OPTIONS
  local in_set=(--subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_SCALE_SET_NAME") ids id answer
  ids=$(az vmss list-instances "${in_set[@]}" --query '[].instanceId' --output tsv) || return 1
  for id in $ids; do
    answer=$(az vmss run-command invoke "${in_set[@]}" --instance-id "$id" --command-id RunShellScript \
      --scripts "curl --silent --max-time 10 $2http://localhost:8080$1" --output json) || continue
    # "Enable succeeded: [stdout] … [stderr] …", each on lines of its own.
    answer=$(jq --raw-output '.value[0].message // "" | split("[stdout]")[1] // "" | split("[stderr]")[0]' <<<"$answer") || continue
    [ -n "${answer//[[:space:]]/}" ] || continue
    printf '%s' "$answer"
    return 0
  done
  return 1
}
