#!/usr/bin/env bash
# The benchmarks: builds them (Release), starts private servers where a row needs one, and runs the gate. See --help.
set -uo pipefail

usage() {
  cat <<'TEXT'
Usage: eng/bench.sh [--no-servers] [gate] [options of the gate]
       eng/bench.sh explore [options of BenchmarkDotNet]

Builds benchmarks/Platform.Benchmarks (Release) and runs the gate: ours beside its peers, each row judged by its bar.
Rows that need PostgreSQL or Redis get private ones, unless PLATFORM_TEST_POSTGRESQL and PLATFORM_TEST_REDIS say where to
measure. Where servers cannot be had, those rows are shown as skipped; --require-all makes that a failure.

  eng/bench.sh                        everything
  eng/bench.sh errors audit           two areas
  eng/bench.sh --ci                   the quick form, for shared and noisy machines
  eng/bench.sh gate --help            all options of the gate
  eng/bench.sh explore --filter '*'   BenchmarkDotNet

  --no-servers   start nothing

The exit code is the gate's: 0 every bar held, 1 some bar was missed, 2 the question or bars.txt makes no sense.
TEXT
}

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=eng/servers.sh
source "$repository/eng/servers.sh"

servers=true
case ${1:-} in
  -h | --help) usage; exit 0 ;;
  --no-servers) servers=false; shift ;;
esac
case ${1:-} in
  gate | explore) ;;
  *) set -- gate "$@" ;;
esac

finish() {
  trap '' HUP INT TERM
  end_child
  stop_servers
}
trap finish EXIT
exit_on_signals

# Node reuse is off because a build server that outlives this script would work beside the measurement.
export MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false

project=$repository/benchmarks/Platform.Benchmarks
run dotnet build -c Release -v:q -nologo '-clp:NoSummary;ErrorsOnly' -p:UseSharedCompilation=false "$project" >&2 || exit 1
benchmarks=$repository/artifacts/bin/Platform.Benchmarks/release/Platform.Benchmarks.dll

# A server that nobody needs is only one more neighbour to the measurement.
needs_servers() {
  case " $* " in *' --list '* | *' --self-test '* | *' --help '*) return 1 ;; esac
  [ -z "${PLATFORM_TEST_POSTGRESQL:-}" ] || [ -z "${PLATFORM_TEST_REDIS:-}" ] || return 1
  dotnet "$benchmarks" gate --list | grep -q 'needs '
}

if $servers && needs_servers "$@"; then
  start_servers || echo "No servers: the rows that need them are skipped." >&2
fi

run dotnet "$benchmarks" "$@"
