/* Stops the server, sends it two different signals, and lets it go on: both wait at once, and their order is lost. Then it sends
   the rest of the message at a pace. argv: PID TEXT DIALECT */
#include "minitalk.h"

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    pid_t server = atoi(argv[1]);
    size_t length = strlen(argv[2]);

    for (size_t i = 0; i <= length; i++)
        for (int turn = 0; turn < 8; turn++)
        {
            int first = i == 0 && turn == 0;
            if (first)
                kill(server, SIGSTOP);
            if (kill(server, signal_of(bit_of(argv[2][i], turn, dialect), dialect)) != 0)
                return 1;
            if (i == 0 && turn == 1)
                kill(server, SIGCONT);
            if (!first)
                usleep(3000);
        }
    return 0;
}
