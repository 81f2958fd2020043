/*
 * The least that a bit and its acknowledgement cost: two processes, each on a core of its own where there are two, that send each
 * other SIGUSR1 by kill(2) and wait for it by sigwaitinfo(2). Prints nanoseconds for a round trip, the median of 20 rounds.
 *
 * Usage: signals ROUND_TRIPS
 */
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 20

static void stay_on(int core)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(core, &set);
    sched_setaffinity(0, sizeof set, &set);
}

static int compare(const void *a, const void *b)
{
    double difference = *(const double *) a - *(const double *) b;

    return (difference > 0) - (difference < 0);
}

int main(int argc, char **argv)
{
    long trips = argc > 1 ? atol(argv[1]) / ROUNDS : 1000;
    double rounds[ROUNDS];
    sigset_t set;
    siginfo_t info;

    if (trips < 1)
        trips = 1;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        stay_on(1);
        for (;;) {
            if (sigwaitinfo(&set, &info) == SIGUSR1)
                kill(parent, SIGUSR1);
        }
    }
    stay_on(0);
    for (int round = 0; round < ROUNDS; round++) {
        struct timespec from, to;

        clock_gettime(CLOCK_MONOTONIC, &from);
        for (long i = 0; i < trips; i++) {
            kill(child, SIGUSR1);
            sigwaitinfo(&set, &info);
        }
        clock_gettime(CLOCK_MONOTONIC, &to);
        rounds[round] = ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / trips;
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    qsort(rounds, ROUNDS, sizeof *rounds, compare);
    printf("%.0f\n", rounds[ROUNDS / 2]);
    return 0;
}
