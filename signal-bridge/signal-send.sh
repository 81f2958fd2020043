#!/bin/sh
# Says a message to a process with nothing but signals: one bit each, SIGUSR1 is 0 and SIGUSR2 is 1, the highest bit of a
# byte first, and a zero byte at the end (Minitalk). It runs in dash, bash and any POSIX shell on Linux, and needs only what is
# built into the shell (kill, trap), and od and sleep.
#
#     signal-send.sh PID TEXT...          or          echo TEXT | signal-send.sh PID
#
# PID is what signal-bridge prints when it starts. Each bit waits for the bridge's answer, so that none is lost. A receiver
# that does not answer is sent a bit every few milliseconds instead, and what it understood cannot be known.
#
# Exit status: 0 every bit was acknowledged; 2 wrong use; 6 not delivered, or not known whether delivered.
#
# How to wait for a signal without missing it: the trap only sets a variable, and the shell waits for a long sleep in the
# background, which a trapped signal interrupts. A signal between the test of the variable and the wait is not seen at once,
# but the bridge repeats an answer after 30 ms, and two answers to one bit count as one.

fail() {
    printf 'signal-send.sh: %s\n' "$2" >&2
    exit "$1"
}

pid=$1
case $pid in
'' | 0* | *[!0-9]*) fail 2 "the first argument is the number of a process, like 4711" ;;
esac
shift

# A process that neither catches nor blocks both signals would die of the first bit.
takes=0
while read -r field value; do
    case $field in SigBlk: | SigCgt:) takes=$((takes | 0x${value#????????????})) ;; esac
done 2>/dev/null <"/proc/$pid/status" || fail 2 "there is no process $pid"
[ $((takes & 0xa00)) -eq $((0xa00)) ] || fail 2 "process $pid does not listen to SIGUSR1 and SIGUSR2; they would kill it"

if [ $# -gt 0 ]; then
    bytes=$(printf %s "$*" | od -An -v -tu1)
else
    bytes=$(od -An -v -tu1)
    bytes=${bytes%[!0-9]10} # echo's newline is not part of the message
fi
# shellcheck disable=SC2086 # Each number is a word.
set -- $bytes
[ $# -gt 0 ] || fail 2 "there is nothing to say"

answered=
sleeper=
trap 'answered=1' USR1 USR2
trap '[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null' EXIT
trap 'exit 130' INT TERM

# Waits until the bit is answered, at most for so many rounds of a second.
await() {
    rounds=0
    while [ -z "$answered" ]; do
        if [ -z "$sleeper" ]; then
            [ "$rounds" -lt "$1" ] || return 1
            rounds=$((rounds + 1))
            sleep 1 </dev/null >/dev/null 2>&1 &
            sleeper=$!
        fi
        wait "$sleeper" 2>/dev/null
        [ -n "$answered" ] || kill -0 "$sleeper" 2>/dev/null || sleeper=
    done
}

paced=
sent=0
for byte in "$@" 0; do
    for place in 128 64 32 16 8 4 2 1; do
        answered=
        if [ $((byte & place)) -eq 0 ]; then signal=USR1; else signal=USR2; fi
        kill -"$signal" "$pid" 2>/dev/null || fail 6 "process $pid ended after $sent bits"
        sent=$((sent + 1))
        if [ -n "$paced" ]; then
            sleep 0.003
        elif [ $sent -eq 1 ]; then
            await 2 || paced=1
        else
            await 10 || fail 6 "process $pid stopped answering after $sent bits"
        fi
    done
done
[ -z "$paced" ] || fail 6 "sent, but process $pid does not answer: it is not known whether it understood"
