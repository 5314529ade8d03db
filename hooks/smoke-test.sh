#!/usr/bin/env bash
# Asks the deployed stack what a visitor and what Azure Monitor ask: the page, an alert without a key, an alert with one.
# The page by the name that Azure gives, because a zone of our own may not be known to the world yet. What is closed to this machine on purpose is asked
# for another way, or told as not tried.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/function-keys.sh
source "$root/hooks/function-keys.sh"
# shellcheck source=hooks/inside.sh
source "$root/hooks/inside.sh"

alerts=""
folder=$(mktemp -d "${TMPDIR:-/tmp}/steadfast-smoke.XXXXXX")
trap 'rm -rf "$folder"' EXIT

# Only its own Front Door, which belongs to another stack, may ask for the page from outside.
the_page() { # CURL-OPTION COMMAND...
  local option=$1
  shift
  if [ -n "${AZURE_ONLY_FRONT_DOOR:-}" ]; then
    ask_inside / "--header X-Azure-FDID:$AZURE_ONLY_FRONT_DOOR ${option:+$option }" "$@"
  else
    curl --silent --location --max-time 10 ${option:+"$option"} "$AZURE_WEB_DIRECT_URL" | "$@"
  fi
}

# Read to its end: who stops reading early ends the writer, and with it the answer.
is_hello() { grep 'Hello World' >/dev/null; }

# Slurped, because some versions of jq take no input at all for a yes.
is_refusal() { jq --slurp --exit-status 'any(.[]; .code == "signIn")' >/dev/null 2>&1; }

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

tests_the_page() {
  local how="" what="say Hello World" option=--fail is=is_hello said="the page says Hello World"
  if [ -n "${AZURE_ONLY_FRONT_DOOR:-}" ]; then how=" (asked inside a web server, because from outside only its Front Door may ask)"; fi
  if [ -n "${AZURE_SIGN_IN_CLIENT_ID:-}" ]; then
    what="ask for a sign-in" option="" is=is_refusal said="the page is for those who are signed in"
  fi
  say "Waiting for $AZURE_WEB_DIRECT_URL to $what (the first start takes some minutes) ..."
  until_true "${STEADFAST_WEB_MINUTES:-30}" the_page "$option" "$is" \
    || fail "$AZURE_WEB_DIRECT_URL does not $what. docs/deploy.md, 'When it does not come up', says where to look."
  say "  ok  $said$how"
}

# Addresses of operators are allowed on purpose, and this machine's need not be one of them.
is_kept_out() { [ -n "${AZURE_OPERATOR_ADDRESSES:-}" ] && [ "$(status_without_key)" = 403 ]; }

knows_strangers() { refuses_strangers || is_kept_out; }

tests_the_alerts() {
  until_true "${STEADFAST_ALERT_MINUTES:-5}" knows_strangers \
    || fail "an alert without a key was answered with $(status_without_key) instead of 401."
  if is_kept_out; then
    say "  --  no alert was tried: the Function App keeps this machine out (403), which is not in AZURE_OPERATOR_ADDRESSES"
    return
  fi
  say "  ok  an alert without a key is refused"
  closes_an_alert
  say "  ok  an alert is taken in and closed"
}

main() {
  need_az
  need_tool curl "Install the package curl."
  need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_FUNCTION_APP_NAME AZURE_FUNCTION_URL AZURE_SCALE_SET_NAME AZURE_WEB_DIRECT_URL
  alerts="${AZURE_FUNCTION_URL%/}/api/alerts"
  tests_the_page
  tests_the_alerts
}

main
