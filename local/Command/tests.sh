# shellcheck shell=bash disable=SC2154 # root and run_dir are of ../../steadfast
# Builds and runs tests, and adds up what they report: sourced by ../../steadfast.

# By themselves: they hold real processes to times, and a machine that runs other tests keeps none.
alone="Scenarios"

# Every test project by its folder below tests/, as in "Stack/Databases".
test_projects() { (cd "$root/tests" && find . -name '*.Tests.csproj' -not -path '*/node_modules/*' -printf '%h\n' | cut -c3- | LC_ALL=C sort); }

project_file() { (cd "$root" && echo "tests/$1/"*.Tests.csproj); }

assembly() { basename "$(project_file "$1")" .csproj; }

# What a test needs (docs/development.md, "Categories"): the trait Category of its class, or of its whole project.
categories="fast exhaustive real-processes real-backend"

# What is to be run (projects) and how (options); nothing named is everything.
projects=()
options=()
filter=""
category=""
is_listing=""

read_test_arguments() {
  local known
  known=$(test_projects)
  while [ $# -gt 0 ]; do
    case $1 in
      --filter=* | --filter:*) filter=${1#--filter?} ;;
      --filter)
        [ $# -gt 1 ] || fail "--filter wants an expression, such as GuardPolicyTests or 'FullyQualifiedName~Guard'."
        filter=$2
        shift
        ;;
      --category=* | --category:*) category=${1#--category?} ;;
      --category)
        category=${2:-}
        shift $(($# > 1))
        ;;
      -t | --list-tests) is_listing=1 ;;
      -l | --logger | -s | --settings | -e | --environment | --collect | -d | --diag)
        [ $# -gt 1 ] || fail "$1 wants a value."
        options+=("$1" "$2")
        shift
        ;;
      --blame*) options+=("$1") ;;
      -*) fail "test has no option '$1'. It takes --filter, --category, --list-tests, --logger, --settings, --environment, --collect, --diag and --blame..., as 'dotnet test' does." ;;
      *)
        grep -qxF -- "${1#tests/}" <<<"$known" || fail "there is no test project '$1'. There are: $(paste -sd ' ' <<<"$known")."
        projects+=("${1#tests/}")
        ;;
    esac
    shift
  done
  case " $categories " in *" ${category:-fast} "*) ;; *) fail "there is no category '$category'. There are: $categories." ;; esac
}

run_tests() {
  read_test_arguments "$@"
  [ "${#projects[@]}" -gt 0 ] || mapfile -t projects < <(projects_for "$filter")
  [ "${#projects[@]}" -gt 0 ] || fail "no test has '$filter' in its name. './steadfast test --list-tests' names all."
  if [ -n "$category" ]; then
    mapfile -t projects < <(of_category "${projects[@]}")
    [ "${#projects[@]}" -gt 0 ] || fail "no test of category '$category' is in what was named."
    filter="${filter:+($filter)&}Category=$category"
  fi
  [ -z "$filter" ] || options+=(--filter "$filter")
  need_tools
  open_run_dir
  local began=$SECONDS code=0 preparing
  # Beside the build: what is downloaded waits, and what is built computes.
  prepare_tests &
  preparing=$!
  build "$(build_target)" Debug
  # Only tests on the real host want it, and those want Core Tools.
  ! has_func || publish_functions
  note_time "(restore and build)" $((SECONDS - began))
  wait "$preparing" || true
  need_database
  want_node >/dev/null 2>&1 || true
  tell_npm_programs
  if [ -n "$is_listing" ]; then list_tests; fi
  # Code that is profiled while it runs, to be compiled better, pays off after minutes only. tests/ShortProcesses.cs goes further for what tests start.
  export DOTNET_TieredPGO=0
  run_projects
  summary "$began" || code=1
  exit "$code"
}

# Everything below is found again by whoever needs it, as this runs in a process of its own.
prepare_tests() {
  has_database_tools || need_database
  want_cache
  want_test_tools
  if want_node; then want_npm_packages; fi
}

