#!/usr/bin/env bash
# Looks at the tracked files for what slips in by accident: large files, and paths of somebody's machine.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || { echo "Not a git checkout: nothing to look at."; exit 0; }

found=0
while IFS= read -r -d '' file; do
  if [ -f "$file" ] && [ "$(wc -c <"$file")" -gt 1000000 ]; then
    echo "$file: larger than 1 MB"
    found=1
  fi
done < <(git ls-files -z)

# A folder that is called root, in a path of something else, is none.
paths="(/home|/Users)/[a-z][a-z0-9_-]*/|[A-Z]:\\\\Users\\\\|(^|[^[:alnum:]_.-])/root/"
# Where this very checkout lies is such a path too, unless it is too short to be told from ordinary text.
# shellcheck disable=SC2016 # a regular expression, nothing to expand
[[ $PWD =~ ^/[^/]+/. ]] && paths="$paths|$(printf %s "$PWD/" | sed 's/[.+*?^$(){}|[]/\\&/g')"
if git grep -nIE "$paths" -- . ':!eng/check-tree.sh'; then
  echo "These lines name a path of one machine."
  found=1
fi
[ $found -eq 0 ] && echo "Nothing odd among $(git ls-files | wc -l) files."
exit $found
