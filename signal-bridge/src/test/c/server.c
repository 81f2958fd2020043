/* A server of the exercise for one message: prints its pid, then the message, and ends.
   argv: silent | answers | done | leaves [DIALECT]
   silent answers nothing, answers sends SIGUSR1 for each bit, done sends one SIGUSR1 at the end, leaves ends after ten bits. */
#include "minitalk.h"

static const char *manner;
static const char *dialect = "M2";
static volatile sig_atomic_t finished;
static unsigned char value;
static int turn;
static int bits;
static size_t length;
static char text[8192];

static void on_bit(int number, siginfo_t *info, void *context)
{
    (void)context;
    int bit = (number == SIGUSR2) == (dialect[1] == '2');
    value |= bit << (dialect[0] == 'M' ? 7 - turn : turn);
    if (++bits == 10 && strcmp(manner, "leaves") == 0)
        _exit(0);
    if (++turn == 8)
    {
        finished = value == 0;
        text[length++] = (char)value;
        turn = 0;
        value = 0;
    }
    if (strcmp(manner, "answers") == 0 || (finished && strcmp(manner, "done") == 0))
        kill(info->si_pid, SIGUSR1);
}

int main(int argc, char **argv)
{
    struct sigaction action = {.sa_sigaction = on_bit, .sa_flags = SA_SIGINFO};

    manner = argc > 1 ? argv[1] : "silent";
    dialect = argc > 2 ? argv[2] : dialect;
    sigaddset(&action.sa_mask, SIGUSR1);
    sigaddset(&action.sa_mask, SIGUSR2);
    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    printf("%d\n", getpid());
    fflush(stdout);
    while (!finished)
        usleep(1000);
    printf("%s\n", text);
    return 0;
}
