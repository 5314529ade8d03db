#!/usr/bin/env bash
# Before provisioning: says in seconds what a deployment would find out after twenty minutes, and refuses what it would not find out at all,
# such as a profile that silently becomes another one. All problems are told at once; nothing has been created by then. What a setting may be is
# not asked here: bicep/main.bicepparam refuses what means nothing.
# With --check it only looks: nothing is registered and nothing is kept.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/deployment.sh
source "$root/hooks/deployment.sh"
# shellcheck source=hooks/region.sh
source "$root/hooks/region.sh"

problems=0
unknowns=0
check_only=false

ok() { say "  ok       $*"; }
unknown() {
  say "  unknown  $*"
  unknowns=$((unknowns + 1))
}
problem() {
  say "  problem  $*"
  problems=$((problems + 1))
}

need_choice() {
  [ -n "${AZURE_ENV_NAME:-}" ] || fail "AZURE_ENV_NAME is empty. Run: azd env new NAME"
  need_name
  if [ -z "${AZURE_SUBSCRIPTION_ID:-}" ] || [ -z "${AZURE_LOCATION:-}" ]; then
    fail "no subscription or no region is chosen yet. Run: azd env set AZURE_SUBSCRIPTION_ID ID, azd env set AZURE_LOCATION REGION; 'azd up' asks for both, 'azd provision' as the first command only after this hook."
  fi
  region=$(tr '[:upper:]' '[:lower:]' <<<"${AZURE_LOCATION// /}")
}

# Sets profile: what is asked for, else what is deployed, else small. What is deployed is never changed by the way.
choose_profile() {
  local asked=${AZURE_ENVIRONMENT_PROFILE:-}
  [[ "$asked" =~ ^(small|production)?$ ]] || fail "AZURE_ENVIRONMENT_PROFILE is '$asked'; it can be small or production."
  if [ -z "$group_name" ]; then
    profile=${asked:-small}
  elif [ -z "$group_profile" ]; then
    [ -n "$asked" ] || fail "$group_name does not tell as what it is deployed. Run: azd env set AZURE_ENVIRONMENT_PROFILE small (or production)"
    profile=$asked
  else
    profile=${asked:-$group_profile}
    if [ "$profile" != "$group_profile" ] && [ "${STEADFAST_CONFIRM_PROFILE:-}" != "$AZURE_ENV_NAME:$profile" ]; then
      fail "environment $AZURE_ENV_NAME is deployed as $group_profile and would become $profile; nothing was changed. To keep it: azd env set AZURE_ENVIRONMENT_PROFILE $group_profile. To change it, read docs/deploy.md, 'Changing the profile', and set STEADFAST_CONFIRM_PROFILE to $AZURE_ENV_NAME:$profile for this one command."
    fi
  fi
  [ "$check_only" = true ] || remember AZURE_ENVIRONMENT_PROFILE "$profile"
}

# Azure refuses to create what is there, so a template that creates it cannot be deployed twice.
check_replica() {
  if [ "${AZURE_DATABASE_REPLICA:-}" = create ] && [ "$(count_type Microsoft.DBforMySQL/flexibleServers)" -gt 1 ]; then
    problem "the replica of the database is there already. Run: azd env set AZURE_DATABASE_REPLICA keep"
  fi
}

check_move() {
  [ -z "$group_name" ] || [ "$region" = "$group_region" ] \
    || problem "environment $AZURE_ENV_NAME is in $group_region and cannot move to $region. Run: azd env set AZURE_LOCATION $group_region; or deploy another environment there."
}

main() {
  if [ "${1:-}" = --check ]; then check_only=true; fi
  need_az
  need_choice
  find_group
  choose_profile
  find_types
  say "Environment $AZURE_ENV_NAME in $region, profile $profile:"
  check_replica
  check_move
  if is_complete && [ "$profile" = "$group_profile" ]; then
    ok "it is deployed there already"
  else
    check_region "$region"
  fi
  [ "$unknowns" = 0 ] || say "$unknowns question(s) were not answered; a deployment may still find out."
  [ "$problems" = 0 ] || fail "$problems problem(s); nothing was deployed."
}

main "$@"
