#!/usr/bin/env bash
# Sees to it that the registry holds the image of the web application, under a tag made of what is in it.
# Runs before provisioning, so that the scale set is told the tag, and after it, because at first there is no registry to build in.
# The same content has the same tag: nothing is built and no web server is replaced unless the application changed.
set -euo pipefail
# shellcheck source=hooks/terminal.sh
source "$(dirname "${BASH_SOURCE[0]}")/terminal.sh"

repository=steadfast-web
context=$(mktemp -d "${TMPDIR:-/tmp}/steadfast-image.XXXXXX")
trap 'rm -rf "$context"' EXIT

# Only what the Dockerfile copies. The repository's own folder may hold settings of developers, which must not leave their machine.
collect() {
  mkdir "$context/webapp"
  (cd "$root" && cp .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json "$context/")
  # COPYFILE_DISABLE: else macOS adds files of its own.
  (cd "$root/webapp" && find . -type d \( -name bin -o -name obj -o -name kubernetes \) -prune -o -type f -print0 \
    | COPYFILE_DISABLE=1 tar -c --null -T - -f -) | tar -x -C "$context/webapp" -f -
}

checksum() { if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum --algorithm 256 "$@"; fi; }

content_tag() {
  (cd "$context" && find . -type f | LC_ALL=C sort | while IFS= read -r file; do checksum "$file"; done) | checksum | cut -c1-12
}

remember() { # TAG
  [ "${AZURE_WEB_IMAGE_TAG:-}" = "$1" ] || azd env set AZURE_WEB_IMAGE_TAG "$1" >/dev/null
}

# A fresh checkout (a pipeline) does not know the registry of an earlier deployment, and building only after provisioning would replace
# web servers by ones that wait for their image.
find_registry() {
  if [ -n "${AZURE_CONTAINER_REGISTRY_NAME:-}" ]; then
    printf '%s' "$AZURE_CONTAINER_REGISTRY_NAME"
  else
    az acr list --subscription "$AZURE_SUBSCRIPTION_ID" --query "[?tags.\"azd-env-name\"=='$AZURE_ENV_NAME'] | [0].name" --output tsv
  fi
}

is_there() { # REGISTRY TAG
  az acr repository show --subscription "$AZURE_SUBSCRIPTION_ID" --name "$1" --image "$repository:$2" --output none 2>/dev/null
}

main() {
  need_tool az "See https://aka.ms/azure-cli."
  need_tool azd "See https://aka.ms/azd."
  need_value AZURE_SUBSCRIPTION_ID AZURE_ENV_NAME
  collect
  local tag registry
  tag=$(content_tag)
  remember "$tag"
  registry=$(find_registry) || fail "the subscription could not be read. Run: az login"
  if [ -z "$registry" ]; then
    say "Web image $tag: the registry comes first; it is built there after provisioning, and the web servers wait for it."
  elif is_there "$registry" "$tag"; then
    say "Web image $tag is in the registry already."
  else
    say "Building web image $tag in the registry $registry ..."
    az acr build --subscription "$AZURE_SUBSCRIPTION_ID" --registry "$registry" --image "$repository:$tag" --file "$context/webapp/Dockerfile" \
      --platform linux/amd64 --only-show-errors --output none "$context" || fail "the image could not be built; see above."
  fi
}

main
