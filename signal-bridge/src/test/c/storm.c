/* Sends as many signals as fast as it can. argv: PID COUNT */
#include "minitalk.h"

int main(int argc, char **argv)
{
    pid_t server = atoi(argv[1]);
    long count = argc > 2 ? atol(argv[2]) : 100000;

    for (long i = 0; i < count; i++)
        if (kill(server, i & 1 ? SIGUSR2 : SIGUSR1) != 0)
        {
            perror("kill");
            return 1;
        }
    return 0;
}
