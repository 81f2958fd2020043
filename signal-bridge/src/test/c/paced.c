/* The mandatory part of the exercise: sleeps between its bits, and catches nothing, so that any signal kills it.
   argv: PID TEXT DIALECT MICROSECONDS */
#include "minitalk.h"

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    useconds_t gap = argc > 4 ? (useconds_t)atoi(argv[4]) : 500;
    pid_t server = atoi(argv[1]);
    size_t length = strlen(argv[2]);

    for (size_t i = 0; i <= length; i++)
        for (int turn = 0; turn < 8; turn++)
        {
            if (kill(server, signal_of(bit_of(argv[2][i], turn, dialect), dialect)) != 0)
                return 1;
            usleep(gap);
        }
    /* A signal that comes late must find it alive, to kill it. */
    usleep(100000);
    return 0;
}
