#!/usr/bin/env bash
# usage: hooks/check-region.sh REGION small|production
# Says in seconds what a deployment would find out after twenty minutes: whether the region has what the profile needs, and the subscription
# enough of it. A question that Azure does not answer is reported as unknown and stops nothing.
# AZURE_GEO_BACKUP=false says that the backups need no second region.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

providers=(Microsoft.AlertsManagement Microsoft.App Microsoft.Compute Microsoft.ContainerRegistry Microsoft.DBforMySQL Microsoft.Insights
  Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.Network Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web)
problems=0
unknowns=0

ok() { say "  ok       $*"; }
unknown() {
  say "  unknown  $*"
  unknowns=$((unknowns + 1))
}
answered() { [ -n "$1" ] && [ "$1" != "[]" ]; }
problem() {
  say "  problem  $*"
  problems=$((problems + 1))
}

profile_needs() { # PROFILE
  case "$1" in
    # As in bicep/profiles.bicep.
    production) vm_size=Standard_D2as_v5 zones='1 2 3' instances=9 ha=true geo=true spread=true ;;
    small) vm_size=Standard_B2als_v2 zones='1' instances=3 ha=false geo=false spread=false ;;
    *) fail "the profile '$1' is unknown; choose small or production." ;;
  esac
  geo=${AZURE_GEO_BACKUP:-$geo}
}

check_providers() {
  local registered each missing=()
  registered=$(az provider list --query "[?registrationState=='Registered'].namespace" --output tsv) || registered=""
  answered "$registered" || { unknown "which resource providers are registered"; return; }
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
  local sku usage free cores lacking
  sku=$(az vm list-skus --location "$1" --resource-type virtualMachines --size "$vm_size" --all --query "[?name=='$vm_size'] | [0]" --output json) || sku=""
  answered "$sku" || { unknown "sizes of machines in $1"; return; }
  if [ "$sku" = null ]; then problem "$1 has no $vm_size. Choose another region."; return; fi
  if jq --exit-status '[.restrictions[]? | select(.type == "Location")] | length > 0' <<<"$sku" >/dev/null; then
    problem "this subscription may not use $vm_size in $1. Ask for it: https://aka.ms/azureskunotavailable"
  else
    # The very zones of the template: two others and one more do not make up for a third.
    lacking=$(jq --raw-output --arg zones "$zones" '
      [.restrictions[]? | select(.type == "Zone") | .restrictionInfo.zones[]?] as $closed
      | ($zones | split(" ")) - ([.locationInfo[0].zones[]?] - $closed) | join(" ")' <<<"$sku")
    if [ -z "$lacking" ]; then ok "$vm_size in zone $zones"; else
      problem "$vm_size is not offered in zone $lacking of $1. Choose another region."
    fi
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
  offers=$(az mysql flexible-server list-skus --location "$1" --output json) || offers=""
  answered "$offers" || { unknown "MySQL in $1"; return; }
  if [ "$ha" = true ] && ! grep --quiet ZoneRedundant <<<"$offers"; then
    problem "MySQL has no zone-redundant high availability in $1. Choose another region."
  elif ! grep --quiet --extended-regexp 'GeneralPurpose|Burstable' <<<"$offers"; then
    problem "MySQL Flexible Server is not offered in $1. Choose another region."
  else
    ok "MySQL Flexible Server"
  fi
}

# The second copy of the backups is kept in the paired region, and newer regions have none.
check_backups() { # REGION
  [ "$geo" = true ] || return 0
  local locations
  locations=$(az account list-locations --output json) || locations=""
  answered "$locations" || { unknown "paired region of $1"; return; }
  if jq --exit-status --arg region "$1" 'any(.[]; .name == $region and ((.metadata.pairedRegion // []) | length > 0))' <<<"$locations" >/dev/null; then
    ok "paired region for the backups"
  else
    problem "$1 has no paired region for a second copy of the backups. Choose another region, or set AZURE_GEO_BACKUP to false."
  fi
}

check_functions() { # REGION
  local regions what="Functions Flex Consumption" command=(az functionapp list-flexconsumption-locations)
  if [ "$spread" = true ]; then
    what="$what in several zones"
    command+=(--zone-redundant true)
  fi
  regions=$("${command[@]}" --query '[].name' --output tsv) || regions=""
  answered "$regions" || { unknown "regions of $what"; return; }
  if tr -d ' ' <<<"$regions" | grep --quiet --ignore-case --line-regexp "$1"; then ok "$what"; else
    problem "$what is not offered in $1. Choose another region: ${command[*]}"
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
  check_backups "$1"
  check_functions "$1"
  [ "$unknowns" = 0 ] || say "$unknowns question(s) were not answered; a deployment may still find out."
  [ "$problems" = 0 ] || fail "$problems problem(s); nothing was deployed."
}

main "$@"
