#!/usr/bin/env bash
# Makes ready what a release tag names: runs every test, checks that tag, version and CHANGELOG agree, checks the package as
# packed, and packs it into artifacts/packages. Publishes nothing.
#
#   eng/release.sh Platform.X-1.2.0
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

[[ ${1:-} =~ ^(Platform(\.[A-Za-z0-9]+)+)-([0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?)$ ]] || { echo "Usage: eng/release.sh Platform.X-1.2.0" >&2; exit 2; }
package=${BASH_REMATCH[1]}
version=${BASH_REMATCH[3]}
[ -f "src/$package/$package.csproj" ] || { echo "There is no src/$package." >&2; exit 1; }

# Asked first because it takes no time; the tests would say the same after all of theirs.
in_project=$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' "src/$package/$package.csproj")
[ "${version%%-*}" = "$in_project" ] || { echo "The tag says $version, src/$package says $in_project." >&2; exit 1; }

# The rule that tag, version and newest CHANGELOG heading agree is one of Platform.Architecture.Tests.
RELEASE_TAG=$1 ./eng/test.sh
./eng/pack.sh --check "$package"
./eng/pack.sh "$package"
[ -f "artifacts/packages/$package.$version.nupkg" ] || { echo "Packed, but there is no $package.$version.nupkg." >&2; exit 1; }
echo "Ready: artifacts/packages/$package.$version.nupkg"
