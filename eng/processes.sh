#!/usr/bin/env bash
# Sourced. Runs a program so that the script that runs it can be ended at any moment, and takes the program with it.

child=''

# A process that has ended but that nobody has collected yet still answers to kill -0, for as long as a container's
# first process takes its time.
is_running() {
  kill -0 "$1" 2>/dev/null && ! [[ $(cat "/proc/$1/stat" 2>/dev/null) =~ \)\ [ZX] ]]
}

# In the background and waited for: bash runs a trap only after the program in the foreground has ended. In a process group
# of its own: what the program starts can be ended with it.
run() {
  local code
  set -m
  "$@" </dev/null &
  child=$!
  set +m
  wait "$child"
  code=$?
  child=''
  return $code
}

group_is_running() {
  cat /proc/[0-9]*/stat 2>/dev/null |
    awk -v group="$1" '{ sub(/^.*\) /, "") } $3 == group && $1 !~ /[ZX]/ { found = 1 } END { exit !found }'
}

# For the EXIT trap: asks the running program and all it started to end, and insists after twenty seconds. What it started
# may have to clear up itself, so it is the whole group that is waited for.
end_child() {
  local tries
  [ -n "$child" ] || return 0
  kill -TERM -- "-$child" 2>/dev/null
  for ((tries = 0; tries < 200; tries++)); do
    group_is_running "$child" || break
    sleep 0.1
  done
  kill -KILL -- "-$child" 2>/dev/null
  child=''
}

exit_on_signals() {
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
}
