#!/usr/bin/env bash
# After provisioning: the template has set the action group back to what it knows, which is a group without the function's key.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

if [ "${AZURE_ALERTS_WIRED:-}" != true ] && [ "${AZURE_ALERTS_HAD_RECEIVER:-}" != true ]; then
  say "Alerts do not reach the automation yet: that follows once its code is deployed ('azd deploy'; 'azd up' does both)."
  exit 0
fi
"$root/hooks/wire-alerts.sh" || fail "alerts reached the automation before and do not now. Run 'azd deploy': it brings the code and wires them."
