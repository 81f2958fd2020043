/* A Minitalk client of any class: client [--KEY=VALUE]... PID [TEXT], where classes.h explains the words. Without TEXT it sends its
   standard input. client --list prints the known classes, a line each: name, kind, dialect, words.

     --limit=S      gives up after S seconds without an answer that it waits for (default: 20; 0: never)
     --times=N      sends the text N times, and sleeps --between=MS (default: 300) in between
     --linger=MS    sleeps at its end, so that a signal that comes late finds it alive

   Exit status: 0 it believes that the text was delivered   2 wrong use   3 a signal that means failure, or the end too early
   4 no answer in time   5 the greeting was not answered   6 the server is gone   7 it ran on past its text, and nothing stopped it
   8 too few answers at its end. 128 + N as a shell shows it: signal N killed it. */
#include "classes.h"

#include <errno.h>

enum
{
    USAGE = 2,
    FAILED = 3,
    NO_ANSWER = 4,
    NOT_GREETED = 5,
    GONE = 6,
    RAN_ON = 7,
    TOO_FEW = 8
};

static const int RUN_ON_BITS = 4096;

static struct minitalk it;
static pid_t server;
static int limit = 20;
static sigset_t both;
static sigset_t before;

static volatile sig_atomic_t wanted; /* the signal that is an answer now; 0: any */
static volatile sig_atomic_t answered;
static volatile sig_atomic_t ended;
static volatile sig_atomic_t again;
static volatile sig_atomic_t finishing;
static volatile sig_atomic_t counted;
static volatile sig_atomic_t in_a_row;

static int bits;
static int all_bits;
static int last_byte[8];

static void on_alarm(int number)
{
    (void)number;
    _exit(NO_ANSWER);
}

static void on_signal(int number)
{
    counted = counted + 1;
    in_a_row = number == SIGUSR1 ? in_a_row + 1 : 0;
    if (it.ack == ACK_DONE && !finishing)
        _exit(FAILED);
    if (wanted == 0 || number == wanted)
        answered = 1;
    else if (it.other == OTHER_FAILS)
        _exit(FAILED);
    else if (it.other == OTHER_ENDS)
        ended = 1;
    else if (it.other == OTHER_AGAIN)
        again = 1;
}

/* One look at a signal that may be there, or a sleep until something may have changed. */
static void rest(void)
{
    switch (it.wait)
    {
    case WAIT_PAUSE:
        pause();
        break;
    case WAIT_SLEEP:
        usleep((useconds_t)it.doze_us);
        break;
    case WAIT_SPIN:
        break;
    case WAIT_SUSPEND:
        sigsuspend(&before);
        break;
    case WAIT_SIGWAIT:
    {
        int number = sigwaitinfo(&both, NULL);
        if (number > 0)
            on_signal(number);
        break;
    }
    }
}

static long micros(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000L + now.tv_nsec / 1000;
}

static void send_signal(int number)
{
    if (kill(server, number) != 0)
        _exit(errno == ESRCH ? GONE : USAGE);
}

static void let_time_pass(void)
{
    if (it.pace_us == 0)
        return;
    if (!it.spins)
        usleep((useconds_t)it.pace_us);
    else
        for (long end = micros() + it.pace_us; micros() < end;)
            ;
}

static void await_answer(void)
{
    alarm((unsigned)limit);
    /* kill(), then pause(), and no look in between: an answer that comes before is lost. */
    if (it.wait == WAIT_PAUSE && it.pace_us == 0)
        pause();
    while (!answered && !ended)
        rest();
    alarm(0);
}

/* The byte is sent again where the server asks for it, or does not answer in time. */
static void await_byte(void)
{
    alarm((unsigned)limit);
    for (;;)
    {
        long until = micros() + it.again_ms * 1000L;

        while (!answered && !ended && !again && (it.again_ms == 0 || micros() < until))
            rest();
        if (answered || ended)
            break;
        again = 0;
        for (int i = 0; i < 8; i++)
        {
            send_signal(last_byte[i]);
            let_time_pass();
        }
    }
    alarm(0);
}

/* For a moment nothing comes through. */
static void block_all(void)
{
    sigset_t all;
    sigset_t old;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    usleep((useconds_t)it.blocks_ms * 1000);
    sigprocmask(SIG_SETMASK, &old, NULL);
}

static void say(int number)
{
    if (ended)
        return;
    if (it.arithmetic)
        number = SIGUSR1 + (number == SIGUSR2);
    last_byte[bits++ % 8] = number;
    finishing = bits >= all_bits;
    if (it.ack == ACK_EACH || (it.ack == ACK_BYTE && bits % 8 == 0))
        answered = 0;
    send_signal(number);
    if (bits == 1 && it.blocks_ms > 0)
        block_all();
    let_time_pass();
    if (finishing && it.last_unheeded)
        return;
    if (it.ack == ACK_EACH)
        await_answer();
    else if (it.ack == ACK_BYTE && bits % 8 == 0)
        await_byte();
}

static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    int all = it.other != OTHER_DIES || it.signal == 0;
    int greeted = it.greeting != 0;

    if (it.no_handler || (it.ack == ACK_NONE && !greeted))
        return;
    if (all || it.signal == SIGUSR1 || (greeted && it.greeting_answer == SIGUSR1))
        sigaction(SIGUSR1, &action, NULL);
    if (all || it.signal == SIGUSR2 || (greeted && it.greeting_answer == SIGUSR2))
        sigaction(SIGUSR2, &action, NULL);
}

