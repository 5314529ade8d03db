#!/usr/bin/env bash
# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the zones and the password of the database. Azure is asked each time, because a fresh checkout (a
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

main() {
  need_az
  need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
  local deployed=false made=false
  find_group
  find_types
  register_provider
  if is_complete; then
    deployed=true
    if account_is_made; then made=true; fi
  fi
  remember AZURE_DEPLOYED_BEFORE "$deployed"
  remember AZURE_DATABASE_ACCOUNT_MADE "$made"
  case "$deployed" in
    true) say "Environment $AZURE_ENV_NAME is there already; what has changed since by itself stays as it is." ;;
    *) say "Environment $AZURE_ENV_NAME is new." ;;
  esac
}

main
