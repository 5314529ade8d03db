#!/bin/bash
# Fetches the passwords of the database and the secret of sessions from Key Vault into memory, where the web container reads them. Never on disk, never an argument.
# Runs before the container starts and every minute, so that a renewed password arrives by itself.
set -euo pipefail
source /etc/steadfast/settings
folder=/run/steadfast/secrets
metadata=http://169.254.169.254/metadata

install --directory --owner 1654 --group 1654 --mode 0500 "$folder"
[ "$DATABASE_AUTH" = password ] || [ "$SIGN_IN_MODE" = oidc ] || exit 0

token() {
  curl --silent --fail --noproxy '*' --max-time 5 --header 'Metadata: true' \
    "$metadata/identity/oauth2/token?api-version=2018-02-01&client_id=$IDENTITY&resource=$VAULT_RESOURCE" | jq --raw-output .access_token
}

new=$(mktemp "$folder/.new.XXXXXX")
trap 'rm -f "$new"' EXIT
header="header = \"Authorization: Bearer $(token)\""

fetch() { # SECRET
  printf '%s\n' "$header" |
    curl --silent --fail --max-time 15 --config - "$SECRETS_URI$1?api-version=7.4" | jq --raw-output --join-output --exit-status .value >"$new" || return 1
  chown 1654:1654 "$new"
  chmod 0400 "$new"
  mv "$new" "$folder/$1"
}

[ "$SIGN_IN_MODE" = none ] || fetch sign-in-keys
[ "$DATABASE_AUTH" = password ] || exit 0
fetch database-web-password
# That of the administrator, with which the account of the web servers is made. Once there is the account, this one opens nothing any more, and
# machines that come later may not read it.
fetch database-password || true
