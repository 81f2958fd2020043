/* Waits for SIGUSR2 after each bit, catches nothing else, and misses no wake-up: SIGUSR1 would kill it. */
#include "minitalk.h"

static volatile sig_atomic_t answered;

static void on_answer(int number)
{
    (void)number;
    answered = 1;
}

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    pid_t server = atoi(argv[1]);
    size_t length = strlen(argv[2]);

    signal(SIGUSR2, on_answer);
    for (size_t i = 0; i <= length; i++)
        for (int turn = 0; turn < 8; turn++)
        {
            answered = 0;
            if (kill(server, signal_of(bit_of(argv[2][i], turn, dialect), dialect)) != 0)
                return 1;
            while (!answered)
                usleep(10);
        }
    return 0;
}
