# shellcheck shell=bash disable=SC2034
# Says what of an environment is deployed already. Sourced after terminal.sh, never run.

# azd's own rule; a name is also that of a folder.
need_name() {
  local LC_ALL=C rule='^[A-Za-z0-9._()-]{1,64}$'
  [[ "$AZURE_ENV_NAME" =~ $rule && ! "$AZURE_ENV_NAME" =~ ^\.+$ ]] \
    || fail "'$AZURE_ENV_NAME' cannot be the name of an environment. A name has 1 to 64 letters, digits, hyphens, dots, underscores and parentheses, and more than dots."
}

# Sets group_name, group_region, group_profile and group_suffix, all empty when nothing is deployed. The list is asked for as a whole, because quotes and
# parentheses in an argument do not survive az.cmd, and this asks the same as the variant for Windows.
find_group() {
  local groups group
  groups=$(az group list --subscription "$AZURE_SUBSCRIPTION_ID" --output json) || fail "the subscription could not be read. Run: az login"
  # A group that lost its tags is still known by the name that the deployment has handed on.
  group=$(jq --arg environment "$AZURE_ENV_NAME" --arg name "${AZURE_RESOURCE_GROUP:-}" '
    (map(select(.tags["azd-env-name"]? == $environment)) | first)
    // (map(select((.name | ascii_downcase) == ($name | ascii_downcase) and .tags["azd-env-name"]? == null)) | first)
    // {}' <<<"$groups") || fail "the resource groups of the subscription could not be read; see above."
  group_name=$(jq --raw-output '.name // ""' <<<"$group")
  group_region=$(jq --raw-output '.location // "" | ascii_downcase | gsub(" "; "")' <<<"$group")
  group_profile=$(jq --raw-output '.tags["steadfast-profile"]? // ""' <<<"$group")
  group_suffix=$(jq --raw-output '.tags["steadfast-suffix"]? // ""' <<<"$group")
  if [ -n "$group_name" ] && [ -z "$group_profile" ]; then group_profile=${AZURE_DEPLOYED_PROFILE:-}; fi
}

# Sets types, one type a line for each resource of the group.
find_types() {
  types=""
  [ -n "$group_name" ] || return 0
  types=$(az resource list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$group_name" --query '[].type' --output tsv) \
    || fail "the resource group $group_name could not be read; see above."
}

count_type() { # TYPE
  grep --count --ignore-case --line-regexp "$1" <<<"$types" || true
}

# All that a template takes over from an earlier deployment.
is_complete() {
  local each
  for each in Microsoft.Compute/virtualMachineScaleSets Microsoft.DBforMySQL/flexibleServers Microsoft.KeyVault/vaults; do
    [ "$(count_type "$each")" -gt 0 ] || return 1
  done
}
