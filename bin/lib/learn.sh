#!/bin/sh
# Makes the caches that let the programs of this tree start fast (target/roomtalk/aot, or aot of a bundle), where they are not
# newer than what they are made of.
set -eu
launcher=$(readlink -f "$0")
launcher=${launcher%/*/*}/learn
. "${launcher%/*}/lib/launch.sh"

find_jdk
set_java_command
aot=$dist/aot
limit=
if command -v timeout >/dev/null; then limit='timeout --foreground 120'; fi

# Becomes a program whose JVM keeps what it learns: become_learner NAME [ARGUMENT...]. Where this fails, the program only
# starts more slowly. (The JVM that writes the cache is a child that says so on stdout.)
become_learner() {
  set_program "$1"
  shift
  # shellcheck disable=SC2086 # the options are words
  exec $prefix $limit "$java" $java_options $program_options "-XX:AOTCacheOutput=$aot/$program.aot" \
    ${native:+"-Djava.library.path=$native" "-Djffi.boot.library.path=$native" "-Dorg.sqlite.lib.path=$native"} \
    -cp "$dist/lib/$jar" "$main" "$@" 2>"$aot/$program.log"
}

learn() {
  (become_learner "$@") </dev/null >/dev/null || :
}

# Talks in a room on a full screen, where a late start is felt most: script(1) makes the terminal. Without it, the client learns
# by sending alone. It is asked to quit until it does: on a slow machine it may not have begun when it is asked first.
learn_screen() {
  if command -v script >/dev/null; then
    {
      sleep 2
      printf 'good morning\r'
      while sleep 1; do printf '/quit\r' || break; done
    } 2>/dev/null |
      TERM=xterm-256color script -qfc "sh '$root/bin/lib/learn.sh' on-a-screen $*" /dev/null >/dev/null || :
  else
    learn chat send hall --name learner "$@" good morning
  fi
}

# Says "hi" as a client that neither waits nor catches anything, the highest bit first: say_to PID.
say_to() {
  for bit in 0 1 1 0 1 0 0 0 0 1 1 0 1 0 0 1 0 0 0 0 0 0 0 0; do
    kill "-USR$((bit + 1))" "$1" || return 0
    sleep .01
  done
}

# What the learning server is asked, so that no rule slows the load.
fast='--new-users-per-address 1000 --new-rooms-per-user 1000 --new-rooms-per-address 1000 --handshake-rate 1000
  --handshake-rate-per-address 1000 --publish-rate 1000000 --publish-burst 1000000 --publish-rate-per-address 1000000
  --publish-burst-per-address 1000000 --publish-rate-per-room 1000000 --publish-burst-per-room 1000000'

# Loads the server until what it does for each message is compiled: the cache keeps what the compilers know of it, so that a
# server that was just started serves its first message about as cheaply as its millionth.
load_server() {
  learn bench --rooms 20 --members 5 --rate 20000 --warmup 1 --duration 4 "$@"
}

# The server learns by serving, the bridge by joining a room and hearing, and the client by talking there.
learn_together() {
  scene=$(mktemp -d "${TMPDIR:-/tmp}/roomtalk-build.XXXXXX")
  export XDG_CONFIG_HOME="$scene" XDG_STATE_HOME="$scene"
  mkfifo "$scene/ready" "$scene/hears"
  # shellcheck disable=SC2086 # the options are words
  become_learner room-server --host 127.0.0.1 --port 0 --data-dir "$scene/server" $fast </dev/null >"$scene/ready" &
  server=$!
  bridge=
  trap 'kill "$server" $bridge 2>/dev/null; rm -rf "$scene"' EXIT
  exec 5<"$scene/ready"
  if read -r ready <&5; then
    address=${ready#*: tcp }
    fingerprint=${ready#*fingerprint }
    set -- --server "${address%%,*}" --fingerprint "${fingerprint%%,*}"
    become_learner signal-bridge --room hall --create --name bridge "$@" </dev/null >"$scene/hears" &
    bridge=$!
    exec 6<"$scene/hears"
    if read -r pid <&6; then
      say_to "$pid"
      learn signal-send "$pid" hello
    fi
    learn_screen "$@"
    load_server "$@"
  fi
  # shellcheck disable=SC2086 # none or one
  kill "$server" $bridge 2>/dev/null || :
  wait
  trap - EXIT
  rm -rf "$scene"
}

if [ "${1-}" = on-a-screen ]; then
  shift
  become_learner chat join hall --name learner "$@"
fi

made_with=
[ -f "$aot/made-with" ] && read -r made_with <"$aot/made-with"
[ "$made_with" = "$java_version" ] &&
  [ -z "$(find "$dist/lib" "$root/bin/lib" -newer "$aot/made-with" | head -n 1)" ] && exit 0
rm -rf "$aot"
mkdir -p "$aot"
printf '%s\n' "$java_version" >"$aot/made-with"
learn_together
# It looks at the process, sees that a signal would kill it, and sends nothing.
sleep 60 &
sleeper=$!
learn signal-send "$sleeper" hello
kill "$sleeper"
learn conformance --version
wait
