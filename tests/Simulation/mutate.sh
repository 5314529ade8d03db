#!/usr/bin/env bash
# mutate.sh [PATTERN]: makes each deliberate mistake of mutations.tsv in a copy of the repository, and says what the simulation finds.
# Exit code 0 only if it finds each. A mistake takes about two minutes.
set -euo pipefail

seeds=${STEADFAST_MUTATION_SEEDS:-1..24}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

build() { dotnet build "$copy/local/Simulation/Steadfast.Simulation.csproj" -c Release -v quiet --nologo "$@" >"$copy/build.log" 2>&1 || { cat "$copy/build.log"; return 1; }; }
simulate() { DOTNET_TC_CallCountingDelayMs=0 dotnet "$copy/artifacts/bin/Steadfast.Simulation/release/Steadfast.Simulation.dll" --seeds "$seeds" 2>"$copy/errors.txt"; }

(cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$copy")
# Which packages the feed has was found out before.
mkdir -p "$copy/artifacts" && cp "$root"/artifacts/*.props "$copy/artifacts/" 2>/dev/null || true
build
if ! simulate >"$copy/clean.txt"; then
  cat "$copy/clean.txt"
  echo "mutate: without a mistake something does not hold either, so nothing can be told" >&2
  exit 2
fi

missed=0
while IFS=$'\t' read -r -a row; do
  name=${row[0]}
  [[ $name == *${1:-}* ]] || continue
  # What is kept safe twice takes two mistakes: file, from and to may stand again behind the first.
  for ((at = 1; at < ${#row[@]}; at += 3)); do
    text=$(<"$root/${row[at]}")
    printf '%s\n' "${text/"${row[at + 1]}"/"${row[at + 2]}"}" >"$copy/${row[at]}"
  done
  build --no-restore
  if found=$(simulate); then
    missed=$((missed + 1))
    printf '%s\tnothing found it\n' "$name"
  else
    # Whatever else ends it badly has found nothing.
    first=$(grep -m1 '^seed ' <<<"$found") || { cat "$copy/errors.txt"; exit 2; }
    printf '%s\t%s\n' "$name" "$first"
  fi
  for ((at = 1; at < ${#row[@]}; at += 3)); do
    cp "$root/${row[at]}" "$copy/${row[at]}"
  done
done <"$here/mutations.tsv"
exit $((missed > 0))
