#!/usr/bin/env bash
# The test command: installs what is missing, builds, starts private servers, runs every test, stops the servers, and ends
# with one line "N passed, N failed, N skipped". See --help.
set -uo pipefail

usage() {
  cat <<'TEXT'
Usage: eng/test.sh [--no-servers] [project ...] [-- test options]

Builds the solution (Release) and runs all tests, against a PostgreSQL and a Redis of its own that are gone afterwards.
On Debian and Ubuntu it first installs what is missing: PostgreSQL, Redis, Node.js with npm, Chromium, libfaketime, Go, wrk, SoftHSM (needs root
or sudo; Ubuntu has Chromium only as a snap, so there the tests in a browser are skipped unless a browser is installed).
The last line is "N passed, N failed, N skipped"; the exit code is 0 only if nothing failed and every test project took part.

  --no-servers     install nothing, start nothing; tests that need a server are skipped and listed with the reason
  project ...      only these test projects, for example tests/Platform.OpenTelemetry.Tests
  -- options       handed to the test programs, for example:  -- --filter-class '*ReceiptTests'
                   (all of them: dotnet test --project tests/Platform.OpenTelemetry.Tests --help)

Environment:
  PLATFORM_CONFORMANCE   folder of the outside suites (default: ../shared/conformance, then artifacts/conformance)
  PLATFORM_DATA          folder of the outside records (default: ../shared/data)
  PLATFORM_TEST_CHROMIUM browser for the tests that need one (default: chromium, chromium-browser or google-chrome in PATH)
  PLATFORM_SOAK=full     long loops in full length; eng/soak.sh sets it
  PLATFORM_TEST_FSYNC    off: PostgreSQL does not wait for the disk
  PLATFORM_TEST_MINUTES  ends the tests after so many minutes (default 45)
TEXT
}

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository" || exit 1
# shellcheck source=eng/servers.sh
source eng/servers.sh
# shellcheck source=eng/compiler.sh
source eng/compiler.sh

servers=true
projects=()
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --no-servers) servers=false ;;
    -h | --help) usage; exit 0 ;;
    --) shift; options=("$@"); break ;;
    -*) echo "eng/test.sh: unknown option $1 (test options come after --)" >&2; usage >&2; exit 2 ;;
    *)
      name=$(basename "$1" .csproj)
      [ -f "tests/$name/$name.csproj" ] || { echo "eng/test.sh: there is no tests/$name/$name.csproj" >&2; exit 2; }
      projects+=("$name") ;;
  esac
  shift
done

# Node reuse is off because a build server that outlives this script would keep a pipe behind it open.
export MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off
use_compiler_server
# Tests run most of their code a few times: code instrumented to be made faster later costs a quarter of their time and is never paid back.
export DOTNET_TieredPGO=0
export DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

finish() {
  trap '' HUP INT TERM
  end_child
  stop_servers
  end_compiler_server
}
trap finish EXIT
exit_on_signals

# The report at the end says what was skipped and why, once for each reason instead of once for each test. The limit stands
# around the pipe, because timeout makes a process group of its own, which must be the one that run ends.
run_tests() {
  # shellcheck disable=SC2016 # for the inner bash to expand
  run timeout --kill-after=30s "$((minutes + 1))m" bash -o pipefail -c \
    '"$@" | awk "/^skipped / { hidden = 1; next } hidden && /^  / { next } { hidden = 0; print; fflush() }"' \
    tests dotnet test "$@" "${test_arguments[@]}" || result=$?
}

# Every way out of here ends with the line of counts, so that whoever reads only that is not misled.
give_up() {
  echo "$1"
  echo
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

elapsed() { echo "$((SECONDS / 60)):$(printf %02d $((SECONDS % 60)))"; }

minutes=${PLATFORM_TEST_MINUTES:-45}
[[ $minutes =~ ^[0-9]+$ ]] || give_up "PLATFORM_TEST_MINUTES is '$minutes', and has to be a whole number."
expected=("${projects[@]}")
if [ ${#projects[@]} -eq 0 ]; then
  for file in tests/*.Tests/*.csproj; do expected+=("$(basename "$file" .csproj)"); done
fi
# With a filter a project may have nothing to run; without one, none may come out empty.
[ ${#options[@]} -eq 0 ] || expected=("${expected[@]/%/?}")

if $servers; then
  require_tools postgresql redis node || give_up "What the tests need is not there."
  wish_for_tools chromium faketime go wrk softhsm
else
  unset PLATFORM_TEST_POSTGRESQL PLATFORM_TEST_REDIS
fi

build() {
  local log=$repository/artifacts/build.log code=0
  mkdir -p "$repository/artifacts"
  run dotnet build "$1" -c Release -v quiet >"$log" 2>&1 || code=$?
  # A warning or an error stands there twice, once more in the summary.
  grep -E ': (error|warning) ' "$log" | sed 's/^ *//; s/ \[[^]]*\]$//' | sort -u
  [ $code -eq 0 ] || grep -qE ': error ' "$log" || cat "$log"
  return $code
}

echo "Building …"
if [ ${#projects[@]} -eq 0 ]; then
  build Platform.Libraries.sln || give_up "The build failed."
else
  for name in "${projects[@]}"; do
    build "tests/$name/$name.csproj" || give_up "The build failed."
  done
fi
echo "Built at $(elapsed)."

if $servers; then
  start_servers || give_up "The servers did not start."
  echo "PostgreSQL: $PLATFORM_TEST_POSTGRESQL"
  echo "Redis: $PLATFORM_TEST_REDIS"
else
  echo "Without servers: tests that need PostgreSQL or Redis are skipped, and listed below."
fi

if browser=$(chromium_program); then
  export PLATFORM_TEST_CHROMIUM=$browser
fi

reports=$repository/artifacts/test-results
export PLATFORM_TEST_REPORTS=true # one for each project: tests/Directory.Build.props
rm -rf "$reports" artifacts/conformance-report.md
mkdir -p "$reports"
export PLATFORM_TEST_REPORTS_FOLDER=$reports # where a project says which of its tests run for long
test_arguments=(-c Release --no-build --no-ansi --no-progress --timeout "${minutes}m" --results-directory "$reports")
[ ${#options[@]} -eq 0 ] || test_arguments+=(--ignore-exit-code 8 "${options[@]}") # 8: the filter left nothing to run
result=0
if [ ${#projects[@]} -eq 0 ]; then
  run_tests --solution Platform.Libraries.sln
else
  for name in "${projects[@]}"; do
    run_tests --project "tests/$name/$name.csproj"
  done
fi
stop_servers
# Out of time, the test platform cancels what runs and names it in the report; what does not heed that is ended from outside.
[ $result -ne 124 ] || echo "The tests did not end within $minutes minutes (PLATFORM_TEST_MINUTES), and were ended."

echo
echo "Tested at $(elapsed)."
if [ -f artifacts/conformance-report.md ]; then
  echo
  sed '/^## /,$d' artifacts/conformance-report.md
fi
run dotnet run --file eng/TestReport.cs -- "$reports" "$result" "${expected[@]}"
