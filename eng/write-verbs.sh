#!/usr/bin/env bash
# Writes the asynchronous verbs of Platform.Errors anew from their template, tests/Platform.Errors.Tests/Results/VerbTemplate.cs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet build tests/Platform.Errors.Tests -c Release -v q
PLATFORM_WRITE_VERBS=true dotnet test --project tests/Platform.Errors.Tests -c Release --no-build --filter-class '*VerbFilesTests'
git diff --stat -- src/Platform.Errors/Results
