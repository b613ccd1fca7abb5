#!/usr/bin/env bash
# Formats the code as .editorconfig says; with --check it changes nothing and fails when something would have to change.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# The white space of every C# file, of projects or not (scripts, snippets), needs no project to be loaded. What is left are the
# order of usings and the style, also where the build only suggests it; and the analyzers' own fixes, which a check can spare:
# what they warn of fails the build.
case ${1:-} in
  '')
    dotnet format whitespace . --folder --exclude artifacts
    dotnet format style Platform.Libraries.sln
    dotnet format analyzers Platform.Libraries.sln ;;
  --check)
    dotnet format whitespace . --folder --exclude artifacts --verify-no-changes
    dotnet format style Platform.Libraries.sln --verify-no-changes ;;
  *) echo "Usage: eng/format.sh [--check]" >&2; exit 2 ;;
esac
