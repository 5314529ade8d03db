#!/usr/bin/env bash
# Before everything is removed: notes the custom roles of this stack. They belong to the tenant and outlive the resource group, and once
# that is gone, nothing tells which ones they were.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

if [ -z "${AZURE_RESOURCE_GROUP:-}" ] || [ -z "${AZURE_FUNCTION_APP_NAME:-}" ]; then
  say "Nothing was deployed, so there are no roles to remove."
  exit 0
fi
# Their names end as that of the Function App does; bicep/main.bicep makes both.
suffix=${AZURE_FUNCTION_APP_NAME#func-}
roles=$(az role definition list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --custom-role-only true \
  --query "[?roleName=='Steadfast recovery $suffix' || roleName=='Steadfast polling $suffix'].name" --output tsv) \
  || fail "the roles of this stack could not be listed; see above. Nothing was removed."
azd env set AZURE_ROLES_TO_REMOVE "$(tr '\n' ' ' <<<"$roles" | sed 's/ *$//')" >/dev/null
