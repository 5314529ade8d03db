# shellcheck shell=bash disable=SC2154 # root and run_dir are of ../../steadfast
# Restores and builds, and does neither when nothing has changed since: sourced by ../../steadfast.

# A machine of continuous integration builds once, and no build process outlives the command. Elsewhere the next build finds the compiler warm.
[ "${CI:-}" != true ] || export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false

# Name, size and time of every file that a build may read (pages are read by nobody but tests), and what else it depends on.
state() { # FIND-EXPRESSION...
  {
    find "$root" \( -name .git -o -name artifacts -o -name bin -o -name obj -o -name node_modules -o -name TestResults \) -prune \
      -o -type f -not -name '*.md' "$@" -printf '%P %s %T@\n' | LC_ALL=C sort
    readlink -f "$(command -v dotnet)"
    dotnet --list-sdks
    cat "$root/artifacts/monitor-query.props"
    env | grep -E '^(MSBUILD|NUGET_)' | LC_ALL=C sort
  } | sha256sum
}

state_of_packages() { state \( -name '*.*proj' -o -name '*.props' -o -name '*.targets' -o -name '*.slnx' -o -name 'global.json' -o -iname 'nuget.config' \); }

is_same() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; } # FILE TEXT

# Build processes that stay for the next build must not carry the mark of this run, nor hold its input and locks.
unmarked() {
  local code=0
  setpriv --pdeathsig TERM -- "$@" </dev/null 9>&- &
  wait $! || code=$?
  return "$code"
}

restore() { # TARGET LOG
  retry restore_once "$1" "$2" || { cat "$2" >&2; fail "restoring packages failed; see above"; }
}

restore_once() { unmarked dotnet restore "$1" -v quiet >"$2" 2>&1; }

# Azure.Monitor.Query is not on every package feed. Asks once; where it cannot be had, a project with the few types used takes its place.
choose_monitor_query() {
  local answer="$root/artifacts/monitor-query.props" probe="$run_dir/monitor-query" stand_in=false
  [ ! -e "$answer" ] || return 0
  mkdir -p "$probe"
  printf '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>%s</ItemGroup></Project>\n' \
    "$(grep -o '<PackageVersion Include="Azure.Monitor.Query"[^>]*>' "$root/Directory.Packages.props" | sed 's/PackageVersion/PackageReference/')" >"$probe/probe.csproj"
  if ! retry_restore_of_probe "$probe"; then
    # NU1101 and NU1102: the feed answered, and has no such package or version.
    grep -qE 'NU110[12]' "$probe/log" || { cat "$probe/log" >&2; fail "the package feed could not be asked for Azure.Monitor.Query; see above"; }
    stand_in=true
  fi
  printf '<Project><PropertyGroup><MonitorQueryStandIn>%s</MonitorQueryStandIn></PropertyGroup></Project>\n' "$stand_in" >"$answer"
}

# The compiler of machine code (ReadyToRun), with which the twin's programs start sooner. Asks once; without it they are built as ever.
choose_ready_to_run() {
  local answer="$root/artifacts/ready-to-run.props" probe="$run_dir/ready-to-run" pack=true
  [ ! -e "$answer" ] || return 0
  mkdir -p "$probe"
  # shellcheck disable=SC2016 # MSBuild expands it
  printf '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework>%s%s</PropertyGroup></Project>\n' \
    '<RuntimeIdentifier>$(NETCoreSdkPortableRuntimeIdentifier)</RuntimeIdentifier><UseAppHost>false</UseAppHost>' \
    '<SelfContained>false</SelfContained><PublishReadyToRun>true</PublishReadyToRun>' >"$probe/probe.csproj"
  retry_restore_of_probe "$probe" || pack=false
  printf '<Project><PropertyGroup><ReadyToRunPack>%s</ReadyToRunPack></PropertyGroup></Project>\n' "$pack" >"$answer"
}

retry_restore_of_probe() { # FOLDER
  local try
  for try in 1 2 3; do
    unmarked dotnet restore "$1/probe.csproj" -v quiet >"$1/log" 2>&1 && return 0
    ! grep -qE 'NU110[12]' "$1/log" || return 1
    [ "$try" = 3 ] || sleep $((try * 5))
  done
  return 1
}

compile() { # TARGET CONFIGURATION LOG
  unmarked dotnet build "$1" -c "$2" --no-restore -v quiet >"$3" 2>&1
}

restore_and_build() { # TARGET CONFIGURATION NAME
  local log="$run_dir/build.log" restored="$root/artifacts/obj/.restored-$3" built="$root/artifacts/bin/.built-$3" packages sources
  packages=$(state_of_packages)
  sources=$(state)
  if [ "${CI:-}" != true ] && is_same "$built" "$sources"; then return 0; fi
  say "building ..."
  is_same "$restored" "$packages" || restore "$1" "$log"
  if ! compile "$1" "$2" "$log"; then
    # What an earlier restore brought may be gone: the packages, or the files that name them.
    grep -qE 'error (NETSDK1004|NETSDK1064|CS0006|NU[0-9]+)' "$log" || { cat "$log" >&2; fail "the build failed; see above"; }
    restore "$1" "$log"
    compile "$1" "$2" "$log" || { cat "$log" >&2; fail "the build failed; see above"; }
  fi
  printf '%s' "$packages" >"$restored"
  printf '%s' "$sources" >"$built"
}

# Two commands at once in one checkout must not write the same files.
build() { # TARGET CONFIGURATION
  local name=${1#artifacts/}
  open_run_dir
  { mkdir -p "$root/artifacts" && touch "$root/artifacts/.lock"; } 2>/dev/null \
    || fail "$root/artifacts cannot be written to, where all goes that is built. Make it writable, or use a clone that is."
  exec 9>"$root/artifacts/.lock"
  if command -v flock >/dev/null && ! flock -n 9; then say "waiting for another build ..."; flock 9; fi
  choose_monitor_query
  choose_ready_to_run
  restore_and_build "$root/$1" "$2" "${name//\//-}-$2"
  exec 9>&-
}

program() { printf '%s/artifacts/bin/%s/%s/%s.dll' "$root" "$1" "$2" "$1"; }
