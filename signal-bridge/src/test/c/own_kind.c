/* The server that a paced client was written for: a handler that puts bits together, and answers as that client wants it. Prints its pid,
   then each message with a zero byte at its end, on a line. Where bits are lost it stays out of step, as they all do.
   argv: DIALECT MANNER, the manner of paces.c: n nothing, d one SIGUSR2 at the end, y SIGUSR1 after each byte, z a zero byte said with
   SIGUSR1 at the end */
#include "minitalk.h"

static const char *dialect;
static const char *manner;
static unsigned char value;
static int turn;
static size_t length;
static char text[8192];

static void on_bit(int number, siginfo_t *info, void *context)
{
    (void)context;
    int bit = (number == SIGUSR2) == (dialect[1] == '2');

    value |= bit << (dialect[0] == 'M' ? 7 - turn : turn);
    if (++turn < 8)
        return;
    if (strchr(manner, 'y'))
        kill(info->si_pid, SIGUSR1);
    text[length] = (char)(value == 0 ? '\n' : value);
    if (value == 0 && length > 0)
    {
        write(1, text, length + 1);
        length = 0;
        if (strchr(manner, 'd'))
            kill(info->si_pid, SIGUSR2);
        for (int i = 0; i < 8 && strchr(manner, 'z'); i++)
        {
            kill(info->si_pid, SIGUSR1);
            usleep(1000);
        }
    }
    else if (value != 0 && length < sizeof text - 1)
        length++;
    turn = 0;
    value = 0;
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_sigaction = on_bit, .sa_flags = SA_SIGINFO | SA_RESTART};

    dialect = argc > 1 ? argv[1] : "M2";
    manner = argc > 2 ? argv[2] : "n";
    sigaddset(&action.sa_mask, SIGUSR1);
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    printf("%d\n", getpid());
    fflush(stdout);
    for (;;)
        pause();
}
