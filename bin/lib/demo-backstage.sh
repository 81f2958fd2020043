#!/bin/sh
# What runs behind the demo: demo-backstage.sh ROOT SCENE ROOM NODES
# It starts the servers and the bridge, tells the demo of them on descriptor 6, and ends them when descriptor 7 is at its end:
# when the demo and its chat are gone, however they went.
set -u
root=$1
scene=$2
room=$3
nodes=$4
servers=
bridge=
redis=

tell() {
  printf '%s\n' "$*" >&6
}

end() {
  trap - EXIT TERM
  # shellcheck disable=SC2086 # none or some; a server gives up its place in Redis before that ends
  kill $bridge $servers 2>/dev/null
  # shellcheck disable=SC2086 # the same
  [ -z "$servers" ] || wait $servers
  # shellcheck disable=SC2086 # none or one
  kill $redis 2>/dev/null
  wait
  rm -rf "$scene"
}
trap end EXIT
trap 'exit 0' TERM

# The last thing that a program said, for a person.
last_words() {
  sed -n '$p' "$1"
}

# Java and the libraries unpack files there, and who is killed leaves them.
export TMPDIR="$scene"
# Starts Redis on a port that is free, and sets `engine`.
start_redis() {
  command -v redis-server >/dev/null || {
    tell "failed several servers need redis-server, which is not installed"
    exit 1
  }
  port=$((20000 + $$ % 20000))
  for _ in 1 2 3 4 5; do
    redis-server --port "$port" --bind 127.0.0.1 --save '' --dir "$scene" 6>&- 7<&- >"$scene/redis.log" 2>&1 &
    redis=$!
    tries=0
    while kill -0 "$redis" 2>/dev/null && [ "$tries" -lt 50 ]; do
      if grep -q 'Ready to accept' "$scene/redis.log"; then
        engine=redis://127.0.0.1:$port/0
        return
      fi
      tries=$((tries + 1))
      sleep 0.1
    done
    port=$((port + 1))
  done
  tell "failed Redis did not start: $(last_words "$scene/redis.log")"
  exit 1
}

# Starts a server: start_server NUMBER [OPTION...]; sets `address`, and `fingerprint`.
start_server() {
  number=$1
  shift
  mkfifo "$scene/server$number.ready"
  "$root/bin/room-server" --host 127.0.0.1 --port 0 --data-dir "$scene/server$number" "$@" 6>&- 7<&- \
    >"$scene/server$number.ready" 2>"$scene/server$number.log" &
  servers="$servers $!"
  exec 5<"$scene/server$number.ready"
  if ! read -r ready <&5; then
    tell "failed the server did not start: $(last_words "$scene/server$number.log")"
    exit 1
  fi
  # What else it says is thrown away, and does not hold it up.
  cat <&5 >/dev/null 6>&- 7<&- &
  address=${ready#*: tcp }
  address=${address%%,*}
  fingerprint=${ready#*fingerprint }
  fingerprint=${fingerprint%%,*}
}

if [ "$nodes" = 1 ]; then
  start_server 1
  addresses=$address
else
  engine=
  start_redis
  "$root/bin/room-server" key make "$scene/key" >"$scene/key.log" 2>&1 || {
    tell "failed the key was not made: $(last_words "$scene/key.log")"
    exit 1
  }
  addresses=
  number=1
  while [ "$number" -le "$nodes" ]; do
    start_server "$number" --engine "$engine" --certificate "$scene/key/certificate.pem" --key "$scene/key/key.pem"
    addresses=$addresses${addresses:+,}$address
    number=$((number + 1))
  done
fi
address=$addresses
tell "server $address $fingerprint"

if [ "$(uname)" = Linux ]; then
  # The launcher becomes the bridge, so its PID is known before the bridge is; and no signal can kill it.
  mkfifo "$scene/bridge.ready"
  XDG_CONFIG_HOME=$scene/bridge XDG_STATE_HOME=$scene/bridge "$root/bin/signal-bridge" --server "$address" --fingerprint "$fingerprint" \
    --name signals --room "$room" --create 5<&- 6>&- 7<&- >"$scene/bridge.ready" 2>"$scene/bridge.log" &
  bridge=$!
  tell "bridge $bridge"
  exec 4<"$scene/bridge.ready"
  if read -r pid <&4; then
    tell "hears $pid"
  else
    tell "deaf $(last_words "$scene/bridge.log")"
  fi
else
  tell "bridge none"
fi
exec 6>&-

cat <&7 >/dev/null &
wait "$!"
