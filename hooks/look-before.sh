#!/usr/bin/env bash
# Before provisioning: asks Azure what is there already. The template must know, so that a second deployment changes nothing back: the number
# of web servers that autoscale chose, the password of the database, the receiver of the action group. Azure is asked each time, because
# a fresh checkout (a pipeline) remembers nothing.
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

# The template can keep the receiver only while Azure can look up the key in it. When the app is broken, it must be possible to deploy all the same.
is_wired() { # GROUP
  local app
  app=$(az monitor action-group list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$1" \
    --query "[].azureFunctionReceivers[] | [?name=='recovery'].functionAppResourceId | [0]" --output tsv) && [ -n "$app" ] \
    && az rest --method post --url "$arm$app/functions/Alerts/listKeys?api-version=2024-11-01" --output none 2>/dev/null
}

main() {
  need_tool az "See https://aka.ms/azure-cli."
  need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
  local group types deployed=false wired=false
  group=$(az group list --subscription "$AZURE_SUBSCRIPTION_ID" --tag "azd-env-name=$AZURE_ENV_NAME" --query '[0].name' --output tsv) \
    || fail "the subscription could not be read. Run: az login"
  if [ -n "$group" ]; then
    types=$(resource_types "$group") || fail "the resource group $group could not be read; see above."
    if is_deployed "$types"; then deployed=true; fi
    if is_wired "$group"; then wired=true; fi
  fi
  remember AZURE_DEPLOYED_BEFORE "$deployed"
  remember AZURE_ALERTS_WIRED "$wired"
  case "$deployed" in
    true) say "Environment $AZURE_ENV_NAME is there already; what has changed since by itself stays as it is." ;;
    *) say "Environment $AZURE_ENV_NAME is new." ;;
  esac
}

main
