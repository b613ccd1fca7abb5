#!/usr/bin/env bash
# Packs the packages, and with --check proves that what was packed is what a user should get. See --help.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: eng/pack.sh [--check] [Package ...]

Packs every package of src/ (or only the named ones) into artifacts/packages: Release, deterministic, with symbols.

  --check   packs into artifacts/check instead, under a version of its own, and then
              contents   judges each package: dependencies and their floors, files, licence, symbols, strong name
              again      builds and packs a second time from nothing; the files must be the same to the byte
              consumers  copies each samples/Hello.* out of the repository, restores it from these packages alone,
                         builds it, runs it, and compares its output with expected-output.txt
              template   makes a plugin by dotnet new and by platform-plugin new, which must be the same, and builds, tests, packs,
                         signs and installs it, all by these packages alone
            The last line is the verdict; the exit code is 0 only if everything held.
TEXT
}

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$repository"
# shellcheck source=eng/compiler.sh
source eng/compiler.sh
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off

check=false
names=()
for argument in "$@"; do
  case $argument in
    --check) check=true ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "eng/pack.sh: unknown option $argument" >&2; usage >&2; exit 2 ;;
    *)
      [ -f "src/$argument/$argument.csproj" ] || { echo "eng/pack.sh: there is no src/$argument" >&2; exit 2; }
      names+=("$argument") ;;
  esac
done

trap end_compiler_server EXIT
use_compiler_server

# The time of the commit is the time of everything in a package; without it the clock would be.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

# pack FOLDER [MSBuild property ...]
pack() {
  local folder=$1 chosen="${names[*]}"
  shift
  rm -rf "$folder"
  dotnet msbuild eng/pack.proj -nologo -v:minimal -m "-p:Names=${chosen// /+}" \
    -p:Configuration=Release -p:ContinuousIntegrationBuild=true "-p:PackageOutputPath=$folder" "$@"
}

if ! $check; then
  pack "$repository/artifacts/packages"
  # Platform.X.1.2.0.nupkg: the version begins at the first number.
  versions=$(cd artifacts/packages && ls -- *.nupkg | sed -E 's/^[A-Za-z.]+\.([0-9].*)\.nupkg$/\1/' | sort -uV | paste -sd, - | sed 's/,/, /g')
  echo "pack: $(find artifacts/packages -name '*.nupkg' | wc -l) packages ($versions) in $repository/artifacts/packages;" \
    "how a project takes them, and the new ones after packing again, the README of each says under Install"
  exit 0
fi

results=$repository/artifacts/check
outside=$(mktemp -d "${TMPDIR:-/tmp}/platform-consumers.XXXXXX")
trap 'rm -rf "$outside"; end_compiler_server' EXIT

# A letter before the hash: a part of a version that is all digits must not start with 0.
suffix=check.g$(git rev-parse --short HEAD)
[ -z "$(git status --porcelain --untracked-files=normal -- src eng Directory.Build.props Directory.Packages.props)" ] || suffix+=.modified

# Outputs of its own, inside the repository so that source paths stay the same, and outside of the ordinary build's.
pack_afresh() {
  rm -rf "$results/build"
  pack "$1" "-p:VersionSuffix=$suffix" "-p:ArtifactsPath=$results/build"
}

check_pack() { pack_afresh "$results/packages"; }

# SourceLink knows the address of the source only where the repository has one.
check_contents() {
  local sourcelink=false
  case $(git remote get-url origin 2> /dev/null) in
    https://* | http://* | ssh://* | *@*:*) sourcelink=true ;;
    *) echo "pack: SourceLink is not judged: this checkout has no remote that a debugger could reach" ;;
  esac
  PLATFORM_PACKED_SOURCELINK=$sourcelink PLATFORM_PACKED_PACKAGES=$results/packages PLATFORM_PACKED_NAMES="${names[*]}" \
    dotnet test --project tests/Platform.Architecture.Tests -c Release --filter-class Platform.Architecture.Tests.Packed.PackedPackagesTests --fail-skips on
}

check_again() {
  pack_afresh "$results/again"
  local first differing=0
  for first in "$results"/packages/*.*nupkg; do
    cmp "$first" "$results/again/$(basename "$first")" || differing=$((differing + 1))
  done
  [ "$differing" -eq 0 ]
}

check_consumers() {
  local sample failed=0
  cp eng/consumer/* "$outside/"
  cp Directory.Packages.props "$outside/House.Packages.props"
  versions_of_packed > "$outside/Packed.Packages.props"
  for sample in samples/Hello.*/; do
    check_consumer "$(basename "$sample")" || { failed=$((failed + 1)); echo "pack: $sample failed as a consumer"; }
  done
  [ "$failed" -eq 0 ] && same_as_packed
}