static void block_signals(void)
{
    sigset_t blocked;

    if (it.wait != WAIT_SUSPEND && it.wait != WAIT_SIGWAIT)
        return;
    sigemptyset(&blocked);
    if (it.other != OTHER_DIES || it.signal != SIGUSR2)
        sigaddset(&blocked, SIGUSR1);
    if (it.other != OTHER_DIES || it.signal != SIGUSR1)
        sigaddset(&blocked, SIGUSR2);
    both = blocked;
    sigprocmask(SIG_BLOCK, &blocked, &before);
}

static void greet(void)
{
    wanted = it.greeting_answer;
    for (int i = 0; i < it.greeting_signals; i++)
    {
        long start = micros();

        answered = 0;
        send_signal(it.greeting);
        if (it.late_handler && i == 0)
            catch_signals();
        if (it.within_us > 0)
        {
            usleep((useconds_t)it.within_us);
            if (!answered)
                _exit(NOT_GREETED);
        }
        while (!answered)
        {
            if (it.again_ms > 0)
            {
                struct timespec left = {it.again_ms / 1000, it.again_ms % 1000 * 1000000L};

                while (!answered && nanosleep(&left, &left) != 0)
                    ;
                if (!answered)
                    send_signal(it.greeting);
            }
            else
            {
                alarm((unsigned)limit);
                rest();
                alarm(0);
            }
            if (limit > 0 && !answered && micros() - start > limit * 1000000L)
                _exit(NOT_GREETED);
        }
    }
    wanted = it.signal;
}

static void count(int number)
{
    (void)number;
    all_bits++;
}

/* A text and its end, as minitalk.h says it, or with a length that counts the zero byte. */
static void say_text(const char *text, say_bit bit)
{
    size_t length = strlen(text);

    if (!it.counts_nul)
    {
        say_message(text, it.dialect, bit);
        return;
    }
    if (strstr(it.dialect, "typed"))
        say_number(1, 1, it.dialect, bit);
    say_number(length + 1, strstr(it.dialect, "64") ? 64 : 32, it.dialect, bit);
    for (size_t i = 0; i <= length; i++)
        say_byte((unsigned char)text[i], it.dialect, bit);
}

/* The server has not said that it has the text: what is behind it in memory is sent, as a loop without a limit does. */
static void run_on(void)
{
    for (int i = 0; !ended && (it.noise_behind || i < RUN_ON_BITS); i++)
        if (it.noise_behind)
            say(i % 3 == 0 ? SIGUSR1 : SIGUSR2);
        else
            say(signal_of(bit_of((unsigned char)"PATH=/usr/bin"[i / 8 % 13], i % 8, it.dialect), it.dialect));
    if (!ended)
        _exit(RAN_ON);
}

static void await_end(void)
{
    if (it.ack == ACK_DONE)
        await_answer();
    else if (it.ack == ACK_ECHO)
    {
        alarm((unsigned)limit);
        while (in_a_row < 8)
            rest();
        alarm(0);
    }
    else if (it.ack == ACK_COUNT)
    {
        for (int i = 0; i < 1000 && counted < bits / 8; i++)
            usleep(1000);
        if (counted < bits / 8)
            _exit(TOO_FEW);
    }
}

static void send_message(const char *text)
{
    answered = 0;
    ended = 0;
    again = 0;
    finishing = 0;
    counted = 0;
    in_a_row = 0;
    bits = 0;
    all_bits = 0;
    say_text(text, count);
    if (it.greeting != 0)
        greet();
    wanted = it.signal;
    say_text(text, say);
    if (it.other_at_last)
        run_on();
    /* A client that was told the end before its last bit has not been heard whole. */
    if (bits < all_bits || (ended && !it.other_at_last))
        _exit(FAILED);
    if (!it.last_unheeded)
        await_end();
}

static char *standard_input(void)
{
    size_t length = 0;
    size_t capacity = 65536;
    char *text = malloc(capacity);
    ssize_t count;

    while (text != NULL && length + 1 < capacity && (count = read(0, text + length, capacity - length - 1)) > 0)
        length += (size_t)count;
    if (text != NULL)
        text[length] = '\0';
    return text;
}

int main(int argc, char **argv)
{
    int times = 1;
    int between = 300;
    int linger = 0;
    int i = 1;
    const char *text;

    if (argc == 2 && strcmp(argv[1], "--list") == 0)
    {
        list_rows();
        return 0;
    }
    it = plain();
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i++)
    {
        if (sscanf(argv[i], "--limit=%d", &limit) == 1 || sscanf(argv[i], "--times=%d", &times) == 1
            || sscanf(argv[i], "--between=%d", &between) == 1 || sscanf(argv[i], "--linger=%d", &linger) == 1)
            continue;
        if (!set_argument(&it, argv[i]))
        {
            fprintf(stderr, "client: what is %s?\n", argv[i]);
            return USAGE;
        }
    }
    if (i >= argc || (server = atoi(argv[i])) <= 0)
    {
        fprintf(stderr, "usage: client [--KEY=VALUE]... PID [TEXT], or client --list\n");
        return USAGE;
    }
    text = i + 1 < argc ? argv[i + 1] : standard_input();
    if (text == NULL)
        return USAGE;
    signal(SIGALRM, on_alarm);
    if (it.marks > 0)
        signal(it.marks, SIG_IGN);
    block_signals();
    if (!it.late_handler)
        catch_signals();
    while (times-- > 0)
    {
        send_message(text);
        if (times > 0)
            usleep((useconds_t)between * 1000);
    }
    if (it.then_exec)
    {
        execlp("sleep", "sleep", "1", (char *)NULL);
        return USAGE;
    }
    if (linger > 0)
        usleep((useconds_t)linger * 1000);
    return 0;
}
