#!/usr/bin/env bash
# Fetches the outside suites from their public repositories, at pinned commits, into artifacts/conformance, where the tests
# find them. Needs git and a network; replaces what an earlier run left there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

target=$PWD/artifacts/conformance
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# fetch repository commit path...: a checkout of these paths alone, in $checkout.
fetch() {
  local repository=$1 commit=$2
  shift 2
  echo "$repository @ $commit"
  checkout=$work/${repository//\//_}
  # Without file contents first: the checkout then asks for those it needs. An abbreviated commit is found in the history.
  git clone --quiet --filter=blob:none --no-checkout "https://github.com/$repository.git" "$checkout"
  git -C "$checkout" sparse-checkout set --no-cone '/LICENSE*' "$@"
  # What the suites hold is bytes: no line ending may be changed on the way.
  git -C "$checkout" -c core.autocrlf=false -c advice.detachedHead=false checkout --quiet "$commit"
}

# place folder path...: copies from $checkout into a folder of the target, with the licence.
place() {
  local folder=$target/$1 path
  shift
  mkdir -p "$folder"
  cp "$checkout"/LICENSE* "$folder/" 2>/dev/null || echo "  it has no licence file of its own"
  # shellcheck disable=SC2086 # some of the paths are patterns
  for path in "$@"; do cp -R "$checkout"/$path "$folder/"; done
}

rm -rf "$target"
mkdir -p "$target"

fetch json-schema-org/JSON-Schema-Test-Suite 44401e0c046704b476ec9d2e2fccdaee618f259d '/tests/draft2020-12/' '/tests/draft7/' '/remotes/'
place json-schema-test-suite tests remotes

fetch nst/JSONTestSuite 1ef36fa01286573e846ac449e8683f8833c5b26a '/test_parsing/' '/test_transform/'
place json-test-suite test_parsing test_transform

fetch minimaxir/big-list-of-naughty-strings db33ec7b1d5d9616a88c76394b7d0897bd0b97eb '/blns.json' '/blns.base64.json'
place naughty-strings blns.json blns.base64.json

vectors=(aes_cmac aes_gcm aes_kwp aes_siv_cmac chacha20_poly1305 ecdsa_secp256r1_sha256 ecdsa_secp256r1_sha256_p1363 ed25519
  hkdf_sha256 hmac_sha256)
vectors=("${vectors[@]/#/testvectors_v1/}")
vectors=("${vectors[@]/%/_test.json}")
fetch C2SP/wycheproof dac1dd4 "${vectors[@]/#//}"
place wycheproof "${vectors[@]}"

fetch transparency-dev/merkle 417fb0c '/testdata/'
place transparency-log/merkle-proofs 'testdata/*'

fetch transparency-dev/tessera 1811ae1 '/testdata/log/'
place transparency-log/tessera-testlog testdata/log

fetch ocsf/ocsf-schema a5cfc68 '/categories.json' '/dictionary.json' '/version.json' '/events/' '/objects/' '/profiles/'
place ocsf categories.json dictionary.json version.json events objects profiles

fetch httpwg/structured-field-tests 1e280c3ed9ffe0ca5fdb1d97219dddc389007677 '/*.json' '/serialisation-tests/' '/LICENSE.md'
place structured-fields '*.json' serialisation-tests

# The tests read this list: a suite that stands here is shown as not fetched, any other that is missing fails.
cat >"$target/NOT-FETCHED.txt" <<'TEXT'
semver
ssrf
standard-webhooks
xaes
TEXT

cat <<TEXT

Fetched into $target:
$(cd "$target" && for folder in */; do echo "  ${folder%/}: $(find "$folder" -type f | wc -l) files"; done)

Not fetched, because no public repository holds them in this form; their tests are skipped:
  semver             arrays of npm/node-semver @ 6e05b76 (test/fixtures/*.js), written as JSON
  ssrf               made for this project from the IANA special-purpose registries
  standard-webhooks  taken from test code of standard-webhooks/standard-webhooks @ b2fa7b8 and svix/svix-webhooks @ 4fc0cfb, and derived
  xaes               transcribed from the specification, C2SP/C2SP @ 5ba5ee8
  transparency-log   its notes/ and rfc6962-reference-tree.json: transcribed from golang/mod @ fe2ec04 and from merkle's test code
TEXT
