# shellcheck shell=bash
# Looks whether the region has what the profile needs, and the subscription enough of it. Sourced by preflight.sh, never run.
# A question that Azure does not answer is reported as unknown and stops nothing.

: "${root:?}"
providers=(Microsoft.AlertsManagement Microsoft.App Microsoft.Compute Microsoft.ContainerRegistry Microsoft.DBforMySQL Microsoft.Insights
  Microsoft.KeyVault Microsoft.ManagedIdentity Microsoft.Network Microsoft.OperationalInsights Microsoft.Storage Microsoft.Web)

# What az answers as JSON; an empty list is no answer.
answer() { # ARGUMENTS...
  local text
  text=$(az "$@" --output json) || return 1
  [ -n "$text" ] && [ "$(jq --compact-output . <<<"$text" 2>/dev/null)" != "[]" ] && printf '%s' "$text"
}

# A value of the profile, as bicep/profiles.bicep has it.
profile_value() { # NAME
  local value
  value=$(sed -n "/^var ${profile:?} = {/,/^}/s/^  $1: //p" "$root/bicep/profiles.bicep" | tr -d "[]',")
  [ -n "$value" ] || fail "bicep/profiles.bicep has no $1 for $profile."
  printf '%s' "$value"
}

is_true() { [ "$(tr '[:upper:]' '[:lower:]' <<<"$1")" = true ]; }

check_providers() {
  local all each missing=()
  all=$(answer provider list --subscription "$AZURE_SUBSCRIPTION_ID" --query '[].{name:namespace,state:registrationState}') \
    || { unknown "which resource providers are registered"; return; }
  for each in "${providers[@]}"; do
    jq --exit-status --arg name "$each" 'any(.[]; (.name | ascii_downcase) == ($name | ascii_downcase) and .state == "Registered")' <<<"$all" >/dev/null \
      || missing+=("$each")
  done
  if [ "${#missing[@]}" = 0 ]; then ok "resource providers are registered"; return; fi
  for each in "${missing[@]}"; do
    if [ "${check_only:?}" = true ]; then ok "$each will be registered"
    elif az provider register --subscription "$AZURE_SUBSCRIPTION_ID" --namespace "$each" --only-show-errors --output none; then ok "$each is being registered"
    else problem "$each is not registered. Ask an owner of the subscription for: az provider register --namespace $each"; fi
  done
}