# The whole solution, or as little as those tests need.
build_target() {
  local project line name
  if [ "${#projects[@]}" = "$(test_projects | wc -l)" ]; then
    echo Steadfast.slnx
  elif [ "${#projects[@]}" = 1 ]; then
    project_file "${projects[0]}"
  else
    line=$(for project in "${projects[@]}"; do printf '"%s"\n' "$(project_file "$project")"; done | paste -sd ,)
    name="artifacts/tests-$(cksum <<<"$line" | cut -d' ' -f1).slnf"
    mkdir -p "$root/artifacts"
    printf '{ "solution": { "path": "../Steadfast.slnx", "projects": [%s] } }\n' "$line" >"$root/$name"
    echo "$name"
  fi
}

# --- which projects --------------------------------------------------------------------------------------------------------

# The projects in whose source everything is that one term of the filter asks for: rather one too many than one too few.
projects_for() { # FILTER
  local project value
  local -a terms
  # What is beyond names joined by | and & is not understood here.
  case $1 in "" | *[!A-Za-z0-9_.+=~\|\&]*) test_projects; return ;; esac
  IFS='|&' read -ra terms <<<"$1"
  for value in "${terms[@]}"; do
    case $value in FullyQualifiedName[=~]* | Name[=~]*) ;; *[=~]*) test_projects; return ;; esac
  done
  test_projects | while read -r project; do
    for value in "${terms[@]}"; do
      if has_all_of "$project" "${value#*[=~]}"; then echo "$project"; break; fi
    done
  done
}

has_all_of() { # PROJECT NAME
  local piece
  local -a pieces
  IFS='.+' read -ra pieces <<<"$2"
  for piece in "${pieces[@]}"; do
    [ -z "$piece" ] || source_has "$1" "$piece" || return 1
  done
}

source_has() { # PROJECT TEXT
  local inner
  local -a except=()
  while read -r inner; do except+=(--exclude-dir "${inner##*/}"); done < <(test_projects | grep "^$1/")
  grep -rqF --include '*.cs' "${except[@]}" -- "$2" "$root/tests/$1"
}

of_category() { # PROJECT...
  local project
  for project; do
    if grep -qF "<TestCategory>$category<" "$root/$(project_file "$project")" || source_has "$project" "Trait(\"Category\", \"$category\")"; then echo "$project"; fi
  done
}

# --- running ---------------------------------------------------------------------------------------------------------------

list_tests() {
  local project
  for project in "${projects[@]}"; do watched dotnet test "$(program "$(assembly "$project")" debug)" --nologo --list-tests "${options[@]}" || exit 1; done
  exit 0
}

# Side by side as far as the machine has cores, then those that want it for themselves.
run_projects() {
  local project running=0 cores
  local -a together=() last=()
  for project in "${projects[@]}"; do
    case " $alone " in *" $project "*) last+=("$project") ;; *) together+=("$project") ;; esac
  done
  cores=$(nproc)
  if [ "${#together[@]}" = 1 ]; then test_project "${together[0]}" || true; together=(); fi
  while read -r project; do
    [ -n "$project" ] || continue
    if [ "$running" -ge "$cores" ]; then wait -n || true; running=$((running - 1)); fi
    test_project_quietly "$project" &
    running=$((running + 1))
  done < <(longest_first "${together[@]}")
  wait
  for project in "${last[@]}"; do test_project "$project" || true; done
}

# What takes longest on a machine that has not run them before.
usually_long="Functions WebApp Pipelines Bicep Conformance AzureEmulator Console"

# By the times of the last run of all of them; those without one come first.
longest_first() {
  local project times="$root/artifacts/test-times"
  for project; do
    if [ -e "$times" ]; then
      printf '%s %s\n' "$(awk -v name="$project" '$2 == name { time = $1 } END { print time == "" ? 99999 : time }' "$times")" "$project"
    else
      printf '%s %s\n' "$(awk -v name="$project" '{ for (at = 1; at <= NF; at++) if ($at == name) place = NF - at + 1 } END { print place + 0 }' <<<"$usually_long")" "$project"
    fi
  done | sort -k1,1nr | cut -d' ' -f2
}

# What a project prints comes in one piece, and only if something in it failed.
test_project_quietly() { # PROJECT
  local log="$run_dir/${1//\//.}.log" code=0
  test_project "$1" >"$log" 2>&1 || code=$?
  {
    flock 8
    if [ "$code" = 0 ]; then echo "  passed  $1"; else cat "$log"; echo "  FAILED  $1"; fi
  } 8>"$run_dir/print.lock"
}

