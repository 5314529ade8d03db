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

portal() { printf 'https://portal.azure.com/#resource/subscriptions/%s/resourceGroups/%s/overview' "$AZURE_SUBSCRIPTION_ID" "$AZURE_RESOURCE_GROUP"; }

need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_WEB_URL AZURE_FUNCTION_URL
cat <<TEXT

Steadfast is up.
  web application  $AZURE_WEB_URL
  automation       ${AZURE_FUNCTION_URL%/}/api/incidents  (needs a function key)
  in the portal    $(portal)
$(warnings)
Break something: docs/deploy.md, 'Try a failure'. Remove everything: azd down --purge
TEXT
