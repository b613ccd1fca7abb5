#!/usr/bin/env bash
# Sourced. One warm compiler for everything that a script builds, and the scripts that it calls: compilers that start cold take three
# quarters of the time that the solution takes to build. It has a name of its own and ends with the script that began it, so that it
# outlives nothing and is none of an editor's. Where /proc is not to be had it ends by itself, after ten idle minutes.

compiler_server=''

use_compiler_server() {
  [ -z "${SharedCompilationId:-}" ] || return 0
  compiler_server=platform-build-$$
  export UseSharedCompilation=true SharedCompilationId=$compiler_server
}

end_compiler_server() {
  local found
  [ -n "$compiler_server" ] || return 0
  # A letter in brackets: the pattern does not find the process that looks for it.
  for found in $(grep -lsa -- "[p]ipename:$compiler_server" /proc/[0-9]*/cmdline); do
    kill "$(basename "$(dirname "$found")")" 2>/dev/null
  done
  compiler_server=''
}
