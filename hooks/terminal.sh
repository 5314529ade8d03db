# shellcheck shell=bash disable=SC2034
# What every hook says and asks. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
arm=https://management.azure.com

say() { printf '%s\n' "$*"; }
fail() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

need_tool() { # NAME WHERE-TO-GET-IT
  command -v "$1" >/dev/null || fail "$1 is missing. $2"
}

# azd hands the outputs of the deployment to its hooks as environment variables.
need_value() { # NAME...
  local name
  for name in "$@"; do
    # shellcheck disable=SC2016
    [ -n "${!name:-}" ] || fail "$name is empty. Run 'azd provision' first; outside of azd, run: "'set -a; eval "$(azd env get-values)"; set +a'
  done
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
