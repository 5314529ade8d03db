#!/usr/bin/env bash
# Deploys Steadfast to Azure: chooses for azd what it would ask for, then lets azd do it. './deploy.sh --help' says what can be chosen.
# What can be deployed is decided by hooks/preflight.sh, as for everybody who runs azd themselves.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/hooks/terminal.sh"
# shellcheck source=hooks/deployment.sh
source "$root/hooks/deployment.sh"

environment=steadfast-dev
region=""
profile=""
confirmed=""
action=up
known=()

help() {
  cat <<'TEXT'
usage: ./deploy.sh --region REGION [--environment NAME] [--profile small|production]
       ./deploy.sh --environment NAME                            deploys again, in the same region, with the same profile
       ./deploy.sh --region REGION --check                       only looks whether a deployment can succeed
       ./deploy.sh --environment NAME --down                     removes everything, without a way back

small (default, about 230 USD a month) lives in one zone; production (about 1,140) spans three and puts a firewall in front.
An environment keeps its profile. Where --profile asks for another one its name has to be typed; --confirm NAME does that in a script.
TEXT
}

read_arguments() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --region | --environment | --profile | --confirm)
        [ $# -gt 1 ] || fail "$1 needs a value."
        case "$1" in --region) region=$2 ;; --environment) environment=$2 ;; --profile) profile=$2 ;; --confirm) confirmed=$2 ;; esac
        shift
        ;;
      --check) action=check ;;
      --down) action=down ;;
      --help | -h) help; exit 0 ;;
      *) help >&2; fail "'$1' is unknown." ;;
    esac
    shift
  done
  region=$(tr '[:upper:]' '[:lower:]' <<<"${region// /}")
  [[ "$profile" =~ ^(small|production)?$ ]] || fail "the profile '$profile' is unknown; choose small or production."
  export AZURE_ENV_NAME="$environment"
  need_name
  [ "$action" = down ] || [ -n "$region" ] || has_environment \
    || fail "--region is missing, for example --region westeurope. 'az account list-locations --output table' lists them."
}

check_tools() {
  need_az
  need_tool azd "See https://aka.ms/azd."
  need_tool curl "Install the package curl."
  need_tool dotnet "Install the .NET 10 SDK, see https://dot.net."
  dotnet --list-sdks | grep --quiet '^10\.' || fail "the .NET 10 SDK is missing, see https://dot.net."
}

check_sign_in() {
  subscription=$(az account show --query id --output tsv 2>/dev/null) || fail "you are not signed in to Azure. Run: az login"
  azd auth login --check-status >/dev/null 2>&1 || fail "azd is not signed in to Azure. Run: azd auth login"
}

in_environment() { azd "$@" --environment "$environment" --cwd "$root" --no-prompt; }

has_environment() { [ -d "$root/.azure/$environment" ]; }

choose() { # NAME VALUE
  azd env set "$1" "$2" --environment "$environment" --cwd "$root"
}

# What the environment has chosen or been given earlier, unless it is set here.
known_choices() {
  local line name value
  has_environment || return 0
  while IFS= read -r line; do
    name=${line%%=*}
    value=${line#*=}
    value=${value#\"}
    if [[ "$name" =~ ^AZURE_[A-Z_]+$ ]] && [ -z "${!name:-}" ]; then
      export "$name=${value%\"}"
      known+=("$name")
    fi
  done < <(in_environment env get-values)
  subscription=${AZURE_SUBSCRIPTION_ID:-$subscription}
}

# A change that loses something is made by a person who has read what, or by a script that says so.
confirm_profile() {
  local typed=""
  [ -n "$profile" ] && [ -n "$group_profile" ] && [ "$profile" != "$group_profile" ] || return 0
  if [ -z "$confirmed" ]; then
    say "Environment $environment is deployed as $group_profile. docs/deploy.md, 'Changing the profile', says what becoming $profile takes away."
    printf 'Type its name to make it %s: ' "$profile"
    read -r typed || say ""
    confirmed=$typed
  fi
  [ "$confirmed" = "$environment" ] || fail "environment $environment stays $group_profile; nothing was changed. In a script, add --confirm $environment."
  export STEADFAST_CONFIRM_PROFILE="$environment:$profile"
}

prepare() {
  if ! has_environment; then
    azd env new "$environment" --subscription "$subscription" --location "$region" --cwd "$root" --no-prompt
    # What an earlier deployment of this environment from another place has given; the first time there is none.
    in_environment env refresh >/dev/null 2>&1 || true
    choose AZURE_SUBSCRIPTION_ID "$subscription"
  fi
  [ -z "$region" ] || choose AZURE_LOCATION "$region"
  [ -z "$profile" ] || choose AZURE_ENVIRONMENT_PROFILE "$profile"
}

main() {
  read_arguments "$@"
  check_tools
  check_sign_in
  if [ "$action" = down ]; then
    has_environment || fail "there is no environment '$environment' here. 'azd env list' lists them."
    in_environment down --purge --force
    return
  fi
  known_choices
  export AZURE_SUBSCRIPTION_ID="$subscription"
  say "Subscription: $(az account show --subscription "$subscription" --query name --output tsv)"
  find_group
  need_same_region
  confirm_profile
  if [ "$action" = check ]; then
    AZURE_LOCATION=${region:-${AZURE_LOCATION:-}} AZURE_ENVIRONMENT_PROFILE=${profile:-${AZURE_ENVIRONMENT_PROFILE:-}} "$root/hooks/preflight.sh" --check
    return
  fi
  # azd reads them itself, and the hooks change some of them on the way.
  [ "${#known[@]}" = 0 ] || unset "${known[@]}"
  prepare
  in_environment up
}

# Asked before azd keeps it: a region that cannot be would stay in the environment.
need_same_region() {
  [ -z "$region" ] || [ -z "$group_name" ] || [ "$region" = "$group_region" ] \
    || fail "environment $environment is in $group_region and cannot move to $region. Leave --region out, or choose another --environment."
}

main "$@"
