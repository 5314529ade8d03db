#!/usr/bin/env bash
# Gives the action group the address of the alert function. The key in it exists only since the code was deployed, so no template can know it.
# Running it again changes nothing, unless the key has been renewed.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/function-keys.sh
source "$root/hooks/function-keys.sh"

function=Alerts
receiver=recovery

# Reads the group, writes it as it shall be. Other receivers stay; what only Azure may set is left out.
with_receiver() { # KEY
  jq --compact-output --arg name "$receiver" --arg app "$(site)" --arg function "$function" --arg url "${AZURE_FUNCTION_URL%/}/api/alerts?code=" --rawfile key <(printf '%s' "$1") '
    {location, tags, properties: (.properties | del(.incidentReceivers)
      | .emailReceivers = [.emailReceivers[]? | del(.status)]
      | .azureFunctionReceivers = ([.azureFunctionReceivers[]? | select(.name != $name)] + [{
          name: $name, functionAppResourceId: $app, functionName: $function,
          httpTriggerUrl: ($url + ($key | @uri)), useCommonAlertSchema: true}]))}'
}

main() {
  need_az
  need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_FUNCTION_APP_NAME AZURE_FUNCTION_URL AZURE_ACTION_GROUP_NAME
  local group key
  group=$(az rest --method get --url "$(action_group)") || fail "the action group $AZURE_ACTION_GROUP_NAME could not be read; see above."
  say "Waiting for the key of the function $function ..."
  key=$(until_true "${STEADFAST_KEY_MINUTES:-10}" function_key "$function") \
    || fail "the function $function has no key yet. Look at the app's log (az webapp log tail --name $AZURE_FUNCTION_APP_NAME --resource-group $AZURE_RESOURCE_GROUP), then run 'azd deploy' again."
  with_receiver "$key" <<<"$group" | az rest --method put --url "$(action_group)" --body @- --output none \
    || fail "the action group $AZURE_ACTION_GROUP_NAME could not be changed; see above."
  say "Alerts reach the automation."
}

main
