/* The bonus part of the exercise: a signal for each bit, and a pause() until the server answers with either signal.
   It loses a wake-up that comes before it has reached its pause(), as most of its kind do.
   argv: PID TEXT DIALECT TIMES */
#include "minitalk.h"

static void on_answer(int number)
{
    (void)number;
}

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    pid_t server = atoi(argv[1]);
    size_t length = strlen(argv[2]);
    int times = argc > 4 ? atoi(argv[4]) : 1;

    signal(SIGUSR1, on_answer);
    signal(SIGUSR2, on_answer);
    while (times-- > 0)
        for (size_t i = 0; i <= length; i++)
            for (int turn = 0; turn < 8; turn++)
            {
                if (kill(server, signal_of(bit_of(argv[2][i], turn, dialect), dialect)) != 0)
                    return 1;
                pause();
            }
    return 0;
}
