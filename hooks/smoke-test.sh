#!/usr/bin/env bash
# Asks the deployed stack what a visitor and what Azure Monitor ask: the page, an alert without a key, an alert with one.
# The page by the name that Azure gives, because a zone of our own may not be known to the world yet.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/function-keys.sh
source "$root/hooks/function-keys.sh"

alerts=""
folder=$(mktemp -d "${TMPDIR:-/tmp}/steadfast-smoke.XXXXXX")
trap 'rm -rf "$folder"' EXIT

says_hello() { curl --silent --fail --location --max-time 10 "$AZURE_WEB_DIRECT_URL" | grep --quiet 'Hello World'; }

status_without_key() {
  curl --silent --max-time 30 --output /dev/null --write-out '%{http_code}' --header 'content-type: application/json' --data '{}' "$alerts" || true
}

refuses_strangers() { [ "$(status_without_key)" = 401 ]; }

# Nothing is wrong in this alert: it is the one that proves the way from a rule to its handler.
synthetic_alert() { # ALERT-ID Fired|Resolved
  local now
  now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  jq --null-input --arg id "$1" --arg condition "$2" --arg now "$now" '{
    schemaId: "azureMonitorCommonAlertSchema",
    data: {
      essentials: {alertId: $id, alertRule: "synthetic-alert", severity: "Sev4", signalType: "Log", monitorCondition: $condition,
        monitoringService: "Log Alerts V2", alertTargetIDs: [], configurationItems: [], firedDateTime: $now, essentialsVersion: "1.0", alertContextVersion: "1.0"},
      alertContext: {}}}'
}

# The key goes to curl by a pipe (-K -), the rest by arguments.
asked_with_key() { # KEY CURL-ARGUMENTS...
  local key=$1
  shift
  printf 'header = "x-functions-key: %s"\n' "$key" | curl --config - --silent --fail --max-time 30 "$@"
}

# Prints the id under which the alert was taken in.
send() { # KEY ALERT-ID CONDITION
  synthetic_alert "$2" "$3" >"$folder/alert.json"
  asked_with_key "$1" --header 'content-type: application/json' --data "@$folder/alert.json" "$alerts" | jq --raw-output .id
}

has_outcome() { # KEY INTAKE-ID
  asked_with_key "$1" "$alerts" | jq --exit-status --arg id "$2" 'any(.[]; .id == $id and .outcome != null)' >/dev/null
}

closes_an_alert() {
  local may_send may_list alert condition intake
  may_send=$(function_key Alerts) || fail "the function Alerts has no key; run 'azd deploy' again."
  may_list=$(function_key ListAlerts) || fail "the function ListAlerts has no key; run 'azd deploy' again."
  alert="/subscriptions/$AZURE_SUBSCRIPTION_ID/providers/Microsoft.AlertsManagement/alerts/smoke-$(date +%s)-$RANDOM"
  for condition in Fired Resolved; do
    intake=$(send "$may_send" "$alert" "$condition") || fail "the alert function did not take the alert ($condition)."
    until_true "${STEADFAST_ALERT_MINUTES:-5}" has_outcome "$may_list" "$intake" \
      || fail "alert $intake ($condition) was taken in but not handled. Look at the app's log: az webapp log tail --name $AZURE_FUNCTION_APP_NAME --resource-group $AZURE_RESOURCE_GROUP"
  done
}

main() {
  need_az
  need_tool curl "Install the package curl."
  need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_FUNCTION_APP_NAME AZURE_FUNCTION_URL AZURE_WEB_DIRECT_URL
  alerts="${AZURE_FUNCTION_URL%/}/api/alerts"

  say "Waiting for $AZURE_WEB_DIRECT_URL to say Hello World (the first start takes some minutes) ..."
  until_true "${STEADFAST_WEB_MINUTES:-30}" says_hello \
    || fail "$AZURE_WEB_DIRECT_URL does not say Hello World. docs/deploy.md, 'When it does not come up', says where to look."
  say "  ok  the page says Hello World"
  until_true "${STEADFAST_ALERT_MINUTES:-5}" refuses_strangers \
    || fail "an alert without a key was answered with $(status_without_key) instead of 401."
  say "  ok  an alert without a key is refused"
  closes_an_alert
  say "  ok  an alert is taken in and closed"
}

main
