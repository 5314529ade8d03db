# shellcheck shell=bash disable=SC2154 # root and run_dir are of ../../steadfast
# What must be on the machine, and how it gets there: sourced by ../../steadfast.

sdk_major=10

retry() {
  local try
  for try in 1 2 3; do
    "$@" && return 0
    [ "$try" = 3 ] || sleep $((try * 5))
  done
  return 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

apt_install() {
  command -v apt-get >/dev/null || return 1
  export DEBIAN_FRONTEND=noninteractive
  apt_get install -y "$@" && return 0
  retry apt_get update && retry apt_get install -y "$@"
}

# Another program may hold apt's locks for a while.
apt_get() { as_root apt-get -qq -o DPkg::Lock::Timeout=120 "$@" </dev/null >/dev/null 2>&1; }

has_sdk() { command -v dotnet >/dev/null && dotnet --list-sdks 2>/dev/null | grep -q "^$sdk_major\."; }

find_sdk() {
  local place
  has_sdk && return 0
  for place in "${DOTNET_ROOT:-}" "$HOME/.dotnet" /usr/share/dotnet /usr/lib/dotnet; do
    if [ -n "$place" ] && [ -x "$place/dotnet" ]; then
      export PATH="$place:$PATH"
      has_sdk && return 0
    fi
  done
  return 1
}

need_tools() {
  if ! find_sdk; then
    say "The .NET $sdk_major SDK is missing; trying to install it with apt ..."
    apt_install "dotnet-sdk-$sdk_major.0" || true
    find_sdk || fail "the .NET $sdk_major SDK is missing. Install the package dotnet-sdk-$sdk_major.0, or put an SDK into ~/.dotnet."
  fi
  # Children are tied to their parent with it, so that none is left behind even after kill -9.
  command -v setpriv >/dev/null || apt_install util-linux || fail "setpriv is missing. Install the package util-linux."
}

has_database() { command -v mariadbd >/dev/null || [ -x /usr/sbin/mariadbd ]; }

has_database_tools() { has_database && command -v mariadb-install-db >/dev/null && command -v mariadb-backup >/dev/null && command -v mariadb-binlog >/dev/null; }

# The twin runs servers of its own; the one of the package is not to be started beside them.
install_unstarted() { # PACKAGE...
  local policy=/usr/sbin/policy-rc.d code=0 ours=""
  if ! [ -e "$policy" ] && printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null 2>&1; then
    ours=1
    as_root chmod +x "$policy"
  fi
  apt_install "$@" || code=1
  [ -z "$ours" ] || as_root rm -f "$policy"
  return "$code"
}

need_database() {
  has_database_tools && return 0
  say "MariaDB is missing; trying to install it with apt (its service is not started) ..."
  install_unstarted mariadb-server mariadb-backup || true
  has_database_tools || fail "MariaDB is missing. Install the packages mariadb-server and mariadb-backup."
}

has_cache() { command -v redis-server >/dev/null; }

# Tests that need it are skipped without it; scenarios and 'up --cache' say what is missing.
want_cache() {
  has_cache && return 0
  say "Redis is missing; trying to install it with apt (its service is not started) ..."
  install_unstarted redis-server || say "Redis could not be installed; what needs it is skipped or says so"
}

# A program within a package of .NET, which is of no project. Without it 'up --dashboard' says so and goes on; here only the cause is told.
want_dashboard() {
  [ -z "${STEADFAST_DASHBOARD:-}" ] || return 0
  local version=13.6.5 kind package probe="$root/artifacts/dashboard"
  kind=linux-$([ "$(uname -m)" = aarch64 ] && echo arm64 || echo x64)
  mkdir -p "$probe/packages"
  package="$probe/packages/aspire.dashboard.sdk.$kind/$version/tools/Aspire.Dashboard"
  if ! [ -e "$package" ]; then
    say "taking the Aspire dashboard from its package ..."
    printf '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><RestorePackagesPath>packages</RestorePackagesPath>%s\n' \
      "</PropertyGroup><ItemGroup><PackageDownload Include=\"Aspire.Dashboard.Sdk.$kind\" Version=\"[$version]\" /></ItemGroup></Project>" >"$probe/dashboard.csproj"
    printf '<Project />\n' | tee "$probe/Directory.Build.props" "$probe/Directory.Build.targets" >"$probe/Directory.Packages.props"
    unmarked timeout 120 dotnet restore "$probe/dashboard.csproj" -v quiet >"$probe/log" 2>&1 || { say "$(grep -m 1 -oE 'error .*' "$probe/log" || echo "the package feed did not answer")"; return 0; }
  fi
  [ -e "$package" ] || return 0
  chmod +x "$package"
  export STEADFAST_DASHBOARD="$package"
}

# Blob storage, from npm. Without it 'up --files' and the scenario that needs it say so.
want_files() {
  open_run_dir
  if want_node; then want_npm_package tests/Conformance/azurite; fi
  tell_npm_programs
}

# An OpenID provider, from npm. Without it 'up --sign-in' and the scenario that needs it say so.
want_sign_in() {
  open_run_dir
  if want_node; then want_npm_package tests/WebApp/SignIn/provider; fi
  tell_npm_programs
}

# What some tests look with. Without one of them its tests say that they were skipped, and why.
want_test_tools() {
  local missing=""
  command -v chromium >/dev/null || missing+=" chromium"
  command -v jq >/dev/null || missing+=" jq"
  command -v shellcheck >/dev/null || missing+=" shellcheck"
  [ -n "$missing" ] || return 0
  say "installing what some tests look with:$missing ..."
  # shellcheck disable=SC2086 # a list of names
  apt_install $missing || say "some of these could not be installed; the tests that need them are skipped"
}

node_is_new() { command -v node >/dev/null && [ "$(node --version | tr -d v | cut -d. -f1)" -ge 20 ]; }

# Node and npm, for what tests take from npm; Debian's Node may be older than that needs.
want_node() {
  local tools="$root/artifacts/tools" arch
  node_is_new && command -v npm >/dev/null && return 0
  if ! command -v npm >/dev/null; then
    say "npm is missing; trying to install it with apt ..."
    apt_install nodejs npm || true
    command -v npm >/dev/null || { say "npm could not be installed; the tests that need it are skipped"; return 1; }
    ! node_is_new || return 0
  fi
  arch=$([ "$(uname -m)" = aarch64 ] && echo arm64 || echo x64)
  if ! [ -x "$tools/node_modules/node-linux-$arch/bin/node" ]; then
    say "installing Node 22 with npm ..."
    mkdir -p "$tools"
    retry npm install --silent --no-audit --no-fund --prefix "$tools" "node-linux-$arch@22" >/dev/null 2>&1 || true
  fi
  export PATH="$tools/node_modules/node-linux-$arch/bin:$PATH"
  node_is_new || { say "Node 20 or later could not be installed; the tests that need it are skipped"; return 1; }
}

# The npm packages that tests run on: a folder with a lock file for each set. What is there already is not installed again.
want_npm_packages() {
  local lock
  find "$root/tests" -name node_modules -prune -o -name package-lock.json -print | sort | while read -r lock; do
    want_npm_package "$(dirname "${lock#"$root/"}")"
  done
}

want_npm_package() { # FOLDER
  local folder="$root/$1" lock="$root/$1/package-lock.json"
  ! cmp -s "$lock" "$folder/node_modules/.installed" || return 0
  say "installing the npm packages of $1 ..."
  if retry npm_ci "$folder"; then
    cp "$lock" "$folder/node_modules/.installed"
  else
    tail -n 3 "$run_dir/npm.log" >&2
    say "the npm packages of $1 could not be installed; the tests that need them are skipped"
  fi
}

# No install script is run.
npm_ci() { STEADFAST_RUN="$run_dir" npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel error </dev/null >"$run_dir/npm.log" 2>&1; }

# Tells tests where the programs from npm are; what is not there is not told, and its tests say that they are skipped.
tell_npm_programs() {
  local azurite="$root/tests/Conformance/azurite/node_modules/azurite/dist/src/azurite.js"
  local provider="$root/tests/WebApp/SignIn/provider"
  ! [ -e "$azurite" ] || export STEADFAST_AZURITE="$azurite"
  ! [ -e "$provider/node_modules/oidc-provider" ] || export STEADFAST_OIDC_PROVIDER="$provider/provider.mjs"
}

