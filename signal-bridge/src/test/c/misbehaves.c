/* Senders that do not say what they began. argv: PID MANNER [BITS] [COUNT]
   dies      kills itself after BITS bits of a text, each of which was answered
   exits     the same, but ends by itself
   stops     stops itself (SIGSTOP) after BITS bits
   deaf      sends BITS bits, each after an answer, then ignores both signals and sleeps
   floods    sends COUNT signals as fast as it can
   forks     COUNT children that send a bit each */
#include "minitalk.h"
#include <sys/wait.h>

static volatile sig_atomic_t answered;

static void on_signal(int number)
{
    (void)number;
    answered = 1;
}

int main(int argc, char **argv)
{
    pid_t server = atoi(argv[1]);
    const char *manner = argv[2];
    int bits = argc > 3 ? atoi(argv[3]) : 20;
    int count = argc > 4 ? atoi(argv[4]) : 1000;
    const char *text = "This will never be whole, nor shown";

    if (strcmp(manner, "floods") == 0)
    {
        for (int i = 0; i < count; i++)
            kill(server, i * 7 % 3 == 0 ? SIGUSR1 : SIGUSR2);
        return 0;
    }
    if (strcmp(manner, "forks") == 0)
    {
        for (int i = 0; i < count; i++)
            if (fork() == 0)
            {
                kill(server, i % 2 ? SIGUSR1 : SIGUSR2);
                _exit(0);
            }
        while (wait(NULL) > 0)
            ;
        return 0;
    }
    signal(SIGUSR1, on_signal);
    signal(SIGUSR2, on_signal);
    for (int i = 0; i < bits; i++)
    {
        answered = 0;
        if (kill(server, signal_of(bit_of(text[i / 8], i % 8, "M2"), "M2")) != 0)
            return 1;
        while (!answered)
            usleep(50);
    }
    if (strcmp(manner, "dies") == 0)
        raise(SIGKILL);
    if (strcmp(manner, "stops") == 0)
        raise(SIGSTOP);
    if (strcmp(manner, "deaf") == 0)
    {
        signal(SIGUSR1, SIG_IGN);
        signal(SIGUSR2, SIG_IGN);
        sleep(3600);
    }
    return 0;
}
