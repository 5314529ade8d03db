# shellcheck shell=bash disable=SC2034
# What every hook says and asks. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2
  exit 1
}

need_tool() { # NAME WHERE-TO-GET-IT
  command -v "$1" >/dev/null || fail "$1 is missing. $2"
}

need_az() {
  need_tool az "See https://aka.ms/azure-cli."
  need_tool jq "Install the package jq."
}

# Whether images can be built on this machine.
has_docker() { command -v docker >/dev/null && docker info >/dev/null 2>&1; }

# azd hands the outputs of the deployment to its hooks as environment variables.
need_value() { # NAME...
  local name
  for name in "$@"; do
    [ -n "${!name:-}" ] || fail "$name is empty. Run 'azd provision' first; outside of azd, hand its values over: 'azd env get-values' lists them."
  done
}

# Keeps a value in the environment of azd.
remember() { # NAME VALUE
  [ "${!1:-}" = "$2" ] || azd env set "$1" "$2" >/dev/null || fail "azd could not keep $1; see above."
}

# Asks again until the command succeeds or the minutes are over.
until_true() { # MINUTES COMMAND...
  local deadline=$((SECONDS + $1 * 60))
  shift
  while ! "$@"; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep "${STEADFAST_POLL_SECONDS:-5}"
  done
}
