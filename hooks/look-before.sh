#!/usr/bin/env bash
# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the zones and the password of the database, the start of the budget. Azure is asked each time, because a fresh checkout (a
# pipeline) remembers nothing. And it registers the one provider that a subnet needs before anything makes Azure do so.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/deployment.sh
source "$root/hooks/deployment.sh"

# The subnet of the Function App is delegated to it. Waits, because a delegation to a provider that is not registered fails.
register_provider() {
  local provider=Microsoft.App state
  state=$(az provider show --subscription "$AZURE_SUBSCRIPTION_ID" --namespace "$provider" --query registrationState --output tsv) || state=unknown
  [ "$state" != Registered ] || return 0
  say "Registering $provider, which takes a minute or two ..."
  az provider register --subscription "$AZURE_SUBSCRIPTION_ID" --namespace "$provider" --wait --only-show-errors --output none \
    || fail "$provider is not registered. Ask an owner of the subscription for: az provider register --namespace $provider --wait"
}

# The vault holds the administrator's own password only once the web servers have an account of their own in the database.
account_is_made() {
  local vault secrets
  vault=$(az keyvault list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$group_name" --query '[0].id' --output tsv) \
    || fail "the vault of $group_name could not be read; see above."
  [ -n "$vault" ] || return 1
  secrets=$(az rest --method get --url "$vault/secrets?api-version=2024-11-01" --query 'value[].name' --output tsv) \
    || fail "the names of the secrets of $group_name could not be read; see above."
  grep --quiet --line-regexp database-administrator-password <<<"$secrets"
}

# Azure begins no batch of a rollout while more machines are unhealthy than the template allows, not even one that would heal them. One whose health is
# not known counts as unhealthy, as it does for Azure.
most_are_unhealthy() {
  local sets set machines
  sets=$(az vmss list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$group_name" --query '[].name' --output tsv) \
    || fail "the scale sets of $group_name could not be read; see above."
  for set in $sets; do
    machines=$(az vmss list-instances --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$group_name" --name "$set" --expand instanceView --output json) \
      || fail "the machines of $set could not be read; see above."
    if jq --exit-status 'map((.instanceView.vmHealth.status.code? // "" | ascii_downcase) != "healthstate/healthy") | (map(select(.)) | length) * 2 > length' <<<"${machines:-[]}" >/dev/null; then
      say "More than half of the machines of $set are unhealthy. A rollout may begin all the same, because it may be what heals them."
      return 0
    fi
  done
  return 1
}

# Azure refuses to change the start of a budget, and to make one whose start lies too far back.
find_budget() {
  local budgets
  budgets=$(az rest --method get --url "/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$group_name/providers/Microsoft.Consumption/budgets?api-version=2023-11-01" --output json) \
    || fail "the budget of $group_name could not be read; see above."
  remember AZURE_BUDGET_START "$(jq --raw-output '[.value[]? | select(.name == "steadfast") | .properties.timePeriod.startDate // "" | .[0:10]][0] // ""' <<<"$budgets")"
}

main() {
  need_az
  need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
  local deployed=false made=false unhealthy=false
  find_group
  find_types
  register_provider
  if is_complete; then
    deployed=true
    if account_is_made; then made=true; fi
    if most_are_unhealthy; then unhealthy=true; fi
    if [ -n "${AZURE_MONTHLY_BUDGET:-}" ]; then find_budget; fi
  fi
  remember AZURE_DEPLOYED_BEFORE "$deployed"
  remember AZURE_DATABASE_ACCOUNT_MADE "$made"
  [ "${AZURE_MOST_ARE_UNHEALTHY:-false}" = "$unhealthy" ] || remember AZURE_MOST_ARE_UNHEALTHY "$unhealthy"
  case "$deployed" in
    true) say "Environment $AZURE_ENV_NAME is there already; what has changed since by itself stays as it is." ;;
    *) say "Environment $AZURE_ENV_NAME is new." ;;
  esac
}

main
