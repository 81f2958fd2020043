/* Does what a shell does that speaks the framed dialect and forks right after its first signal: it ignores 42, catches both
   signals, blocks all signals for 3 ms and waits for the answer. Prints "answered" and ends; signal 43 would kill it.
   argv: PID */
#include "minitalk.h"

static volatile sig_atomic_t answered;

static void on_answer(int number)
{
    (void)number;
    answered = 1;
}

int main(int argc, char **argv)
{
    sigset_t all;
    sigset_t before;

    if (argc != 2)
        return 2;
    signal(42, SIG_IGN);
    signal(SIGUSR1, on_answer);
    signal(SIGUSR2, on_answer);
    sigfillset(&all);
    if (kill(atoi(argv[1]), SIGUSR2) != 0)
        return 1;
    sigprocmask(SIG_BLOCK, &all, &before);
    usleep(3000);
    sigprocmask(SIG_SETMASK, &before, NULL);
    while (!answered)
        usleep(1000);
    puts("answered");
    return 0;
}
