# shellcheck shell=bash disable=SC2154 # root and run_dir are of ../../steadfast
# What a command starts, and how it ends: sourced by ../../steadfast.

run_dir=""

cleanup() {
  local code=$? pid
  trap - EXIT INT TERM HUP
  for pid in $(jobs -p); do kill -TERM "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  end_strays
  [ -z "$run_dir" ] || rm -rf "$run_dir"
  exit "$code"
}

# What this run started carries its mark; a test program, for one, outlives the "dotnet test" that was to watch it.
strays() {
  grep -lzxF "STEADFAST_RUN=$run_dir" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 | grep -vx "$$" || true
}

end_strays() {
  local pid _
  [ -n "$run_dir" ] || return 0
  for pid in $(strays); do kill -TERM "$pid" 2>/dev/null || true; done
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    [ -n "$(strays)" ] || return 0
    sleep 0.5
  done
  # Twice: one that was just ended may have been replaced by its parent.
  for _ in 1 2; do
    for pid in $(strays); do kill -KILL "$pid" 2>/dev/null || true; done
  done
}

# A folder of this run, which goes away with it; also sweeps those of runs that were killed with -9.
open_run_dir() {
  [ -z "$run_dir" ] || return 0
  local old owner temporary=${TMPDIR:-/tmp}
  for old in "$temporary"/steadfast.??????; do
    owner=$(cat "$old/pid" 2>/dev/null) || continue
    [ ! -O "$old" ] || kill -0 "$owner" 2>/dev/null || rm -rf "$old"
  done
  trap cleanup EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  run_dir=$(mktemp -d "$temporary/steadfast.XXXXXX" 2>/dev/null) \
    || fail "no folder can be made in $temporary, where a run keeps its files. Make it writable, or set TMPDIR to a folder that is."
  # The database runs as a user of its own, who must be able to pass, not to look.
  chmod 711 "$run_dir"
  echo $$ >"$run_dir/pid"
}

# Runs a program that ends when this script ends, however that happens.
watched() {
  local code=0
  STEADFAST_RUN="$run_dir" setpriv --pdeathsig TERM -- "$@" <&0 &
  wait $! || code=$?
  return "$code"
}

run() {
  open_run_dir
  local code=0
  STEADFAST_RUN_DIR="$run_dir" STEADFAST_COMMIT="$(commit)" watched dotnet "$@" || code=$?
  exit "$code"
}

# What the reports call the code that ran; nothing outside a clone.
commit() {
  local head
  head=$(git -C "$root" rev-parse HEAD 2>/dev/null) || return 0
  [ -z "$(git -C "$root" status --porcelain 2>/dev/null)" ] || head+="-changed"
  printf '%s' "$head"
}
