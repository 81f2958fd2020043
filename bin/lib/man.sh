#!/bin/sh
# Writes a man page of a program from what it says of itself: man.sh NAME PROGRAM >NAME.1
# A program that has commands is asked about each of them, and about theirs.
set -eu
name=$1
program=$2

# Text as it stands: man.sh lays nothing out anew.
verbatim() {
  printf '.nf\n'
  sed -e 's/\\/\\e/g' -e "s/^\\([.']\\)/\\\\\\&\\1/" -e 's/-/\\-/g'
  printf '.fi\n'
}

help=$("$program" --help)
version=$("$program" --version)
printf '.TH %s 1 "" "Roomtalk %s" "Roomtalk"\n' "$(printf '%s' "$name" | tr '[:lower:]' '[:upper:]')" "${version##* }"
printf '.SH NAME\n%s \\- ' "$name"
case $name in
  room-server) echo 'serves Roomtalk chat rooms' ;;
  roomtalk) echo 'chat rooms for people and for scripts' ;;
  signal-bridge) echo 'lets processes speak in a room by SIGUSR1 and SIGUSR2' ;;
  signal-send) echo 'says a text to a process, a signal for each bit' ;;
esac
printf '.SH DESCRIPTION\n'
case $help in
  'Usage: chat '*) echo 'Called roomtalk where Debian'"'"'s package installed it, because Debian has a chat of its own.' ;;
esac
printf '%s\n' "$help" | verbatim

# The commands that a help names, a line each; of one that has another name as well, the first.
commands() {
  sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z-]*\)\([, ].*\)\{0,1\}$/\1/p'
}

# A section for each command below WORDS, and for those that it has: sections HELP [WORDS].
sections() {
  below=$1
  shift
  printf '%s\n' "$below" | commands | while read -r command; do
    below=$("$program" "$@" "$command" --help </dev/null)
    printf '.SH %s\n' "$name${*:+ $*} $command" | tr '[:lower:]' '[:upper:]'
    printf '%s\n' "$below" | verbatim
    sections "$below" "$@" "$command"
  done
}
sections "$help"
case $help in
  'Usage: chat '* | 'Usage: roomtalk '*)
    printf '.SH FILES\n'
    printf '%s\n' '~/.config/roomtalk/chat.conf ($XDG_CONFIG_HOME/roomtalk/chat.conf, or $ROOMTALK_CONFIG) has defaults for options. All its keys:' | verbatim
    "$program" config example | verbatim
    ;;
esac
printf '.SH SEE ALSO\nroom-server(1), roomtalk(1), signal-bridge(1), signal-send(1), /usr/share/doc/roomtalk\n'
