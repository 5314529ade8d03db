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

group_url() {
  printf '%s/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Insights/actionGroups/%s?api-version=2023-01-01' \
    "$arm" "$AZURE_SUBSCRIPTION_ID" "$AZURE_RESOURCE_GROUP" "$AZURE_ACTION_GROUP_NAME"
}

# Reads the group, writes it as it shall be. Other receivers stay; what only Azure may set is left out.
with_receiver() { # KEY
  jq --arg name "$receiver" --arg app "$(site)" --arg function "$function" --arg url "${AZURE_FUNCTION_URL%/}/api/alerts?code=" --rawfile key <(printf '%s' "$1") '
    {location, tags, properties: (.properties | del(.incidentReceivers)
      | .emailReceivers = [.emailReceivers[]? | del(.status)]
      | .azureFunctionReceivers = ([.azureFunctionReceivers[]? | select(.name != $name)] + [{
          name: $name, functionAppResourceId: $app, functionName: $function,
          httpTriggerUrl: ($url + ($key | @uri)), useCommonAlertSchema: true}]))}'
}

main() {
  need_tool az "See https://aka.ms/azure-cli."
  need_tool jq "Install the package jq."
  need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_FUNCTION_APP_NAME AZURE_FUNCTION_URL AZURE_ACTION_GROUP_NAME
  local group key
  group=$(az rest --method get --url "$(group_url)") || fail "the action group $AZURE_ACTION_GROUP_NAME could not be read; see above."
  say "Waiting for the key of the function $function ..."
  until_true "${STEADFAST_KEY_MINUTES:-10}" function_key "$function" >/dev/null \
    || fail "the function $function has no key yet. Look at the app's log (az webapp log tail --name $AZURE_FUNCTION_APP_NAME --resource-group $AZURE_RESOURCE_GROUP), then run 'azd deploy' again."
  key=$(function_key "$function")
  with_receiver "$key" <<<"$group" | az rest --method put --url "$(group_url)" --body @- --output none \
    || fail "the action group $AZURE_ACTION_GROUP_NAME could not be changed; see above."
  [ "${AZURE_ALERTS_WIRED:-}" = true ] || azd env set AZURE_ALERTS_WIRED true >/dev/null
  say "Alerts reach the automation."
}

main
