#!/usr/bin/env bash
# Compiles every core package ahead of time, with every warning an error and all of their code rooted, and runs the result; and a
# minimal API on the web faces of Platform.Errors, Platform.Validation and Platform.Webhooks, which it asks over a socket.
# Usage: eng/aot.sh. Ends with one line and the right exit code. On Debian and Ubuntu it installs the linker if it is missing.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository"
# shellcheck source=eng/compiler.sh
source eng/compiler.sh
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off

# shellcheck disable=SC2329 # called by the trap
verdict() {
  local code=$?
  end_compiler_server
  [ "$code" -eq 0 ] || echo "aot: FAILED (exit code $code)"
}
trap verdict EXIT
use_compiler_server

has_linker() {
  { command -v clang || command -v gcc; } > /dev/null \
    && printf '#include <zlib.h>\nint main(void) { return 0; }\n' | "$(command -v clang || command -v gcc)" -x c - -lz -o /dev/null 2> /dev/null
}

if ! has_linker; then
  command -v apt-get > /dev/null || { echo "aot: needs clang or gcc, and the headers of zlib." >&2; exit 2; }
  sudo=$([ "$(id -u)" -eq 0 ] || echo sudo)
  $sudo apt-get update -q
  $sudo apt-get install -qy --no-install-recommends clang zlib1g-dev
fi

# Outputs of its own, so that the ordinary build beside it stays as it is.
output=$repository/artifacts/aot
for name in Platform.Aot.TestApp Platform.Aot.WebTestApp; do
  SECONDS=0
  dotnet publish "tests/$name" -c Release --use-current-runtime -p:PlatformNative=true \
    "-p:ArtifactsPath=$output" -o "$output/publish/$name"
  echo "aot: compiled $name in $SECONDS s"

  program=$output/publish/$name/$name
  "$program"
  echo "aot: passed, $(stat -c %s "$program" 2> /dev/null || stat -f %z "$program") bytes"
done
