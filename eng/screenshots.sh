#!/usr/bin/env bash
# Takes the pictures of CityDesk's console that the docs show. See --help.
set -euo pipefail

case ${1:-} in
  '') ;;
  -h | --help)
    cat <<'TEXT'
Usage: eng/screenshots.sh

Visits every area of CityDesk's console in Chromium, with made-up data and a clock that stands still, and writes docs/public/console/*.png.
Look at each of them before you commit it.
TEXT
    exit 0 ;;
  *) echo "eng/screenshots.sh: unknown argument $1; see --help" >&2; exit 2 ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."
PLATFORM_SCREENSHOTS=1 exec ./eng/test.sh --no-servers CityDesk.Tests -- --filter-class '*ScreenshotTests'
