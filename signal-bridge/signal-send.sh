#!/bin/sh
# Says a message to a process with nothing but signals. It runs in dash, bash and any POSIX shell on Linux, and needs only what is
# built into the shell (kill, trap), and od and sleep.
#
#     signal-send.sh PID TEXT...                      echo TEXT | signal-send.sh PID
#     signal-send.sh --pid-file FILE TEXT...          the same, and it goes on with a bridge that is started again
#     signal-send.sh --dialect M1 PID TEXT...         to a Minitalk server that reads M1
#
# PID is what signal-bridge prints when it starts, and writes into its --pid-file. A bridge is told the text in a dialect of its own
# (docs/BRIDGE.md): in parts that are acknowledged bit by bit, checked, and said again where something was lost; then it is asked what
# the room says. Any other process is told it as Minitalk has it, in the dialect that is named: M2 (SIGUSR2 is 1, the highest bit of
# a byte first), M1, L1 or L2, and a zero byte at the end. Where none is named that is M2, which is a guess.
#
# Exit status: 0 the room has taken it (another process, with --dialect: every bit was acknowledged); 2 wrong use; 3 not delivered:
# the bridge has ended or says nothing, and did not have the text; 4 refused by the bridge or the room; 6 not known whether delivered,
# or acknowledged by a process of which it is not known in which order it reads.
#
# How to wait for a signal without missing it: the trap only sets a variable, at which the shell looks a while, and then waits for a
# short sleep in the background, which a trapped signal interrupts. A signal between the look and the wait is seen when the sleep ends.

timeout=60 # seconds for which a bridge may say nothing, be away, or wait for the room

# What the shell itself has to say about a wait that was interrupted is for nobody.
exec 3>&2 2>/dev/null

fail() {
    printf 'signal-send.sh: %s\n' "$2" >&3
    exit "$1"
}

dialect=
case $1 in
--dialect=*) dialect=${1#*=} && shift ;;
--dialect) dialect=$2 && shift && shift ;;
esac
case $dialect in
'' | [ML][12]) ;;
*) fail 2 "--dialect is M2, M1, L1 or L2" ;;
esac

pid_file=
case $1 in
--pid-file=*) pid_file=${1#*=} pid=0 ;;
--pid-file) pid_file=$2 pid=0 && shift ;;
*) pid=$1 ;;
esac
if [ -z "$pid_file" ]; then
    case $pid in
    '' | 0* | *[!0-9]*) fail 2 "the first argument is the number of a process, like 4711, or --pid-file FILE" ;;
    esac
fi
shift

