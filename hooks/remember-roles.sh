#!/usr/bin/env bash
# Before everything is removed: notes the custom roles of this stack. They belong to the tenant and outlive the resource group, and once
# that is gone, nothing tells which ones they were.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/deployment.sh
source "$root/hooks/deployment.sh"

# Azure is asked for the group, because a deployment that failed has left no outputs.
need_az
need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
find_group
if [ -z "$group_name" ]; then
  say "Nothing was deployed, so there are no roles to remove."
  exit 0
fi
all=$(az role definition list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$group_name" --custom-role-only true --output json) \
  || fail "the roles of this stack could not be listed; see above. Nothing was removed."
# Their names end as all names of the stack do, and the group has that ending in a tag; bicep/main.bicep makes both.
roles=$(jq --raw-output --arg suffix "$group_suffix" '[.[] | select(.roleName == (("recovery", "identity use", "polling") | "Steadfast \(.) \($suffix)")) | .name] | join(" ")' <<<"$all")
remember AZURE_ROLES_TO_REMOVE "$roles"
