#!/usr/bin/env bash
# After provisioning: a new action group, also one that was made anew because somebody had removed it, has no receiver yet. Where the code is
# there already, the group gets it now; else with the code.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/function-keys.sh
source "$root/hooks/function-keys.sh"

need_az
need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_FUNCTION_APP_NAME AZURE_ACTION_GROUP_NAME
group=$(az rest --method get --url "$(action_group)") || fail "the action group $AZURE_ACTION_GROUP_NAME could not be read; see above."
if jq --exit-status 'any(.properties.azureFunctionReceivers[]?; .name == "recovery")' <<<"$group" >/dev/null; then
  say "Alerts reach the automation."
elif function_key Alerts >/dev/null; then
  "$root/hooks/wire-alerts.sh"
else
  say "Alerts do not reach the automation yet: that follows once its code is deployed ('azd deploy'; 'azd up' does both)."
fi