# Reads how the process stands towards signals; false: it has ended.
look() {
    takes=0 marks=0 waiting=0 state=
    while read -r field value; do
        case $field in
        State:) state=${value%% *} ;;
        ShdPnd:) waiting=$((0x${value#????????????})) ;;
        SigBlk:) takes=$((takes | 0x${value#????????????})) blocked=$((0x${value%????????})) ;;
        SigIgn:) ignored=$((0x${value%????????})) ;;
        SigCgt:) takes=$((takes | 0x${value#????????????})) ;;
        esac
    done 2>/dev/null <"/proc/$pid/status" || return 1
    [ -n "$state" ] && [ "$state" != Z ] && [ "$state" != X ]
}

# Signals 42 and 43 are blocked by a bridge, 42 is ignored by all who know its dialect, and 44 by none of them.
is_bridge() {
    [ $((takes & 0xa00)) -eq $((0xa00)) ] && [ $((blocked & 0x600)) -eq $((0x600)) ] &&
        [ $((ignored & 0xa00)) -eq $((0x200)) ]
}

if [ $# -gt 0 ]; then
    bytes=$(printf %s "$*" | od -An -v -tu1)
else
    bytes=$(od -An -v -tu1)
    bytes=${bytes%[!0-9]10} # echo's newline is not part of the message
fi
# shellcheck disable=SC2086 # Each number is a word.
set -- $bytes
length=$#

# A process that neither catches nor blocks both signals would die of the first bit. One that has just started may not be ready yet.
if [ -z "$pid_file" ]; then
    looks=0
    while :; do
        look || fail 2 "there is no process $pid"
        [ $((takes & 0xa00)) -ne $((0xa00)) ] || break
        [ $((looks += 1)) -le 20 ] ||
            fail 2 "process $pid does not listen to SIGUSR1 and SIGUSR2; they would kill it"
        sleep 0.1
    done
fi
[ "$length" -gt 0 ] || fail 2 "there is nothing to say"
[ "$length" -le 65535 ] || fail 2 "the text is too long: $length bytes"

answer=
sleeper=
trap 'answer=0' USR1
trap 'answer=1' USR2
trap '[ -z "$sleeper" ] || kill "$sleeper" 2>/dev/null' EXIT
trap 'exit 130' INT TERM

# Waits for an answer or for a moment, a tenth of a second at most.
pause() {
    if [ -z "$sleeper" ]; then
        sleep 0.1 </dev/null >/dev/null 3>&- &
        sleeper=$!
    fi
    wait "$sleeper" 2>/dev/null
    kill -0 "$sleeper" 2>/dev/null || sleeper=
}

# ---- A Minitalk server -------------------------------------------------------------------------------------------------------------

# Waits until the bit is answered, at most for so many tenths of a second.
await() {
    rounds=0
    while [ -z "$answer" ]; do
        [ -n "$sleeper" ] || [ $((rounds += 1)) -le "$1" ] || return 1
        pause
    done
}

# Waits until it has read what was sent: a signal that is still pending would swallow the next one of its number.
read_by_it() {
    looks=0
    while look && [ $((waiting & 0xa00)) -ne 0 ]; do
        [ $((looks += 1)) -le 1000 ] || fail 6 "not delivered: process $pid stopped reading after $sent bits"
        sleep 0.003
    done
}

minitalk() {
    zero=USR1
    one=USR2
    places='128 64 32 16 8 4 2 1'
    case $dialect in ?1) zero=USR2 one=USR1 ;; esac
    case $dialect in L?) places='1 2 4 8 16 32 64 128' ;; esac
    paced=
    sent=0
    for byte in "$@" 0; do
        for place in $places; do
            answer=
            if [ $((byte & place)) -eq 0 ]; then signal=$zero; else signal=$one; fi
            kill -"$signal" "$pid" 2>/dev/null || fail 6 "process $pid ended after $sent bits"
            sent=$((sent + 1))
            if [ -n "$paced" ]; then
                sleep 0.003
                read_by_it
            elif [ $sent -eq 1 ]; then
                await 20 || paced=1
            else
                await 100 || fail 6 "process $pid stopped answering after $sent bits"
            fi
        done
    done
    [ -z "$paced" ] || fail 6 "sent, but process $pid does not answer: it is not known whether it understood"
    [ -n "$dialect" ] || fail 6 "acknowledged; in which order its server reads is unknown, see --dialect"
    exit 0
}

if [ -z "$pid_file" ] && { [ -n "$dialect" ] || ! is_bridge; }; then
    minitalk "$@"
fi

# ---- A bridge ----------------------------------------------------------------------------------------------------------------------

trap '' 42 # by this the bridge knows whom it hears
trap '' 43 # what the fast lane says would kill a shell; nobody says it to one that has not asked for it

silent=0 # tenths of a second
whole=   # a bridge may have all of the text
held=    # it has said so

give_up() {
    [ -z "$held" ] || fail 6 "not known whether delivered: the bridge has the text, and waits for the room to take it"
    [ -z "$whole" ] || fail 6 "not known whether delivered: the bridge $1, and may have had the text"
    fail 3 "not delivered: the bridge $1"
}

# Waits for the bridge of the PID file.
find_bridge() {
    while :; do
        read -r pid 2>/dev/null <"$pid_file" || pid=
        case $pid in
        '' | 0* | *[!0-9]*) ;;
        *) if look && is_bridge; then return; fi ;;
        esac
        [ $((silent += 1)) -lt $((10 * timeout)) ] || give_up "is not there"
        pause
    done
}

# Sends a signal and waits for the answer to it; 1: one of the two was lost, as far as can be known after so many tenths of a second;
# 2: the bridge has ended.
ask() {
    answer=
    if [ "$1" -eq 0 ]; then signal=USR1 bit=512; else signal=USR2 bit=2048; fi
    kill -"$signal" "$pid" 2>/dev/null || return 2
    looks=0
    rounds=0
    while [ -z "$answer" ]; do
        [ $((looks += 1)) -gt 200 ] || continue
        pause
        [ -z "$answer" ] || break
        [ -z "$sleeper" ] || continue
        [ $((silent += 1)) -lt $((10 * timeout)) ] || give_up "said nothing for $timeout s"
        look || return 2
        # What waits there was not lost: the bridge is stopped, or slow.
        [ $((waiting & bit)) -eq 0 ] || continue
        [ $((rounds += 1)) -lt "$2" ] || return 1
    done
    [ -n "$held" ] || silent=0
}

# So often the same signal, each until it is answered: what is lost or too much does no harm here.
run() {
    count=0
    tenths=4
    while [ $count -lt "$2" ]; do
        if ask "$1" $tenths; then
            count=$((count + 1))
            tenths=3
        else
            [ $? -eq 1 ] || return 2
            doubtful=1
            [ $tenths -ge 20 ] || tenths=$((2 * tenths))
        fi
    done
}

# CRC-32C, four bits at a time.
i=0
while [ $i -lt 16 ]; do
    crc=$i
    for place in 8 4 2 1; do crc=$(((crc >> 1) ^ (0x82f63b78 & -(crc & 1)))); done
    eval "table$i=$crc"
    i=$((i + 1))
done
checksum() {
    crc=$((0xffffffff))
    for byte in "$@"; do
        crc=$((crc ^ byte))
        eval "crc=\$(((crc >> 4) ^ table$((crc & 15))))"
        eval "crc=\$(((crc >> 4) ^ table$((crc & 15))))"
    done
    crc=$((crc ^ 0xffffffff))
}

# Says a frame and hears the reply: kind and value. 1: something was lost; 2: the bridge has ended.
say() {
    run 1 20 || return 2
    run 0 28 || return 2
    if [ -n "$doubtful" ]; then
        sleep 0.05 # for an answer that is late
        doubtful=
    fi
    ask 1 3 || return
    [ "$answer" -eq 0 ] || return 1
    for byte in "$@"; do
        for place in 128 64 32 16 8 4 2 1; do
            ask $(((byte & place) != 0)) 3 || return
            [ "$answer" -eq 0 ] || return 1
        done
    done
    reply=
    tenths=20
    for turn in 1 2 3 4 5 6 7; do
        byte=0
        for place in 128 64 32 16 8 4 2 1; do
            ask 0 $tenths || return
            tenths=3
            byte=$((byte + answer * place))
        done
        reply="$reply $byte"
    done
    # shellcheck disable=SC2086 # Each number is a word.
    set -- $reply
    # shellcheck disable=SC2086
    checksum $id "$1" "$2" "$3"
    [ "$crc" -eq $((($4 << 24) + ($5 << 16) + ($6 << 8) + $7)) ] || return 1
    kind=$1
    value=$((256 * $2 + $3))
}

id=$(od -An -v -N8 -tu1 /dev/urandom)
doubtful=
asking=
offset=0
part=64
[ -z "$pid_file" ] || find_bridge
while :; do
    from=$offset
    count=$((length - offset < part ? length - offset : part))
    if [ -n "$asking" ]; then from=0 count=0; fi
    said=
    i=1
    while [ $i -le $count ]; do
        eval "said=\"\$said \${$((from + i))}\""
        i=$((i + 1))
    done
    [ $((from + count)) -lt "$length" ] || whole=1
    frame="33 $id $((length >> 8)) $((length & 255)) $((from >> 8)) $((from & 255)) $((count >> 8)) $((count & 255)) $said"
    # shellcheck disable=SC2086 # Each number is a word.
    checksum $frame
    # shellcheck disable=SC2086
    say $frame $((crc >> 24 & 255)) $((crc >> 16 & 255)) $((crc >> 8 & 255)) $((crc & 255))
    case $? in
    0) ;;
    1)
        doubtful=1
        [ $part -le 8 ] || part=$((part / 2))
        continue
        ;;
    *)
        [ -n "$pid_file" ] || give_up "has ended"
        find_bridge
        held='' asking=$whole offset=0
        continue
        ;;
    esac
    case $kind in
    1) # more
        asking=
        offset=$value
        [ $part -ge 64 ] || part=$((2 * part))
        ;;
    2) # held
        asking=1
        held=1
        silent=$((silent + 3))
        sleep 0.3
        ;;
    3) exit 0 ;;
    4)
        case $value in
        1) fail 4 "refused: it is empty" ;;
        2) fail 4 "refused: it is longer than the room allows" ;;
        3) fail 4 "refused: it is not UTF-8" ;;
        *) fail 4 "refused: the room refused it; the bridge says why on its standard error" ;;
        esac
        ;;
    5) # later
        asking=1
        sleep "$((value / 1000)).$(((value % 1000) / 100))$(((value % 100) / 10))"
        ;;
    *) fail 6 "not known whether delivered: the bridge got no answer from the room" ;;
    esac
    [ "$silent" -lt $((10 * timeout)) ] || give_up "said nothing for $timeout s"
done
