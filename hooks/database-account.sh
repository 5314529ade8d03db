#!/usr/bin/env bash
# After the web servers are up: they have made an account of their own in the database, with the password of its administrator. Now the
# administrator gets another password, which is in the vault and which none of them can read. Running it again changes nothing.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"
# shellcheck source=hooks/inside.sh
source "$root/hooks/inside.sh"

# A web server that reads and writes does so with its own account; it uses the administrator's for nothing but to make that.
# Slurped, because some versions of jq take no input at all for a yes.
reads_and_writes() { jq --slurp --exit-status 'any(.[]; .database.state == "ok" or .database.state == "slow")' >/dev/null 2>&1; }

seen_outside() { curl --silent --fail --location --max-time 10 "${AZURE_WEB_DIRECT_URL%/}/status" | reads_and_writes; }

seen_inside() { ask_inside /status "" reads_and_writes; }

# The page may be out of reach from here and the web servers fine all the same, so they are asked themselves before it is given up.
has_account() {
  if is_closed; then until_true "$1" seen_inside; else until_true "$1" seen_outside || seen_inside; fi
}

main() {
  need_az
  need_tool curl "Install the package curl."
  need_value AZURE_SUBSCRIPTION_ID AZURE_RESOURCE_GROUP AZURE_KEY_VAULT_NAME AZURE_DATABASE_NAME AZURE_SCALE_SET_NAME AZURE_WEB_DIRECT_URL
  local providers="/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$AZURE_RESOURCE_GROUP/providers" new
  if [ "${AZURE_DATABASE_SIGN_IN:-}" = entra ] || [ "${AZURE_DATABASE_ACCOUNT_MADE:-}" = true ]; then exit 0; fi
  # As long as a first start may take: nothing has waited for it yet.
  has_account "${STEADFAST_DATABASE_MINUTES:-30}" \
    || fail "no web server says that it has its account in the database, so they keep the administrator's password. Look at ${AZURE_WEB_DIRECT_URL%/}/status, then run 'azd hooks run postdeploy'."
  new="$(head -c 33 /dev/urandom | base64)aA1"
  # The vault first: each provision gives the server what the vault holds, so the other way round the next one would undo it.
  printf '{"properties":{"value":"%s"}}' "$new" | az rest --method put --body @- --output none \
    --url "$providers/Microsoft.KeyVault/vaults/$AZURE_KEY_VAULT_NAME/secrets/database-administrator-password?api-version=2024-11-01" \
    || fail "the administrator's password could not be put into the vault $AZURE_KEY_VAULT_NAME; see above."
  remember AZURE_DATABASE_ACCOUNT_MADE true
  printf '{"properties":{"administratorLoginPassword":"%s"}}' "$new" | az rest --method patch --body @- --output none \
    --url "$providers/Microsoft.DBforMySQL/flexibleServers/$AZURE_DATABASE_NAME?api-version=2024-12-30" \
    || fail "the database $AZURE_DATABASE_NAME did not take the administrator's password, which is in the vault already. Run 'azd provision': it gives it to the server."
  say "The web servers have an account of their own in the database; none of them can read the administrator's password."
}

main
