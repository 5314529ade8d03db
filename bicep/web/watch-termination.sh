#!/bin/bash
# Azure says some minutes ahead that it will delete this machine. Then the web container drains at once, and the machine
# lets go of it as soon as that is done.
set -euo pipefail
events='http://169.254.169.254/metadata/scheduledevents?api-version=2020-07-01'
self=$(curl --silent --fail --noproxy '*' --retry 10 --header 'Metadata: true' 'http://169.254.169.254/metadata/instance/compute/name?api-version=2021-02-01&format=text')

ends() { jq --raw-output --arg self "$self" '.Events[]? | select(.EventType == "Terminate" and any(.Resources[]; . == $self)) | .EventId'; }

while sleep 5; do
  id=$(curl --silent --fail --noproxy '*' --max-time 5 --header 'Metadata: true' "$events" | ends) || continue
  [ -n "$id" ] || continue
  echo "This machine is being taken away; the web container drains."
  systemctl stop steadfast-web
  jq --null-input --compact-output --arg id "$id" '{StartRequests: [{EventId: $id}]}' |
    curl --silent --fail --noproxy '*' --max-time 5 --header 'Metadata: true' --data @- "$events" || true
  exit 0
done
