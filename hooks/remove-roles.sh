#!/usr/bin/env bash
# After everything was removed: the custom roles of the stack, and their grants on the subscription, whose holder is gone.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

remove() { # ROLE
  local subscription="/subscriptions/$AZURE_SUBSCRIPTION_ID" grant
  az role assignment list --scope "$subscription" --output json | jq --raw-output --arg role "/$1" '.[] | select(.roleDefinitionId | endswith($role)) | .id' \
    | while IFS= read -r grant; do az rest --method delete --url "$grant?api-version=2022-04-01" --output none; done
  az rest --method delete --url "$subscription/providers/Microsoft.Authorization/roleDefinitions/$1?api-version=2022-04-01" --output none
}

need_az
need_value AZURE_SUBSCRIPTION_ID
left=""
for role in ${AZURE_ROLES_TO_REMOVE:-}; do
  remove "$role" || left="$left $role"
done
remember AZURE_ROLES_TO_REMOVE "${left# }"
# Nothing is billed for them and nobody holds them, so this is no reason to fail.
[ -z "$left" ] || say "These custom roles are still there:$left. Remove them in the portal: Subscriptions, Access control, Roles, those that begin with 'Steadfast'."
