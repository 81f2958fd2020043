/* A client that sleeps between its bits and does not wait for answers. argv: PID TEXT DIALECT MANNER [MICROSECONDS] [TIMES]
   MANNER, letters:
     n     catches nothing: any signal kills it
     d     waits at its end for one signal, of either number; exits (3) at one that comes earlier
     1 2   of d: catches only that one
     y     waits for a signal after each byte (of either number)
     z     waits at its end until a zero byte has come, said with USR1
     l     lingers for 200 ms at its end, so that a late signal finds it alive */
#include "minitalk.h"

static const char *manner;
static pid_t server;
static useconds_t gap;
static volatile sig_atomic_t done;
static volatile sig_atomic_t signals;
static volatile sig_atomic_t zeros;
static int said;

static int is(char c)
{
    return strchr(manner, c) != NULL;
}

static void on_signal(int number)
{
    signals++;
    zeros = number == SIGUSR1 ? zeros + 1 : 0;
    if (is('d') && !done)
        _exit(3);
}

static void say(int number)
{
    int before = signals;

    if (kill(server, number) != 0)
        _exit(1);
    if (is('y') && ++said % 8 == 0)
        while (signals == before)
            usleep(100);
    else
        usleep(gap);
}

int main(int argc, char **argv)
{
    const char *dialect = dialect_of(argc, argv);
    int times = argc > 6 ? atoi(argv[6]) : 1;

    manner = argc > 4 ? argv[4] : "n";
    gap = argc > 5 ? (useconds_t)atoi(argv[5]) : 500;
    server = atoi(argv[1]);
    if (!is('n') && !is('2'))
        signal(SIGUSR1, on_signal);
    if (!is('n') && !is('1'))
        signal(SIGUSR2, on_signal);
    while (times-- > 0)
    {
        int before = signals;
        done = 0;
        say_message(argv[2], dialect, say);
        done = 1;
        while (is('d') && signals == before)
            usleep(100);
        while (is('z') && zeros < 8)
            usleep(100);
        if (times > 0)
            usleep(300000);
    }
    if (is('l'))
        usleep(200000);
    return 0;
}
