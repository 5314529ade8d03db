#!/usr/bin/env bash
# Deploys Steadfast to Azure: looks first whether it can succeed, then lets azd do it. './deploy.sh --help' says what can be chosen.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

environment=steadfast-dev
region=""
profile=small
action=up

help() {
  cat <<'TEXT'
usage: ./deploy.sh --region REGION [--environment NAME] [--profile small|production]
       ./deploy.sh --region REGION --profile PROFILE --check     only looks whether a deployment can succeed
       ./deploy.sh --environment NAME --down                     removes everything, without a way back

small (default) costs little and lives in one zone; production spans three zones and puts a firewall in front. docs/deploy.md has the prices.
TEXT
}

say() { printf '%s\n' "$*"; }
fail() {
  printf 'deploy.sh: %s\n' "$*" >&2
  exit 1
}

read_arguments() {
  while [ $# -gt 0 ]; do
    case "$1" in
      --region | --environment | --profile)
        [ $# -gt 1 ] || fail "$1 needs a value."
        case "$1" in --region) region=$2 ;; --environment) environment=$2 ;; --profile) profile=$2 ;; esac
        shift
        ;;
      --check) action=check ;;
      --down) action=down ;;
      --help | -h) help; exit 0 ;;
      *) help >&2; fail "'$1' is unknown." ;;
    esac
    shift
  done
  [[ "$environment" =~ ^[a-z][a-z0-9-]{1,19}$ ]] || fail "an environment's name has 2 to 20 lower-case letters, digits and hyphens, and begins with a letter."
  [[ "$profile" =~ ^(small|production)$ ]] || fail "the profile '$profile' is unknown; choose small or production."
  [ "$action" = down ] || [ -n "$region" ] || fail "--region is missing, for example --region westeurope. 'az account list-locations --output table' lists them."
}

need() { # TOOL WHERE-TO-GET-IT
  command -v "$1" >/dev/null || fail "$1 is missing. $2"
}

check_tools() {
  need az "See https://aka.ms/azure-cli."
  need azd "See https://aka.ms/azd."
  need curl "Install the package curl."
  need jq "Install the package jq."
  need dotnet "Install the .NET 10 SDK, see https://dot.net."
  dotnet --list-sdks | grep --quiet '^10\.' || fail "the .NET 10 SDK is missing, see https://dot.net."
}

check_sign_in() {
  subscription=$(az account show --query id --output tsv 2>/dev/null) || fail "you are not signed in to Azure. Run: az login"
  azd auth login --check-status >/dev/null 2>&1 || fail "azd is not signed in to Azure. Run: azd auth login"
  say "Subscription: $(az account show --query name --output tsv)"
}

in_environment() { azd "$@" --environment "$environment" --cwd "$root" --no-prompt; }

has_environment() { [ -d "$root/.azure/$environment" ]; }

# Choices of the environment that the look at the region needs to know.
known_choices() {
  if [ -z "${AZURE_GEO_BACKUP:-}" ] && has_environment; then
    AZURE_GEO_BACKUP=$(in_environment env get-values | sed -n 's/^AZURE_GEO_BACKUP="\(.*\)"$/\1/p')
    export AZURE_GEO_BACKUP
  fi
}

prepare() {
  if ! has_environment; then
    azd env new "$environment" --subscription "$subscription" --location "$region" --cwd "$root" --no-prompt
    # What an earlier deployment of this environment from another place has given; the first time there is none.
    in_environment env refresh >/dev/null 2>&1 || true
  fi
  azd env set AZURE_SUBSCRIPTION_ID "$subscription" --environment "$environment" --cwd "$root"
  azd env set AZURE_LOCATION "$region" --environment "$environment" --cwd "$root"
  azd env set AZURE_ENVIRONMENT_PROFILE "$profile" --environment "$environment" --cwd "$root"
}

main() {
  read_arguments "$@"
  check_tools
  check_sign_in
  case "$action" in
    check) "$root/hooks/check-region.sh" "$region" "$profile" ;;
    down)
      has_environment || fail "there is no environment '$environment' here. 'azd env list' lists them."
      in_environment down --purge --force
      ;;
    up)
      known_choices
      "$root/hooks/check-region.sh" "$region" "$profile"
      prepare
      in_environment up
      ;;
  esac
}

main "$@"
