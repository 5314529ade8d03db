#!/usr/bin/env bash
# After provisioning: when Azure may maintain the database, if AZURE_DATABASE_MAINTENANCE says so. A step of its own, because the service
# refuses a window at the creation of a server and together with any other change.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

main() {
  local text=${AZURE_DATABASE_MAINTENANCE:-} rule='^(Sun|Mon|Tue|Wed|Thu|Fri|Sat) ([01][0-9]|2[0-3]):([0-5][0-9])$' days="Sun Mon Tue Wed Thu Fri Sat" before
  [ -n "$text" ] || exit 0
  need_az
  need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_DATABASE_NAME
  [[ "$text" =~ $rule ]] || fail "AZURE_DATABASE_MAINTENANCE is '$text'; it can be a day and a time in UTC, for example Sun 03:00."
  before=${days%%"${BASH_REMATCH[1]}"*}
  printf '{"properties":{"maintenanceWindow":{"customWindow":"Enabled","dayOfWeek":%d,"startHour":%d,"startMinute":%d}}}' \
    "$((${#before} / 4))" "$((10#${BASH_REMATCH[2]}))" "$((10#${BASH_REMATCH[3]}))" \
    | az rest --method patch --body @- --output none \
      --url "/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$AZURE_RESOURCE_GROUP/providers/Microsoft.DBforMySQL/flexibleServers/$AZURE_DATABASE_NAME?api-version=2024-12-30" \
    || fail "the maintenance window of the database $AZURE_DATABASE_NAME could not be set; see above. Run 'azd provision' again."
  say "The database is maintained on $text UTC."
}

main
