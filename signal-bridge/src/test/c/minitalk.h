/* What the test clients share: how they say a text. Each is written the way students of the exercise write theirs. */
#ifndef MINITALK_H
#define MINITALK_H

#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* argv: PID TEXT [DIALECT], where the dialect is M2 (default), M1, L1 or L2, and what follows it as signal-bridge dialects says. */
static inline int bit_of(unsigned char c, int turn, const char *dialect)
{
    return (c >> (dialect[0] == 'M' ? 7 - turn : turn)) & 1;
}

static inline int signal_of(int bit, const char *dialect)
{
    return bit == (dialect[1] == '2') ? SIGUSR2 : SIGUSR1;
}

static inline const char *dialect_of(int argc, char **argv)
{
    return argc > 3 ? argv[3] : "M2";
}

typedef void (*say_bit)(int number);

static inline void say_byte(unsigned char c, const char *dialect, say_bit say)
{
    for (int turn = 0; turn < 8; turn++)
        say(signal_of(bit_of(c, turn, dialect), dialect));
}

static inline void say_number(uint64_t n, int bits, const char *dialect, say_bit say)
{
    for (int i = 0; i < bits; i++)
        say(signal_of(n >> (dialect[0] == 'M' ? bits - 1 - i : i) & 1, dialect));
}

/* All of a message but a greeting. */
static inline void say_message(const char *text, const char *dialect, say_bit say)
{
    uint64_t length = strlen(text);
    int counted = 1;

    if (strstr(dialect, "typed-length32"))
        say_number(1, 1, dialect, say), say_number(length, 32, dialect, say);
    else if (strstr(dialect, "length32"))
        say_number(length, 32, dialect, say);
    else if (strstr(dialect, "doubled-length64"))
        say_number(length << 32 | length, 64, dialect, say);
    else if (strstr(dialect, "bytes-length64"))
        for (int i = 0; i < 8; i++)
            say_byte(length >> 8 * i & 255, dialect, say);
    else if (strstr(dialect, "length64"))
        say_number(length, 64, dialect, say);
    else if (strstr(dialect, "unary"))
    {
        say(SIGUSR2);
        for (uint64_t i = 0; i <= length; i++)
            say(SIGUSR1);
        say(SIGUSR2);
        say(SIGUSR2);
    }
    else
        counted = 0;
    if (strstr(dialect, "nul-first"))
        say_byte(0, dialect, say);
    for (size_t i = 0; i < length; i++)
        say_byte(text[i], dialect, say);
    if (strstr(dialect, "line"))
        say_byte('\n', dialect, say);
    if (strstr(dialect, "nul-first") ? 1 : strstr(dialect, "-nul") ? 1 : !counted && !strstr(dialect, "bare") && !strstr(dialect, "line"))
        say_byte(0, dialect, say);
}

#endif
