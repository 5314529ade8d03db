# shellcheck shell=bash disable=SC2154 # root and run_dir are of ../../steadfast
# Says what this machine has, and what is wrong with it: sourced by ../../steadfast.

doctor() {
  local number=0
  read_doctor_arguments "$@"
  is_well=1
  echo "Steadfast on this machine:"
  look_at_tools
  look_at_test_tools
  look_at_functions_host
  look_at_folders
  look_at_ports "$number"
  [ -n "$is_well" ]
}

read_doctor_arguments() {
  while [ $# -gt 0 ]; do
    case $1 in
      --twin | --twin=*)
        if [ "$1" = --twin ]; then number=${2:-}; shift $(($# > 1)); else number=${1#--twin=}; fi
        if ! [[ $number =~ ^[0-9]{1,3}$ ]] || [ "$((10#$number))" -gt 254 ]; then fail "--twin must be 0 to 254."; fi
        number=$((10#$number))
        ;;
      *) fail "doctor has no option '$1'. It takes --twin N (0 to 254)." ;;
    esac
    shift
  done
}

good() { printf '  ok        %s\n' "$1"; }
bad() { printf '  %-9s %s\n' "$1" "$2"; is_well=""; } # WORD SENTENCE
may_be_without() { printf '  without   %s\n' "$1"; }

look_at_tools() {
  if find_sdk; then good ".NET SDK $(dotnet --list-sdks | grep "^$sdk_major\." | tail -n 1 | cut -d' ' -f1)"
  else bad missing "the .NET $sdk_major SDK: install the package dotnet-sdk-$sdk_major.0, or put an SDK into ~/.dotnet"; fi
  if has_database_tools; then good "MariaDB"; else bad missing "MariaDB: install the packages mariadb-server and mariadb-backup"; fi
  if command -v setpriv >/dev/null; then good "setpriv"; else bad missing "setpriv: install the package util-linux"; fi
  local gigabytes
  gigabytes=$(awk '/MemTotal/ { print int($2 / 1048576 + 0.5) }' /proc/meminfo)
  if [ "$gigabytes" -ge 4 ]; then good "$gigabytes GB of memory"; else bad "too little" "$gigabytes GB of memory: the stack needs about 1 GB, the build 2 GB"; fi
}

# Nothing but tests wants these.
look_at_test_tools() {
  local tool
  for tool in jq shellcheck chromium; do
    if command -v "$tool" >/dev/null; then good "$tool"; else may_be_without "$tool: './steadfast test' tries to install it, and else skips the tests that need it"; fi
  done
  if node_is_new && command -v npm >/dev/null; then good "Node $(node --version) and npm"
  else may_be_without "Node 20 or later with npm: './steadfast test' tries to install them, and else skips the tests that need them"; fi
}

# Nothing but --host func wants them.
look_at_functions_host() {
  if has_func; then good "Azure Functions Core Tools"; else may_be_without "Azure Functions Core Tools: --host func wants them, and tells where to get them"; fi
}

look_at_folders() {
  local folder
  for folder in "$root" "${TMPDIR:-/tmp}"; do
    if [ -d "$folder" ] && [ -w "$folder" ]; then good "$folder can be written to"
    else bad "read-only" "$folder: builds and the files of a run go there; make it writable$([ "$folder" = "$root" ] || echo ", or set TMPDIR to a folder that is")"; fi
  done
}

# Every address of a twin: front end, page, Function App, control plane (twice), notices, the twin's own claim; web servers; the database's servers and the
# ways to them; the cache's; the storage of files; the provider of the sign-in.
twin_addresses() { # NUMBER
  local port host
  for port in 8080 7070 7071 8090 8443 8091 8079; do echo "127.$1.0.1 $port"; done
  for host in 1.4 1.5 1.6; do echo "127.$1.$host 8080"; done
  for host in 2.1 2.4 2.5 2.6 3.4 3.5 3.6; do echo "127.$1.$host 3306"; done
  for host in 4.1 4.4 4.5; do echo "127.$1.$host 6379"; done
  echo "127.$1.5.1 10000"
  echo "127.$1.6.1 9000"
}

look_at_ports() { # NUMBER
  local address port
  while read -r address port; do
    if (exec 3<>"/dev/tcp/$address/$port") 2>/dev/null; then
      bad taken "$address:$port: $(listener "$address" "$port") listens there; end it, or use another twin with --twin N (0 to 254)"
    else
      good "$address:$port is free"
    fi
  done < <(twin_addresses "$1")
}

# The program that listens, where that can be seen.
listener() { # ADDRESS PORT
  local seen=""
  ! command -v ss >/dev/null || seen=$(ss -Hltnp "sport = :$2 and (src $1 or src 0.0.0.0 or src [::])" 2>/dev/null | grep -oE 'users:\(\("[^"]+",pid=[0-9]+' | head -n 1)
  if [ -n "$seen" ]; then sed -E 's/users:\(\("([^"]+)",pid=([0-9]+)/\1 (pid \2)/' <<<"$seen"; else echo "another program"; fi
}
