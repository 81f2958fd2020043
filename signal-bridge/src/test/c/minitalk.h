/* What the test clients share: how they say a byte. Each is written the way students of the exercise write theirs. */
#ifndef MINITALK_H
#define MINITALK_H

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* argv: PID TEXT [DIALECT], where the dialect is M2 (default), M1, L1 or L2. */
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

#endif