test_project() { # PROJECT
  local began=$SECONDS code=0
  watched dotnet test "$(program "$(assembly "$1")" debug)" --nologo --logger "trx;LogFileName=${1//\//.}.trx" --results-directory "$run_dir/results" \
    --blame-hang-timeout 5m --blame-hang-dump-type none "${options[@]}" || code=$?
  note_time "$1" $((SECONDS - began)) "$code"
  return "$code"
}

note_time() { printf '%s %s %s\n' "$2" "${3:-0}" "$1" >>"$run_dir/times"; } # NAME SECONDS [CODE]

# --- summary ---------------------------------------------------------------------------------------------------------------

# Adds up what the test projects report. None at all is a failure, and so is a project that ended without a report.
summary() { # BEGAN
  local results="$run_dir/results" passed failed skipped
  passed=$(counter passed "$results"/*.trx)
  failed=$(counter failed "$results"/*.trx)
  skipped=$(count_skipped "$results"/*.trx)
  table
  [ "${#projects[@]}" = 1 ] || remember_times
  skip_reasons
  failures
  printf 'in %s, with restore and build\n' "$(minutes $((SECONDS - $1)))"
  [ "$skipped" = 0 ] && printf '%s passed, %s failed\n' "$passed" "$failed" || printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ "$passed" -gt 0 ] && [ "$failed" = 0 ] && ! awk '$2 != 0 { bad = 1 } END { exit !bad }' "$run_dir/times"
}

table() {
  local seconds code project trx
  printf '\n  %-28s %8s %8s %8s %8s\n' "test project" "time" "passed" "failed" "skipped"
  while read -r seconds code project; do
    trx="$run_dir/results/${project//\//.}.trx"
    if [ -e "$trx" ]; then
      printf '  %-28s %8s %8s %8s %8s\n' "$project" "$(minutes "$seconds")" "$(counter passed "$trx")" "$(counter failed "$trx")" "$(count_skipped "$trx")"
    elif [ "$code" = 0 ]; then
      printf '  %-28s %8s\n' "$project" "$(minutes "$seconds")"
    else
      printf '  %-28s %8s %s\n' "$project" "$(minutes "$seconds")" "ended with code $code and without a report"
    fi
  done <"$run_dir/times"
}

remember_times() { awk '{ print $1, $3 }' "$run_dir/times" >"$root/artifacts/test-times"; }

# "3 skipped: jq is not installed" for each reason.
skip_reasons() {
  cat "$run_dir"/results/*.trx 2>/dev/null \
    | awk '/<UnitTestResult / { skipped = /outcome="NotExecuted"/ } skipped && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print; skipped = 0 }' \
    | plain_text | sort | uniq -c | sort -rn | sed -E 's/^ *([0-9]+) /  \1 skipped: /'
}

# "FAILED name: the first lines of why" for each failed test, once more at the end, where nobody has to search for it.
failures() {
  cat "$run_dir"/results/*.trx 2>/dev/null \
    | awk '
      /<UnitTestResult / { name = $0; sub(/.* testName="/, "", name); sub(/".*/, "", name); failed = /outcome="Failed"/; lines = 0; if (failed) print "FAILED " name }
      failed && /<Message>/ { inside = 1; sub(/.*<Message>/, "") }
      failed && inside { text = $0; ends = sub(/<\/Message>.*/, "", text); if (++lines <= 12) print "    " substr(text, 1, 1200); if (ends) { inside = 0; failed = 0 } }
      /<\/UnitTestResult>/ { inside = 0; failed = 0 }' \
    | plain_text
}

# What XML says otherwise, as it is.
plain_text() { sed 's/&quot;/"/g; s/&apos;/'\''/g; s/&lt;/</g; s/&gt;/>/g; s/&#x[AD];/ /g; s/&amp;/\&/g'; }

count_skipped() { echo $(($(counter total "$@") - $(counter executed "$@"))); }

counter() { # NAME FILE...
  local name=$1
  shift
  cat "$@" 2>/dev/null | grep -o '<Counters [^>]*>' | grep -o " $name=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ sum += $1 } END { print sum + 0 }'
}

minutes() { printf '%d:%02d' $(($1 / 60)) $(($1 % 60)); }
