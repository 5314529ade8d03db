#!/usr/bin/env bash
# usage: hooks/live-drill.sh REPORT
# Lets one web server of the deployed stack hang, waits until the automation has repaired it, and writes what a client saw meanwhile as JSON.
# Exit code 0 only if the incident ended as recovered. Run it in the environment of azd: set -a; eval "$(azd env get-values)"; set +a
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/function-keys.sh
source "$root/hooks/function-keys.sh"

folder=$(mktemp -d "${TMPDIR:-/tmp}/steadfast-drill.XXXXXX")
client=""

cleanup() {
  [ -z "$client" ] || kill "$client" 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

# A client that never stops: one line a request, the status or 000. Each request is a connection of its own, so that it can meet any server.
ask_forever() {
  while true; do
    curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}\n' "$AZURE_WEB_DIRECT_URL" >>"$folder/answers" || true
    sleep 0.5
  done
}

first_instance() {
  az vmss list-instances --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_SCALE_SET_NAME" --query '[0].instanceId' --output tsv
}

# A stopped process keeps its port open and answers nothing; systemd sees a healthy service.
hang() { # INSTANCE
  az vmss run-command invoke --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --name "$AZURE_SCALE_SET_NAME" \
    --instance-id "$1" --command-id RunShellScript --scripts 'pkill -STOP -f Steadfast.WebApp.dll' --output none
}

incidents() { # KEY
  printf 'header = "x-functions-key: %s"\n' "$1" | curl --config - --silent --fail --max-time 30 "${AZURE_FUNCTION_URL%/}/api/incidents"
}

# Keeps the newest incident of the instance since the fault, once it has ended.
has_ended() { # KEY INSTANCE SINCE
  incidents "$1" | jq --exit-status --arg target "$2" --arg since "$3" '
    [.[] | select(.target == $target and .outcome != "Open" and (.timeline.signal // "") >= $since)] | first | select(. != null)' >"$folder/incident.json"
}

report() { # INSTANCE SINCE
  jq --arg target "$1" --arg fault "$2" --rawfile answers "$folder/answers" '{
    scenario: "instance-hang", target: $target, faultAt: $fault, outcome, diagnosis, reason, timeline, actions,
    requests: ($answers | split("\n") | map(select(. != "")) | {total: length, failed: map(select(. != "200")) | length})}' "$folder/incident.json"
}

main() {
  [ $# = 1 ] || fail "usage: hooks/live-drill.sh REPORT"
  need_az
  need_tool curl "Install the package curl."
  need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_SCALE_SET_NAME AZURE_FUNCTION_APP_NAME AZURE_FUNCTION_URL AZURE_WEB_DIRECT_URL
  local key instance since
  key=$(function_key ListIncidents) || fail "the function ListIncidents has no key; run 'azd deploy' first."
  instance=$(first_instance) || fail "the web servers could not be listed; see above."
  [ -n "$instance" ] || fail "the scale set $AZURE_SCALE_SET_NAME has no web server."

  : >"$folder/answers"
  ask_forever &
  client=$!
  since=$(date -u +%Y-%m-%dT%H:%M:%S)
  say "Web server $instance hangs from now on."
  hang "$instance" || fail "the fault could not be caused; see above."
  until_true "${STEADFAST_DRILL_MINUTES:-40}" has_ended "$key" "$instance" "$since" || fail "no incident about web server $instance has ended."
  report "$instance" "$since" >"$1"
  jq --raw-output '"\(.outcome): \(.reason) (\(.requests.failed) of \(.requests.total) requests failed)"' "$1"
  [ "$(jq --raw-output .outcome "$1")" = Recovered ] || fail "the incident did not end as recovered."
}

main "$@"