# Sets cores and family, those of one machine.
check_machines() { # REGION
  local size all sku lacking
  size=$(profile_value webSize)
  all=$(az vm list-skus --subscription "$AZURE_SUBSCRIPTION_ID" --location "$1" --resource-type virtualMachines --size "$size" --all --output json) || all=""
  if [ -z "$all" ]; then unknown "sizes of machines in $1"; return; fi
  sku=$(jq --arg size "$size" 'map(select(.name == $size)) | first' <<<"$all")
  if [ "$sku" = null ]; then problem "$1 has no $size. Choose another region."; return; fi
  cores=$(jq --raw-output '[.capabilities[]? | select(.name == "vCPUs") | .value | tonumber] | first // 2' <<<"$sku")
  family=$(jq --raw-output .family <<<"$sku")
  if jq --exit-status 'any(.restrictions[]?; .type == "Location")' <<<"$sku" >/dev/null; then
    problem "this subscription may not use $size in $1. Ask for it: https://aka.ms/azureskunotavailable"
    return
  fi
  # The very zones of the template: two others and one more do not make up for a third.
  lacking=$(jq --raw-output --arg zones "$(profile_value zones)" '
    [.restrictions[]? | select(.type == "Zone") | .restrictionInfo.zones[]?] as $closed
    | ($zones | split(" ")) - ([.locationInfo[0].zones[]?] - $closed) | join(" ")' <<<"$sku")
  if [ -z "$lacking" ]; then ok "$size in zone $(profile_value zones)"; else
    problem "$size is not offered in zone $lacking of $1. Choose another region."
  fi
}

# Cores that the stack has already are not asked for again.
check_cores() { # REGION
  local all sets owned=0 machines needed
  if [ -z "${family:-}" ]; then return; fi
  all=$(answer vm list-usage --subscription "$AZURE_SUBSCRIPTION_ID" --location "$1") || { unknown "quota of cores in $1"; return; }
  if [ -n "$group_name" ]; then
    sets=$(answer vmss list --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$group_name") || sets='[]'
    owned=$(jq --arg size "$(profile_value webSize)" --argjson cores "$cores" '[.[] | select(.sku.name == $size) | .sku.capacity * $cores] | add // 0' <<<"$sets")
  fi
  machines=$(profile_value webMaximum)
  if is_true "${AZURE_TIERED:-}"; then machines=$((machines + $(profile_value webMinimum))); fi
  needed=$((machines * cores - owned))
  check_quota "$all" "$family" "of $family" "$needed" "$machines"
  check_quota "$all" cores "of all families together" "$needed" "$machines"
}

check_quota() { # USAGE NAME WHAT NEEDED MACHINES
  local free
  free=$(jq --raw-output --arg name "$2" 'map(select(.name.value == $name)) | first | if . == null then "" else (.limit | tonumber) - (.currentValue | tonumber) end' <<<"$1")
  if [ -z "$free" ]; then unknown "quota of cores $3"; return; fi
  if [ "$free" -ge "$4" ]; then ok "$free cores $3 free, $4 needed at most"; else
    problem "$free cores $3 free, $4 needed at most ($5 machines). Raise the quota: https://aka.ms/azurequota"
  fi
}

check_database() { # REGION
  local offers size standby
  size=$(profile_value databaseSize)
  standby=$(profile_value databaseStandby)
  offers=$(answer mysql flexible-server list-skus --subscription "$AZURE_SUBSCRIPTION_ID" --location "$1") || { unknown "MySQL in $1"; return; }
  if ! grep --quiet --fixed-strings "\"$size\"" <<<"$offers"; then
    problem "MySQL Flexible Server of the size $size is not offered in $1. Choose another region."
  elif [ "$standby" = true ] && ! grep --quiet --fixed-strings '"ZoneRedundant"' <<<"$offers"; then
    problem "MySQL has no zone-redundant high availability in $1. Choose another region."
  else
    ok "MySQL Flexible Server $size"
  fi
}

# The second copy of the backups is kept in the paired region, and newer regions have none.
check_backups() { # REGION
  local wanted=${AZURE_GEO_BACKUP:-} locations
  [ -n "$wanted" ] || wanted=$(profile_value geoRedundantBackup)
  is_true "$wanted" || return 0
  locations=$(answer rest --method get --url "/subscriptions/$AZURE_SUBSCRIPTION_ID/locations?api-version=2022-12-01") || { unknown "paired region of $1"; return; }
  if jq --exit-status --arg region "$1" 'any(.value[]; .name == $region and ((.metadata.pairedRegion // []) | length > 0))' <<<"$locations" >/dev/null; then
    ok "paired region for the backups"
  else
    problem "$1 has no paired region for a second copy of the backups. Choose another region, or set AZURE_GEO_BACKUP to false."
  fi
}

check_functions() { # REGION
  local regions what="Functions Flex Consumption" command=(functionapp list-flexconsumption-locations)
  # More than one instance is spread over the zones, see bicep/functions.bicep.
  if [ "$(profile_value automationInstances)" -gt 1 ]; then
    what="$what in several zones"
    command+=(--zone-redundant true)
  fi
  regions=$(answer "${command[@]}" --subscription "$AZURE_SUBSCRIPTION_ID") || { unknown "regions of $what"; return; }
  if jq --exit-status --arg region "$1" 'any(.[]; (.name | ascii_downcase | gsub(" "; "")) == $region)' <<<"$regions" >/dev/null; then ok "$what"; else
    problem "$what is not offered in $1. Choose another region: az ${command[*]}"
  fi
}

# A registry builds no image for a subscription that lives on free credits.
check_image() {
  local offer
  [ -z "${AZURE_WEB_IMAGE_SOURCE:-}" ] || return 0
  offer=$(answer rest --method get --url "/subscriptions/$AZURE_SUBSCRIPTION_ID?api-version=2022-12-01" | jq --raw-output '.subscriptionPolicies.quotaId // ""') || offer=""
  if [ -z "$offer" ]; then unknown "whether the registry may build the web image"; return; fi
  if ! [[ "$offer" =~ ^(FreeTrial|AzureForStudents|AzurePass|DreamSpark)_ ]]; then ok "the registry builds the web image"
  elif has_docker; then ok "Docker builds the web image, because the offer of this subscription ($offer) lets no registry build"
  else
    problem "the offer of this subscription ($offer) lets no registry build the web image. Start Docker, which then builds it here, or set AZURE_WEB_IMAGE_SOURCE to an image that is built already."
  fi
}

check_region() { # REGION
  check_providers
  check_machines "$1"
  check_cores "$1"
  check_database "$1"
  check_backups "$1"
  check_functions "$1"
  check_image
}
