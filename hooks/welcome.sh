#!/usr/bin/env bash
# The last words of 'azd up': where everything is, what is not as it should be in production, and what to try.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

# The template hands its warnings over as a JSON list of sentences.
warnings() {
  if ! command -v jq >/dev/null || ! jq --raw-output '.[]? | "  warning: \(.)"' <<<"${AZURE_WARNINGS:-[]}" 2>/dev/null; then
    [ -z "${AZURE_WARNINGS:-}" ] || say "  warning: $AZURE_WARNINGS"
  fi
}

# They too are a JSON list, empty without a zone.
name_servers() {
  command -v jq >/dev/null || return 0
  jq --raw-output 'if length > 0 then "  name servers     \(join(" "))  (for the parent zone; until then use \(env.AZURE_WEB_DIRECT_URL))" else empty end' \
    <<<"${AZURE_DNS_NAME_SERVERS:-[]}" 2>/dev/null || say "  name servers     $AZURE_DNS_NAME_SERVERS"
}

# Each cloud has a portal of its own.
portal() {
  local host
  host=$(az cloud show --query endpoints.portal --output tsv 2>/dev/null) || host=""
  printf '%s/#resource/subscriptions/%s/resourceGroups/%s/overview' "${host:-https://portal.azure.com}" "$AZURE_SUBSCRIPTION_ID" "$AZURE_RESOURCE_GROUP"
}

need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_WEB_URL AZURE_FUNCTION_URL
cat <<TEXT

Steadfast is up.
  web application  $AZURE_WEB_URL
  automation       ${AZURE_FUNCTION_URL%/}/api/incidents  (needs a function key)
  in the portal    $(portal)
TEXT
name_servers
warnings
cat <<'TEXT'

Break something: docs/deploy.md, 'Try a failure'. Remove everything: azd down --purge
TEXT
