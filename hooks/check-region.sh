#!/usr/bin/env bash
# usage: hooks/check-region.sh REGION small|production
# Says in seconds what a deployment would find out after twenty minutes: whether the region has what the profile needs, and the subscription
# enough of it. A question that Azure does not answer is reported and counts as neither.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

providers=(Microsoft.AlertsManagement Microsoft.App Microsoft.Compute Microsoft.ContainerRegistry Microsoft.DBforMySQL Microsoft.Insights
  Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.Network Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web)
problems=0

ok() { say "  ok       $*"; }
unknown() { say "  unknown  $*"; }
problem() {
  say "  problem  $*"
  problems=$((problems + 1))
}

profile_needs() { # PROFILE
  case "$1" in
    # As in bicep/profiles.bicep.
    production) vm_size=Standard_D2as_v5 zones=3 instances=9 ha=true ;;
    small) vm_size=Standard_B2als_v2 zones=1 instances=3 ha=false ;;
    *) fail "the profile '$1' is unknown; choose small or production." ;;
  esac
}

check_providers() {
  local registered each missing=()
  registered=$(az provider list --query "[?registrationState=='Registered'].namespace" --output tsv) || { unknown "which resource providers are registered"; return; }
  for each in "${providers[@]}"; do
    grep --quiet --ignore-case --line-regexp "$each" <<<"$registered" || missing+=("$each")
  done
  if [ "${#missing[@]}" = 0 ]; then ok "resource providers are registered"; return; fi
  for each in "${missing[@]}"; do
    if az provider register --namespace "$each" --only-show-errors --output none; then ok "$each is being registered"; else
      problem "$each is not registered. Ask an owner of the subscription for: az provider register --namespace $each"
    fi
  done
}

check_machines() { # REGION
  local sku usage free cores
  sku=$(az vm list-skus --location "$1" --resource-type virtualMachines --size "$vm_size" --all --query "[?name=='$vm_size'] | [0]" --output json) || { unknown "sizes of machines in $1"; return; }
  if [ -z "$sku" ] || [ "$sku" = null ]; then problem "$1 has no $vm_size. Choose another region."; return; fi
  if jq --exit-status '[.restrictions[]? | select(.type == "Location")] | length > 0' <<<"$sku" >/dev/null; then
    problem "this subscription may not use $vm_size in $1. Ask for it: https://aka.ms/azureskunotavailable"
  elif ! jq --exit-status --argjson zones "$zones" '
      [.restrictions[]? | select(.type == "Zone") | .restrictionInfo.zones[]?] as $closed
      | [.locationInfo[0].zones[]?] - $closed | length >= $zones' <<<"$sku" >/dev/null; then
    problem "$vm_size is not offered in $zones zone(s) of $1. Choose another region."
  else
    ok "$vm_size in $zones zone(s)"
  fi

  cores=$(($(jq --raw-output '[.capabilities[]? | select(.name == "vCPUs") | .value | tonumber] | first // 2' <<<"$sku") * instances))
  usage=$(az vm list-usage --location "$1" --query "[?name.value=='$(jq --raw-output .family <<<"$sku")'] | [0].[limit, currentValue]" --output tsv) || usage=""
  if [ -z "$usage" ]; then unknown "quota of cores"; return; fi
  free=$(awk '{ sum += NR == 1 ? $1 : -$1; if (NF > 1) sum -= $2 } END { print sum }' <<<"$usage")
  if [ "$free" -ge "$cores" ]; then ok "$free cores free, $cores needed at most"; else
    problem "$free cores free, $cores needed at most ($instances web servers). Raise the quota: https://aka.ms/azurequota"
  fi
}

check_database() { # REGION
  local offers
  offers=$(az mysql flexible-server list-skus --location "$1" --output json) || { unknown "MySQL in $1"; return; }
  if [ "$ha" = true ] && ! grep --quiet ZoneRedundant <<<"$offers"; then
    problem "MySQL has no zone-redundant high availability in $1. Choose another region."
  elif ! grep --quiet --extended-regexp 'GeneralPurpose|Burstable' <<<"$offers"; then
    problem "MySQL Flexible Server is not offered in $1. Choose another region."
  else
    ok "MySQL Flexible Server"
  fi
}

check_functions() { # REGION
  local regions
  regions=$(az functionapp list-flexconsumption-locations --query '[].name' --output tsv) || { unknown "regions of Functions Flex Consumption"; return; }
  if tr -d ' ' <<<"$regions" | grep --quiet --ignore-case --line-regexp "$1"; then ok "Functions Flex Consumption"; else
    problem "Functions Flex Consumption is not offered in $1. Choose another region: az functionapp list-flexconsumption-locations"
  fi
}

main() {
  [ $# = 2 ] || fail "usage: hooks/check-region.sh REGION small|production"
  need_tool az "See https://aka.ms/azure-cli."
  need_tool jq "Install the package jq."
  profile_needs "$2"
  say "Region $1, profile $2:"
  check_providers
  check_machines "$1"
  check_database "$1"
  check_functions "$1"
  [ "$problems" = 0 ] || fail "$problems problem(s); nothing was deployed."
}

main "$@"
