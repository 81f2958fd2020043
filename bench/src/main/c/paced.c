/*
 * A Minitalk pair without acknowledgement, dialect M2, as most of the world's are: the server receives in a signal handler, and writes
 * each byte with a write(2) of its own, a line for each message; the client sleeps between its bits, and expects nothing.
 *
 * Usage: paced server            prints its pid first
 *        paced PID MICROSECONDS TEXT
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned char value;
static int turn;

static void on_bit(int number)
{
    value |= (number == SIGUSR2) << (7 - turn);
    if (++turn < 8)
        return;
    if (value == 0)
        value = '\n';
    if (write(1, &value, 1) != 1)
        _exit(1);
    turn = 0;
    value = 0;
}

static int serve(void)
{
    struct sigaction action = {.sa_handler = on_bit};

    sigaddset(&action.sa_mask, SIGUSR1);
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    printf("%d\n", (int) getpid());
    fflush(stdout);
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    pid_t server;
    useconds_t pace;

    if (argc == 2 && strcmp(argv[1], "server") == 0)
        return serve();
    if (argc != 4 || (server = atoi(argv[1])) <= 0)
        return 2;
    pace = (useconds_t) atoi(argv[2]);
    for (size_t i = 0; i <= strlen(argv[3]); i++)
        for (int bit = 7; bit >= 0; bit--)
        {
            if (kill(server, argv[3][i] >> bit & 1 ? SIGUSR2 : SIGUSR1) != 0)
                return 1;
            usleep(pace);
        }
    return 0;
}
