#!/usr/bin/env bash
# Formats the code as .editorconfig says; with --check it changes nothing and fails when something would have to change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

arguments=()
case ${1:-} in
  '') ;;
  --check) arguments=(--verify-no-changes) ;;
  *) echo "Usage: eng/format.sh [--check]" >&2; exit 2 ;;
esac

# Twice: the projects with their analyzers, then every other C# file (scripts, snippets), for its whitespace.
dotnet format Platform.Libraries.sln "${arguments[@]}"
dotnet format whitespace . --folder --exclude artifacts "${arguments[@]}"
