#!/bin/bash
# Runs the web container in the foreground: waits for the image, tells the container who and where it is, and becomes "docker run".
# systemd starts it again whenever it ends, which is the first rung of every repair.
set -euo pipefail
source /etc/steadfast/settings
metadata=http://169.254.169.254/metadata

imds() { curl --silent --fail --noproxy '*' --max-time 5 --header 'Metadata: true' "$metadata/$1"; }

# No password: a token of this machine's identity buys one of the registry that lasts some hours.
sign_in() {
  imds "identity/oauth2/token?api-version=2018-02-01&client_id=$IDENTITY&resource=$RESOURCE_MANAGER" | jq --raw-output --join-output .access_token |
    curl --silent --fail --max-time 15 "https://$REGISTRY/oauth2/exchange" --data grant_type=access_token --data "service=$REGISTRY" --data-urlencode access_token@- |
    jq --raw-output --join-output .refresh_token |
    docker login "$REGISTRY" --username 00000000-0000-0000-0000-000000000000 --password-stdin >/dev/null 2>&1
}

# On the first deployment the registry is empty until the image has been built, and a new grant takes minutes to be known everywhere.
# An image that is here already is used at once, so that a restart needs nobody else.
wait_for_image() {
  until docker image inspect "$1" >/dev/null 2>&1; do
    if sign_in && docker pull --quiet "$1" >/dev/null; then break; fi
    echo "The image $1 cannot be had yet; trying again in 10 s."
    sleep 10
  done
}

# The container has no business with the identity of the machine, unless it signs in to the database, the cache or the storage of files with it, or the
# identity vouches for it to Entra ID.
needs_identity() { [ "$DATABASE_AUTH" = entra ] || [ -n "$CACHE_ADDRESS$FILES_CONTAINER" ] || [ "$SIGN_IN_MODE" = oidc ]; }

shield_metadata() {
  local rule=(DOCKER-USER --destination 169.254.169.254 --jump DROP)
  iptables --delete "${rule[@]}" 2>/dev/null || true
  needs_identity || iptables --insert "${rule[@]}"
}

# Traces take the identity too, and are not worth giving it to a container that does without.
insights() { ! needs_identity || printf %s "$INSIGHTS"; }

main() {
  until [ -s /etc/steadfast/image ]; do sleep 1; done # written by the release extension
  local image machine
  image="$REGISTRY/$(cat /etc/steadfast/image)"
  wait_for_image "$image"
  until machine=$(imds 'instance/compute?api-version=2021-02-01'); do sleep 2; done
  shield_metadata
  docker rm --force steadfast-web >/dev/null 2>&1 || true
  # User 1654 is the one of .NET images. Its home is the image; the only places it can write are in memory.
  exec docker run --name steadfast-web --rm --log-driver none --publish "$PORT:$PORT" \
    --user 1654:1654 --read-only --tmpfs /tmp:size=64m --cap-drop ALL --security-opt no-new-privileges --pids-limit 512 \
    --volume /run/steadfast/secrets:/run/secrets:ro \
    --env "ASPNETCORE_HTTP_PORTS=$PORT" \
    --env "Instance__Id=$(jq --raw-output '.name | split("_") | last' <<<"$machine")" \
    --env "Instance__Zone=$(jq --raw-output .zone <<<"$machine")" \
    --env "STEADFAST_DATABASE_HOST=$DATABASE_HOST" \
    --env STEADFAST_DATABASE_PORT=3306 \
    --env "STEADFAST_DATABASE_NAME=$DATABASE_NAME" \
    --env "STEADFAST_DATABASE_USER=$DATABASE_USER" \
    --env STEADFAST_DATABASE_PASSWORD_FILE=/run/secrets/database-web-password \
    --env "STEADFAST_DATABASE_ADMINISTRATOR=$DATABASE_ADMINISTRATOR" \
    --env STEADFAST_DATABASE_ADMINISTRATOR_PASSWORD_FILE=/run/secrets/database-password \
    --env STEADFAST_DATABASE_TLS=required \
    --env "STEADFAST_DATABASE_TOKEN_RESOURCE=$DATABASE_TOKEN_RESOURCE" \
    --env "STEADFAST_DATABASE_AUTH=$DATABASE_AUTH" \
    --env "AZURE_CLIENT_ID=$IDENTITY" \
    --env "Cache__Connection=${CACHE_ADDRESS:+$CACHE_ADDRESS,ssl=true}" \
    --env Cache__Auth=entra \
    --env "Cache__User=$CACHE_USER" \
    --env "Cache__IdentityClientId=$IDENTITY" \
    --env "Files__Container=$FILES_CONTAINER" \
    --env "Files__IdentityClientId=$IDENTITY" \
    --env "SignIn__Mode=$SIGN_IN_MODE" \
    --env "SignIn__Authority=$SIGN_IN_AUTHORITY" \
    --env "SignIn__ClientId=$SIGN_IN_CLIENT" \
    --env "SignIn__PublicAddress=$SIGN_IN_ADDRESS" \
    --env "SignIn__AllowedGroups=$SIGN_IN_GROUPS" \
    --env "SignIn__AllowedTenants=$SIGN_IN_TENANTS" \
    --env "SignIn__AssertionAudience=$SIGN_IN_AUDIENCE" \
    --env "SignIn__IdentityClientId=$IDENTITY" \
    --env SignIn__KeysSecretFile=/run/secrets/sign-in-keys \
    --env "APPLICATIONINSIGHTS_CONNECTION_STRING=$(insights)" \
    --env "STEADFAST_FRONT_DOOR_ID=$FRONT_DOOR_ID" \
    "$image"
}

main
