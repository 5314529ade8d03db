#!/usr/bin/env bash
# Before everything is removed: notes the custom roles of this stack. They belong to the tenant and outlive the resource group, and once
# that is gone, nothing tells which ones they were.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

# Azure is asked for the group, because a deployment that failed has left no outputs.
need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
group=$(az group list --subscription "$AZURE_SUBSCRIPTION_ID" --tag "azd-env-name=$AZURE_ENV_NAME" --query '[0].name' --output tsv) \
  || fail "the subscription could not be read. Run: az login"
if [ -z "$group" ]; then
  say "Nothing was deployed, so there are no roles to remove."
  exit 0
fi
all=$(az role definition list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$group" --custom-role-only true \
  --query "[].[name, roleName]" --output tsv) || fail "the roles of this stack could not be listed; see above. Nothing was removed."

# Their names end with the environment and six characters; bicep/main.bicep makes both.
label=$(tr '[:upper:]' '[:lower:]' <<<"$AZURE_ENV_NAME")
roles=""
while IFS=$'\t' read -r id name; do
  if [[ "$name" =~ ^Steadfast\ (recovery|polling)\ "$label"-[a-z0-9]{6}$ ]]; then roles="$roles $id"; fi
done <<<"$all"
azd env set AZURE_ROLES_TO_REMOVE "${roles# }" >/dev/null
