#!/usr/bin/env bash
# Runs the long loops in full: every test marked [Soak], against private servers. The test command runs them shortened.
set -uo pipefail

usage() {
  cat <<'TEXT'
Usage: eng/soak.sh [area]

Runs the tests marked [Soak] in full length (PLATFORM_SOAK=full); hours, not minutes. With an area only those of the test
projects whose name holds it, in any case:  eng/soak.sh webhooks
TEXT
}

case ${1:-} in
  -h | --help) usage; exit 0 ;;
  -*) usage >&2; exit 2 ;;
esac

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository" || exit 1
projects=()
if [ -n "${1:-}" ]; then
  shopt -s nocasematch
  for file in tests/*.Tests/*.csproj; do
    name=$(basename "$file" .csproj)
    [[ $name != *"$1"* ]] || projects+=("$name")
  done
  [ ${#projects[@]} -gt 0 ] || { echo "eng/soak.sh: no test project has '$1' in its name" >&2; exit 2; }
fi

export PLATFORM_SOAK=full
export PLATFORM_TEST_MINUTES=${PLATFORM_TEST_MINUTES:-720}
exec eng/test.sh "${projects[@]}" -- --filter-trait Category=Soak
