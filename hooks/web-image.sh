#!/usr/bin/env bash
# Sees to it that the registry holds the image of the web application, under a tag made of what is in it.
# AZURE_WEB_IMAGE_SOURCE names an image that is built already and only has to be copied; then the tag is made of that name.
# Runs before provisioning, so that the scale set is told the tag, and after it, because at first there is no registry to build in.
# The same content has the same tag: nothing is built and no web server is replaced unless the application changed.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

repository=steadfast-web
folder=$(mktemp -d "${TMPDIR:-/tmp}/steadfast-image.XXXXXX")
context="$folder/context"
trap 'rm -rf "$folder"' EXIT

# Only what the Dockerfile copies. The repository's own folder may hold settings of developers, which must not leave their machine.
collect() {
  mkdir -p "$context/webapp"
  (cd "$root" && cp .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json "$context/")
  # COPYFILE_DISABLE: else macOS adds files of its own.
  (cd "$root/webapp" && find . -type d \( -name bin -o -name obj -o -name kubernetes \) -prune -o -type f -print0 \
    | COPYFILE_DISABLE=1 tar -c --null -T - -f -) | tar -x -C "$context/webapp" -f -
}

checksum() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum --algorithm 256 "$@"; fi; }

content_tag() {
  (cd "$context" && find . -type f | LC_ALL=C sort | while IFS= read -r file; do checksum "$file"; done) | checksum | cut -c1-12
}

# A fresh checkout (a pipeline) does not know the registry of an earlier deployment, and building only after provisioning would replace
# web servers by ones that wait for their image.
find_registry() {
  local all
  if [ -n "${AZURE_CONTAINER_REGISTRY_NAME:-}" ]; then printf '%s' "$AZURE_CONTAINER_REGISTRY_NAME"; return; fi
  all=$(az acr list --subscription "$AZURE_SUBSCRIPTION_ID" --output json) || return 1
  jq --raw-output --arg environment "$AZURE_ENV_NAME" 'map(select(.tags["azd-env-name"]? == $environment)) | first | .name // ""' <<<"$all"
}

is_there() { # REGISTRY TAG
  az acr repository show --subscription "$AZURE_SUBSCRIPTION_ID" --name "$1" --image "$repository:$2" --output none 2>/dev/null
}

copy_image() { # REGISTRY TAG
  say "Copying $AZURE_WEB_IMAGE_SOURCE to the registry $1 as web image $2 ..."
  az acr import --subscription "$AZURE_SUBSCRIPTION_ID" --name "$1" --source "$AZURE_WEB_IMAGE_SOURCE" --image "$repository:$2" --output none \
    || fail "the image $AZURE_WEB_IMAGE_SOURCE could not be copied; see above."
}

build_image() { # REGISTRY TAG
  local log="$folder/log"
  say "Building web image $2 in the registry $1 ..."
  if az acr build --subscription "$AZURE_SUBSCRIPTION_ID" --registry "$1" --image "$repository:$2" --file "$context/webapp/Dockerfile" \
    --platform linux/amd64 --only-show-errors --output none "$context" 2>"$log"; then return; fi
  cat "$log" >&2
  grep --quiet TasksOperationsNotAllowed "$log" || fail "the image could not be built; see above."
  build_here "$1" "$2"
}

# Subscriptions on free credits may use registries and not let them build.
build_here() { # REGISTRY TAG
  local server
  has_docker || fail "this subscription lets no registry build images. Start Docker and run 'azd provision' again, or set AZURE_WEB_IMAGE_SOURCE to an image that is built already."
  say "This subscription lets no registry build images; Docker builds it here ..."
  server=$(az acr show --subscription "$AZURE_SUBSCRIPTION_ID" --name "$1" --query loginServer --output tsv) || fail "the registry $1 could not be read; see above."
  docker build --quiet --platform linux/amd64 --tag "$server/$repository:$2" --file "$context/webapp/Dockerfile" "$context" || fail "the image could not be built; see above."
  az acr login --subscription "$AZURE_SUBSCRIPTION_ID" --name "$1" --only-show-errors --output none || fail "Docker could not sign in to the registry $1; see above."
  docker push --quiet "$server/$repository:$2" || fail "the image could not be pushed to the registry $1; see above."
}

main() {
  need_az
  need_tool azd "See https://aka.ms/azd."
  need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
  local tag registry
  if [ -n "${AZURE_WEB_IMAGE_SOURCE:-}" ]; then tag=$(printf '%s' "$AZURE_WEB_IMAGE_SOURCE" | checksum | cut -c1-12); else
    collect
    tag=$(content_tag)
  fi
  remember AZURE_WEB_IMAGE_TAG "$tag"
  registry=$(find_registry) || fail "the subscription could not be read. Run: az login"
  if [ -z "$registry" ]; then
    say "Web image $tag: the registry comes first; the image follows after provisioning, and the web servers wait for it."
  elif is_there "$registry" "$tag"; then
    say "Web image $tag is in the registry already."
  elif [ -n "${AZURE_WEB_IMAGE_SOURCE:-}" ]; then
    copy_image "$registry" "$tag"
  else
    build_image "$registry" "$tag"
  fi
}

main
