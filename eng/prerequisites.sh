#!/usr/bin/env bash
# Sourced. Installs what the tests need besides the .NET SDK and git, on Debian and Ubuntu, and nothing that is there already.
#
#   require_tools postgresql redis node   fails where one cannot be had
#   wish_for_tools chromium faketime go wrk softhsm   says so, and goes on: what needs it is skipped

# The newest PostgreSQL that is installed: Debian keeps its servers out of PATH, one folder per version.
postgresql_bin() {
  local folder
  folder=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -type d -name bin 2>/dev/null | sort -V | tail -n 1)
  if [ -n "$folder" ] && [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
    echo "$folder"
  elif command -v initdb >/dev/null && command -v postgres >/dev/null; then
    dirname "$(command -v initdb)"
  else
    return 1
  fi
}

# Debian's redis-tools holds the server itself under another name (one program that looks at how it was called); the
# package redis-server only adds a service, which nobody who wants to run tests has asked for.
redis_program() {
  command -v redis-server || command -v redis-check-rdb
}

# A browser that answers. Ubuntu's chromium-browser is a script that only asks for the snap where that is not installed, so a
# file of that name is not enough. What PLATFORM_TEST_CHROMIUM names is taken at its word.
chromium_program() {
  local program
  if [ -n "${PLATFORM_TEST_CHROMIUM:-}" ]; then
    echo "$PLATFORM_TEST_CHROMIUM"
    return
  fi
  for program in chromium chromium-browser google-chrome; do
    program=$(command -v "$program") && "$program" --version >/dev/null 2>&1 && { echo "$program"; return; }
  done
  return 1
}

has_tool() {
  case $1 in
    postgresql) postgresql_bin >/dev/null ;;
    redis) redis_program >/dev/null && command -v redis-cli >/dev/null ;;
    node) command -v node >/dev/null && command -v npm >/dev/null ;;
    chromium) chromium_program >/dev/null ;;
    faketime) compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null ;;
    wrk) [ -x /usr/bin/wrk ] ;;
    softhsm) compgen -G '/usr/lib/softhsm/libsofthsm2.so' >/dev/null && command -v softhsm2-util >/dev/null ;;
    go) [ -x /usr/bin/go ] && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ] ;;
    *) echo "eng/prerequisites.sh: no tool is called '$1'" >&2; return 2 ;;
  esac
}

packages_of() {
  case $1 in
    postgresql) echo postgresql ;;
    redis) echo redis-tools ;;
    node) command -v node >/dev/null || echo nodejs; command -v npm >/dev/null || echo npm ;;
    # With letters of its own: a system without any font draws pages without text.
    chromium) echo chromium; echo fonts-liberation ;;
    # Sets the clock of a Redis of a test's own.
    faketime) echo libfaketime ;;
    # A PKCS#11 token in software.
    softhsm) echo softhsm2 ;;
    # Drives servers as hard as they go.
    wrk) echo wrk ;;
    # Verifies our logs with an implementation that is not ours; Debian packages its libraries as source.
    go) echo golang-go; echo golang-golang-x-mod-dev ;;
  esac
}

# Ubuntu has Chromium as a snap alone, which wants a running snapd and keeps the browser from the files of its caller.
is_packaged() {
  [ "$1" != chromium ] || ! grep -qsx 'ID=ubuntu' /etc/os-release
}

# Run with root's rights. The package postgresql would make a cluster of its own and start it as a service; a setting that
# exists only while the packages are installed keeps it from that and leaves no trace.
install_packages() {
  local setting=/etc/postgresql-common/createcluster.d/platform-libraries-tests.conf result=0
  export DEBIAN_FRONTEND=noninteractive
  mkdir -p "${setting%/*}"
  echo 'create_main_cluster = false' >"$setting"
  # shellcheck disable=SC2064 # the path is meant to be filled in now
  trap "rm -f '$setting'; rmdir '${setting%/*}' 2>/dev/null || true" EXIT
  apt-get -qq -o DPkg::Lock::Timeout=300 update &&
    apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" || result=$?
  return $result
}

require_tools() {
  local tool packages=() log
  for tool in "$@"; do
    has_tool "$tool" || mapfile -t -O "${#packages[@]}" packages < <(packages_of "$tool")
  done
  [ ${#packages[@]} -gt 0 ] || return 0

  if ! command -v apt-get >/dev/null; then
    echo "Missing: ${packages[*]}. This is not Debian or Ubuntu: install them your system's way, or run with --no-servers." >&2
    return 1
  fi
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    # Without a terminal sudo could only wait for a password that nobody types.
    if command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
      root=(sudo)
    else
      echo "Missing, and there is no root or sudo to install them: ${packages[*]}." >&2
      echo "Install them (apt-get install --no-install-recommends ${packages[*]}), or run with --no-servers." >&2
      return 1
    fi
  fi

  echo "Installing ${packages[*]} …"
  log=$(mktemp)
  if ! "${root[@]}" bash -c "$(declare -f install_packages); install_packages \"\$@\"" install "${packages[@]}" >"$log" 2>&1 </dev/null; then
    tail -n 20 "$log" >&2
    echo "Installing ${packages[*]} failed." >&2
    rm -f "$log"
    return 1
  fi
  rm -f "$log"
  for tool in "$@"; do
    has_tool "$tool" || { echo "The packages of $tool are installed, but its programs are not found." >&2; return 1; }
  done
}

wish_for_tools() {
  local tool
  for tool in "$@"; do
    if has_tool "$tool"; then
      continue
    elif ! is_packaged "$tool"; then
      echo "No $tool: this system has it only as a snap, which is not installed from here. The tests that need it are skipped."
    elif ! require_tools "$tool"; then
      echo "Without $tool: the tests that need it are skipped."
    fi
  done
}
