#!/bin/sh
# Brings files onto a running machine, and only if one of them is another than before has the units concerned take them up. The extension "release"
# runs it with the calls that scale-set.bicep adds, as root. A machine that is new has the same files from its first start.
set -eu
# Kept until everything has been taken up, so that a rollout that was cut off is finished by the next one.
changed=/run/steadfast/changed

place() { # PATH MODE BASE64
  mkdir -p "$(dirname "$1")" "$(dirname "$changed")"
  printf %s "$3" | base64 --decode >"$1.new"
  chmod "$2" "$1.new"
  cmp -s "$1.new" "$1" || : >"$changed"
  # In one step: what reads the old file meanwhile, reads it to its end.
  mv -f "$1.new" "$1"
}

take_up() { # HOW UNIT...
  [ -e "$changed" ] || return 0
  how=$1
  shift
  systemctl daemon-reload
  for unit; do
    # One that does not run yet, as at the first start, begins with these files.
    if systemctl is-active --quiet "$unit"; then systemctl "$how" "$unit"; fi
  done
  rm -f "$changed"
}
