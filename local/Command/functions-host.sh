# shellcheck shell=bash disable=SC2154 # root and run_dir are of ../../steadfast
# What '--host func' needs: Azure Functions Core Tools, Azurite and the published Function App: sourced by ../../steadfast.

func_missing="Azure Functions Core Tools (func) are not on this machine. Get them with 'npm install -g azure-functions-core-tools@4' or as \
https://learn.microsoft.com/azure/azure-functions/functions-run-local says, or let STEADFAST_FUNC name the program; --host local does without."

has_func() { if [ -n "${STEADFAST_FUNC:-}" ]; then [ -e "$STEADFAST_FUNC" ]; else command -v func >/dev/null; fi; }

need_func() { has_func || fail "$func_missing"; }

wants_functions_host() { # ARGUMENT...
  local last="" argument
  for argument; do
    case $last$argument in --host=func | --host:func | --host" "func) return 0 ;; esac
    last=""
    [ "$argument" != --host ] || last="--host "
  done
  return 1
}

need_functions_host() {
  open_run_dir
  want_node || fail "Azurite, the storage of the Functions host, needs Node 20 or later with npm. Install them."
  want_npm_package tests/Conformance/azurite
  tell_npm_programs
  [ -n "${STEADFAST_AZURITE:-}" ] || fail "Azurite, the storage of the Functions host, could not be installed with npm; see above."
}

# As it is published to Azure, machine code included, which a restore of its own brings the compiler for.
publish_functions() {
  local log="$run_dir/publish.log"
  exec 9>"$root/artifacts/.lock"
  ! command -v flock >/dev/null || flock 9
  retry publish_once "$log" || { cat "$log" >&2; fail "publishing the Function App failed; see above"; }
  exec 9>&-
}

publish_once() { # LOG
  unmarked dotnet publish "$root/functions/Steadfast.Functions.csproj" -c Release -v quiet -o "$root/artifacts/publish/Steadfast.Functions/release" >"$1" 2>&1
}
