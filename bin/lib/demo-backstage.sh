#!/bin/sh
# What runs behind the demo: demo-backstage.sh ROOT SCENE ROOM
# It starts the server and the bridge, tells the demo of them on descriptor 6, and ends them when descriptor 7 is at its end:
# when the demo and its chat are gone, however they went.
set -u
root=$1
scene=$2
room=$3
server=
bridge=

tell() {
  printf '%s\n' "$*" >&6
}

end() {
  trap - EXIT TERM
  # shellcheck disable=SC2086 # none or one
  kill $bridge $server 2>/dev/null
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
mkfifo "$scene/server.ready"
"$root/bin/room-server" --host 127.0.0.1 --port 0 --data-dir "$scene/server" 6>&- 7<&- \
  >"$scene/server.ready" 2>"$scene/server.log" &
server=$!
exec 5<"$scene/server.ready"
if ! read -r ready <&5; then
  tell "failed the server did not start: $(last_words "$scene/server.log")"
  exit 1
fi
address=${ready#*: tcp }
address=${address%%,*}
fingerprint=${ready#*fingerprint }
fingerprint=${fingerprint%%,*}
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
