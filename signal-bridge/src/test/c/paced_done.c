/* Sleeps between its bits and waits for one signal at the end; a signal that comes earlier makes it fail.
   argv: PID TEXT DIALECT MICROSECONDS */
#include "minitalk.h"

static volatile sig_atomic_t done;

static void on_done(int number)
{
    if (!done)
        _exit(3);
    write(1, number == SIGUSR2 ? "2\n" : "1\n", 2);
    _exit(0);
}

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    useconds_t gap = argc > 4 ? (useconds_t)atoi(argv[4]) : 500;
    pid_t server = atoi(argv[1]);
    size_t length = strlen(argv[2]);

    signal(SIGUSR1, on_done);
    signal(SIGUSR2, on_done);
    for (size_t i = 0; i <= length; i++)
        for (int turn = 0; turn < 8; turn++)
        {
            if (i == length && turn == 7)
                done = 1;
            if (kill(server, signal_of(bit_of(argv[2][i], turn, dialect), dialect)) != 0)
                return 1;
            usleep(gap);
        }
    for (;;)
        pause();
}
