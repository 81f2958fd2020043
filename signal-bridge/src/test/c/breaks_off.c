/* Waits for an answer to each bit, sends the text twice over but never its end, and dies in the middle of a byte. */
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

    signal(SIGUSR1, on_answer);
    signal(SIGUSR2, on_answer);
    for (size_t i = 0; i < 2 * length; i++)
        for (int turn = 0; turn < 8; turn++)
        {
            if (i == 2 * length - 1 && turn == 5)
                raise(SIGKILL);
            if (kill(server, signal_of(bit_of(argv[2][i % length], turn, dialect), dialect)) != 0)
                return 1;
            pause();
        }
    return 0;
}
