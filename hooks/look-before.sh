#!/usr/bin/env bash
# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the password of the database, the receiver of the action group. Azure is asked each time, because
# a fresh checkout (a pipeline) remembers nothing. And it registers the one provider that a subnet needs before anything makes Azure do so.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

remember() { # NAME VALUE
  [ "${!1:-}" = "$2" ] || azd env set "$1" "$2" >/dev/null
}

resource_types() { # GROUP
  az resource list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$1" --query '[].type' --output tsv
}

# All that a template takes over from an earlier deployment.
is_deployed() { # TYPES
  local each
  for each in Microsoft.Compute/virtualMachineScaleSets Microsoft.DBforMySQL/flexibleServers Microsoft.KeyVault/vaults; do
    grep --quiet --ignore-case --line-regexp "$each" <<<"$1" || return 1
  done
}

# The app behind the receiver of the action group; nothing without one.
receiving_app() { # GROUP
  az monitor action-group list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$1" \
    --query "[].azureFunctionReceivers[] | [?name=='recovery'].functionAppResourceId | [0]" --output tsv
}

# The template can keep the receiver only while Azure can look up the key in it. When the app is broken, it must be possible to deploy all the same.
has_key() { # APP
  az rest --method post --url "$arm$1/functions/Alerts/listKeys?api-version=2024-11-01" --output none 2>/dev/null
}

# The subnet of the Function App is delegated to it. Waits, because a delegation to a provider that is not registered fails.
register_provider() {
  local provider=Microsoft.App state
  state=$(az provider show --subscription "$AZURE_SUBSCRIPTION_ID" --namespace "$provider" --query registrationState --output tsv) || state=unknown
  [ "$state" != Registered ] || return 0
  say "Registering $provider, which takes a minute or two ..."
  az provider register --subscription "$AZURE_SUBSCRIPTION_ID" --namespace "$provider" --wait --only-show-errors --output none \
    || fail "$provider is not registered. Ask an owner of the subscription for: az provider register --namespace $provider --wait"
}

main() {
  need_tool az "See https://aka.ms/azure-cli."
  need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
  local group types app deployed=false wired=false had=false
  group=$(az group list --subscription "$AZURE_SUBSCRIPTION_ID" --tag "azd-env-name=$AZURE_ENV_NAME" --query '[0].name' --output tsv) \
    || fail "the subscription could not be read. Run: az login"
  register_provider
  if [ -n "$group" ]; then
    types=$(resource_types "$group") || fail "the resource group $group could not be read; see above."
    if is_deployed "$types"; then deployed=true; fi
    app=$(receiving_app "$group") || fail "the action groups of $group could not be read; see above."
    # What was lost by a deployment that ended half way stays remembered until it is mended.
    if [ -n "$app" ]; then had=true; elif is_deployed "$types"; then had=${AZURE_ALERTS_HAD_RECEIVER:-false}; fi
    if [ -n "$app" ] && has_key "$app"; then wired=true; fi
  fi
  remember AZURE_DEPLOYED_BEFORE "$deployed"
  remember AZURE_ALERTS_WIRED "$wired"
  remember AZURE_ALERTS_HAD_RECEIVER "$had"
  if [ "$had" != "$wired" ]; then
    say "The action group cannot keep the automation through this deployment, because its key cannot be looked up; afterwards it is put back."
  fi
  case "$deployed" in
    true) say "Environment $AZURE_ENV_NAME is there already; what has changed since by itself stays as it is." ;;
    *) say "Environment $AZURE_ENV_NAME is new." ;;
  esac
}

main
