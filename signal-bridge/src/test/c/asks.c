/* A client that waits for an answer to each bit. argv: PID TEXT DIALECT MANNER [TIMES]
   MANNER, letters:
     1 2   only that signal is an answer        a  either is (default)
     o     catches only the one that is an answer: the other kills it
     w     pause() and nothing else: a wake-up that comes too early is lost
     p     polls a flag, sleeping               s  spins
     b     blocks both and waits with sigsuspend
     k     blocks both and waits with sigtimedwait
     e     wants the other signal for its last bit, and runs on past its text where it gets the same once more
     g     greets: one USR1 that must be answered with USR1, each second until it is
     h     greets with USR1 and must be answered with USR2;   i  with USR2, answered with USR2
     t     gives up after 20 s without an answer (exit status 4)
     x     exits (5) at a signal that is not its answer */
#include "minitalk.h"

static const char *manner;
static volatile sig_atomic_t answered;
static volatile sig_atomic_t other;
static int answer;
static pid_t server;
static sigset_t open_mask;
static sigset_t both;

static int is(char c)
{
    return strchr(manner, c) != NULL;
}

static void on_signal(int number)
{
    if (answer == 0 || number == answer)
        answered = 1;
    else
    {
        other = 1;
        if (is('x'))
            _exit(5);
    }
}

static void on_alarm(int number)
{
    (void)number;
    _exit(4);
}

static void await_answer(void)
{
    if (is('t'))
        alarm(20);
    if (is('k'))
        do
        {
            int number = sigwaitinfo(&both, NULL);
            if (number > 0)
                on_signal(number);
        } while (!answered && !other);
    else if (is('b'))
        while (!answered && !(is('e') && other))
            sigsuspend(&open_mask);
    else if (is('w'))
        do
            pause();
        while (!answered && !(is('e') && other));
    else if (is('s'))
        while (!answered && !(is('e') && other))
            ;
    else
        while (!answered && !(is('e') && other))
            usleep(50);
}

static void say(int number)
{
    if (is('e') && other)
        return;
    answered = 0;
    if (kill(server, number) != 0)
        _exit(1);
    await_answer();
}

static void greet(void)
{
    int wanted = is('g') ? SIGUSR1 : SIGUSR2;
    int kept = answer;

    answer = wanted;
    answered = 0;
    while (!answered)
    {
        if (kill(server, is('i') ? SIGUSR2 : SIGUSR1) != 0)
            _exit(1);
        struct timespec second = {1, 0};
        while (!answered && nanosleep(&second, &second) != 0)
            ;
    }
    answer = kept;
}

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    int times = argc > 5 ? atoi(argv[5]) : 1;
    struct sigaction action = {.sa_handler = on_signal};

    manner = argc > 4 ? argv[4] : "a";
    server = atoi(argv[1]);
    answer = is('1') ? SIGUSR1 : is('2') ? SIGUSR2 : 0;
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGUSR2);
    signal(SIGALRM, on_alarm);
    if (!is('o') || answer == SIGUSR1)
        sigaction(SIGUSR1, &action, NULL);
    if (!is('o') || answer == SIGUSR2)
        sigaction(SIGUSR2, &action, NULL);
    if (is('b') || is('k'))
        sigprocmask(SIG_BLOCK, &both, &open_mask);
    while (times-- > 0)
    {
        if (is('g') || is('h') || is('i'))
            greet();
        other = 0;
        say_message(argv[2], dialect, say);
        /* Whoever needs the other signal for the end goes on saying what is behind the text until it comes. */
        if (is('e'))
            for (int i = 0; !other; i++)
                say(i % 3 == 0 ? SIGUSR1 : SIGUSR2);
    }
    return 0;
}
