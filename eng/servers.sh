#!/usr/bin/env bash
# Sourced. A private PostgreSQL and Redis for the tests: own folder, free ports, gone afterwards. The system's own servers,
# if it has any, are neither used nor touched.
#
#   start_servers   exports PLATFORM_TEST_POSTGRESQL (an Npgsql connection string, superuser) and PLATFORM_TEST_REDIS (host:port)
#   stop_servers    may be called any number of times; start_servers also hooks it to EXIT, INT, TERM and HUP unless the
#                   caller has an EXIT trap of its own, and a watchdog calls it for a caller that was killed
#
# PLATFORM_TEST_FSYNC=off trades PostgreSQL's durability for speed; on is the default, because that is what is promised.

# shellcheck source=eng/prerequisites.sh
source "$(dirname "${BASH_SOURCE[0]}")/prerequisites.sh"
# shellcheck source=eng/processes.sh
source "$(dirname "${BASH_SOURCE[0]}")/processes.sh"

servers_folder=''
servers_watchdog=''

start_servers() {
  [ -z "$servers_folder" ] || return 0
  require_tools postgresql redis || return 1
  if [ -z "$(trap -p EXIT)" ]; then
    trap stop_servers EXIT
    exit_on_signals
  fi

  # Always below /tmp: a Unix socket's path may have 107 bytes, and TMPDIR can be long.
  servers_folder=$(mktemp -d /tmp/platform-servers.XXXXXX) || return 1
  if [ "$(id -u)" -eq 0 ]; then chown "$(server_user)" "$servers_folder"; fi
  watch_over "$$" "$servers_folder" </dev/null >/dev/null 2>&1 &
  servers_watchdog=$!
  disown "$servers_watchdog"

  if ! start_postgresql || ! start_redis; then
    stop_servers
    return 1
  fi
}

stop_servers() {
  local folder=$servers_folder watchdog=$servers_watchdog
  servers_folder=''
  servers_watchdog=''
  unset PLATFORM_TEST_POSTGRESQL PLATFORM_TEST_REDIS
  [ -n "$folder" ] || return 0
  end_servers_in "$folder"
  kill -KILL "$watchdog" 2>/dev/null || true
}

# PostgreSQL refuses to run as root.
server_user() {
  id -u postgres >/dev/null 2>&1 && echo postgres || echo nobody
}

as_server_user() {
  if [ "$(id -u)" -eq 0 ]; then
    (cd "$servers_folder" && exec runuser -u "$(server_user)" -- "$@")
  else
    (cd "$servers_folder" && exec "$@")
  fi
}

# Below the range from which systems hand out ports by themselves, so that only another pick like this one can collide.
free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

start_postgresql() {
  local bin data=$servers_folder/postgresql log=$servers_folder/postgresql.log port attempt
  bin=$(postgresql_bin)
  if ! as_server_user "$bin/initdb" -D "$data" -U platform -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$log" 2>&1; then
    echo "PostgreSQL: initdb failed" >&2
    tail -n 20 "$log" >&2
    return 1
  fi
  rm -f "$log"
  for attempt in 1 2 3 4 5; do # between asking for a free port and taking it, somebody else may
    port=$(free_port)
    if as_server_user "$bin/pg_ctl" start -D "$data" -l "$log" -w -t 60 -s -o \
        "-p $port -k $servers_folder -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=${PLATFORM_TEST_FSYNC:-on}" \
        </dev/null >/dev/null 2>&1 \
      && "$bin/pg_isready" -q -t 10 -h 127.0.0.1 -p "$port" -U platform -d postgres
    then
      export PLATFORM_TEST_POSTGRESQL="Host=127.0.0.1;Port=$port;Username=platform;Database=postgres"
      return 0
    fi
    end_process_of "$data/postmaster.pid" QUIT
  done
  echo "PostgreSQL did not start, in $attempt attempts" >&2
  tail -n 20 "$log" >&2
  return 1
}

start_redis() {
  local log=$servers_folder/redis.log port attempt tries
  ln -s "$(redis_program)" "$servers_folder/redis-server"
  for attempt in 1 2 3 4 5; do
    port=$(free_port)
    as_server_user "$servers_folder/redis-server" --port "$port" --bind 127.0.0.1 --dir "$servers_folder" --save '' \
      --appendonly no --daemonize yes --pidfile "$servers_folder/redis.pid" --logfile "$log" </dev/null >/dev/null 2>&1
    for ((tries = 0; tries < 100; tries++)); do
      if [ "$(redis-cli -h 127.0.0.1 -p "$port" ping 2>/dev/null)" = PONG ] && [ -s "$servers_folder/redis.pid" ]; then
        export PLATFORM_TEST_REDIS="127.0.0.1:$port"
        return 0
      fi
      # A server that found its port taken has said so and is gone: no need to wait for it.
      grep -q 'Failed listening' "$log" 2>/dev/null && break
      sleep 0.1
    done
    end_process_of "$servers_folder/redis.pid" TERM
    [ "$attempt" -eq 5 ] || rm -f "$log"
  done
  echo "Redis did not start, in $attempt attempts" >&2
  tail -n 20 "$log" >&2
  return 1
}

# end_process_of pidfile signal: asks by the signal, insists after ten seconds.
end_process_of() {
  local pid tries
  pid=$(head -n 1 "$1" 2>/dev/null) || return 0
  [[ $pid =~ ^[0-9]+$ ]] || return 0
  kill "-$2" "$pid" 2>/dev/null || return 0
  for ((tries = 0; tries < 200; tries++)); do
    is_running "$pid" || return 0
    sleep 0.05
  done
  kill -KILL "$pid" 2>/dev/null || true
}

end_servers_in() {
  end_process_of "$1/postgresql/postmaster.pid" QUIT # at once: nothing in there is to be kept
  end_process_of "$1/redis.pid" TERM
  rm -rf "$1"
}

# No trap runs in a script that is killed with -9. This process outlives it by a second, and clears up behind it.
watch_over() {
  trap - EXIT
  trap '' HUP INT TERM
  while is_running "$1"; do sleep 1; done
  [ ! -d "$2" ] || end_servers_in "$2"
}