# check_consumer Hello.X
check_consumer() {
  local home=$outside/$1 users
  if [ ${#names[@]} -gt 0 ] && ! needs_only_packed "$1"; then
    echo "pack: $1 left out: it needs packages that were not named"
    return 0
  fi
  users=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^global-packages: //')
  cp -r "samples/$1" "$home"
  dotnet build "$home" -c Release -nologo -v:quiet "-p:PackedFolder=$results/packages" "-p:UsersPackages=$users" -o "$home/out" || return 1
  dotnet "$home/out/$1.dll" > "$home/output.txt" || return 1
  diff -u --strip-trailing-cr "samples/$1/expected-output.txt" "$home/output.txt" || return 1
  echo "pack: $1 restored, built, ran and said what it should"
}

needs_only_packed() {
  local needed
  while read -r needed; do
    [[ " ${names[*]} " == *" $needed "* ]] || return 1
  done < <(sed -n 's/.*<PlatformReference Include="\([^"]*\)".*/\1/p' "samples/$1/$1.csproj")
}

# Platform.X.1.2.0-suffix.nupkg, as a central version that allows exactly this one.
versions_of_packed() {
  echo '<Project><ItemGroup>'
  (cd "$results/packages" && ls -- *.nupkg) \
    | sed -E 's|^(.*[A-Za-z][A-Za-z0-9]*)\.([0-9]+\.[0-9]+\.[0-9]+.*)\.nupkg$|<PackageVersion Include="\1" Version="[\2]" />|'
  echo '</ItemGroup></Project>'
}

# Where all that it takes was packed.
check_template() {
  local name version home=$outside/template hive=$outside/hive tool=$outside/tool users
  for name in Abstractions InProcess Templates Testing Tool; do
    if ! ls "$results/packages/Platform.Plugins.$name".[0-9]*.nupkg > /dev/null 2>&1; then
      echo "pack: the template left out: it needs Platform.Plugins.$name, which was not named"
      return 0
    fi
  done
  version=$(basename "$results"/packages/Platform.Plugins.Testing.*.nupkg .nupkg)
  version=${version#Platform.Plugins.Testing.}
  users=$(dotnet nuget locals global-packages --list --force-english-output | sed 's/^global-packages: //')
  mkdir -p "$home"
  # The sources of packages are the consumers'; his versions a user of the template has where he asks for the packages.
  cp eng/consumer/Directory.Build.props "$home/"
  echo '<Project />' > "$home/Directory.Packages.props"
  dotnet new install "$results/packages/Platform.Plugins.Templates.$version.nupkg" --debug:custom-hive "$hive" || return 1
  dotnet new platform-plugin --name Acme.Tax --id acme.tax --platform "$version" --output "$home/Acme.Tax" --debug:custom-hive "$hive" || return 1
  dotnet tool install Platform.Plugins.Tool --tool-path "$tool" --version "$version" --add-source "$results/packages" || return 1
  "$tool/platform-plugin" new acme.tax --out "$home/Same" --platform "$version" || return 1
  diff -r "$home/Acme.Tax" "$home/Same" || return 1
  check_plugin "$home/Acme.Tax" "-p:PackedFolder=$results/packages" "-p:UsersPackages=$users"
}

# check_plugin FOLDER [MSBuild property ...], with what was packed as $tool
check_plugin() {
  local folder=$1 code
  shift
  dotnet build "$folder/Tests" -c Release -nologo -v:quiet "$@" || return 1
  dotnet "$folder/Tests/bin/Release/net10.0/Acme.Tax.Tests.dll" || return 1
  dotnet publish "$folder/Plugin" -c Release -nologo -v:quiet -o "$folder/artifacts/plugin" "$@" || return 1
  (
    cd "$folder"
    "$tool/platform-plugin" key acme
    "$tool/platform-plugin" pack artifacts/plugin --out acme.tax.plugin
    "$tool/platform-plugin" sign acme.tax.plugin --key acme.key
    "$tool/platform-plugin" trust acme --key acme.pub --trust trust.json
    code=$("$tool/platform-plugin" install acme.tax.plugin --store store --trust trust.json --json | sed -nE 's/.*"agreement": *"([0-9a-f]+)".*/\1/p')
    "$tool/platform-plugin" install acme.tax.plugin --store store --trust trust.json --agree check --seen "$code"
    "$tool/platform-plugin" list --store store --trust trust.json | grep 'acme.tax  1.0.0'
  ) || return 1
  echo "pack: the template built, passed its test, and was packed, signed and installed"
}

sha512() { { sha512sum "$1" 2> /dev/null || shasum -a 512 "$1"; } | cut -d' ' -f1; }

# What NuGet put into the empty folder must be ours to the byte: it keeps each package with its SHA-512.
same_as_packed() {
  local restored packed
  for restored in "$outside"/restored/platform.*/*/*.nupkg; do
    packed=$(find "$results/packages" -iname "$(basename "$restored")")
    if [ -z "$packed" ] || [ "$(base64 -d "$restored.sha512" | od -An -tx1 -v | tr -d ' \n')" != "$(sha512 "$packed")" ]; then
      echo "pack: $(basename "$restored") was restored from somewhere else"
      return 1
    fi
  done
  echo "pack: $(find "$outside/restored" -name '*.nupkg' | wc -l) restored packages have the SHA-512 of what was packed"
}

failed=()
for part in pack contents again consumers template; do
  started=$SECONDS
  # A subshell with its own -e: inside "if" or "||" bash would ignore failing commands in the middle of a part.
  set +e
  (set -e; "check_$part")
  code=$?
  set -e
  echo "pack: $part took $((SECONDS - started)) s, exit code $code"
  [ "$code" -eq 0 ] || failed+=("$part")
  [ "$code" -eq 0 ] || [ "$part" != pack ] || break
done

mkdir -p "$results/packages"
count=$(find "$results/packages" -name '*.nupkg' | wc -l)
if [ ${#failed[@]} -eq 0 ]; then
  echo "pack: passed, $count packages checked in $SECONDS s"
else
  echo "pack: FAILED: ${failed[*]} ($count packages, $SECONDS s)"
  exit 1
fi
