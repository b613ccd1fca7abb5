#!/usr/bin/env bash
# Builds the documentation's site: the API reference from the assemblies, the pages from the repository's Markdown. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: eng/docs.sh [--dev]

Builds the site into artifacts/docs/site, and checks that every link in it leads somewhere and that every public type has a page.
Needs Node.js with npm; on Debian and Ubuntu it installs them where they are missing.

  --dev   serves it on a free port instead, and follows what is changed in the Markdown

Environment:
  DOCS_BASE     under which path the site is served, with a slash at both ends (default: /)
  DOCS_SOURCE   the address of a file's source without its path; default: of origin, where that is on GitHub. Without it, what
                leads to source is no link
TEXT
}

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository"
# shellcheck source=eng/compiler.sh
source eng/compiler.sh
# shellcheck source=eng/prerequisites.sh
source eng/prerequisites.sh
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off

dev=false
case ${1:-} in
  '') ;;
  --dev) dev=true ;;
  -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

require_tools node || { echo "docs: Node.js with npm is needed." >&2; exit 2; }
trap end_compiler_server EXIT
use_compiler_server

output=$repository/artifacts/docs
export DOCS_BASE=${DOCS_BASE:-/}
if [ -z "${DOCS_SOURCE:-}" ]; then
  origin=$(git remote get-url origin 2> /dev/null || true)
  origin=${origin%.git}
  case $origin in https://github.com/*) export DOCS_SOURCE=$origin/blob/$(git rev-parse HEAD) ;; esac
fi

# The packages with an assembly of their own: a generator is described by the package that carries it.
packages() {
  local project
  for project in src/*/README.md; do basename "$(dirname "$project")"; done
}

# What the assemblies refer to, so that its types are known by name.
frameworks() { dotnet --list-runtimes | sed -nE 's/^(Microsoft\.(NETCore|AspNetCore)\.App) (10\.[^ ]+) \[(.*)\]$/\4\/\3/p'; }

quoted() { sed 's/.*/"&"/' | paste -sd,; }

write_settings() {
  cat > "$output/docfx.json" <<JSON
{
  "metadata": [{
    "src": [{ "src": "$repository/artifacts/bin", "files": [$(packages | sed 's/.*/&\/release\/&.dll/' | quoted)] }],
    "references": [$(frameworks | sed 's/$/\/*.dll/' | quoted)],
    "filter": "$repository/docs/api-filter.yml",
    "output": "$output/api",
    "outputFormat": "mref"
  }]
}
JSON
}

mkdir -p "$output"
rm -rf "$output/api" "$output/site"
dotnet build Platform.Libraries.sln -c Release -v quiet > "$output/build.log" || { cat "$output/build.log"; exit 1; }
dotnet tool restore > "$output/tools.log" || { cat "$output/tools.log"; exit 1; }
write_settings
dotnet docfx metadata "$output/docfx.json" --logLevel warning > "$output/docfx.log" || { cat "$output/docfx.log"; exit 1; }

cd docs
# Only when what it pins has changed since.
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --ignore-scripts --no-audit --no-fund > "$output/npm.log" 2>&1 || { cat "$output/npm.log"; exit 1; }
  cp package-lock.json node_modules/.installed
fi
if $dev; then
  npx vitepress dev
else
  npx vitepress build > "$output/vitepress.log" 2>&1 || { cat "$output/vitepress.log"; exit 1; }
  node check.mjs "$output/site" "$DOCS_BASE"
fi
