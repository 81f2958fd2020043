/* A Minitalk server of any class: server [--KEY=VALUE]... prints its pid, then what it understands, each message on a line.
   classes.h explains the words; they say what the client expects: --class=each2-pause answers each bit with SIGUSR2.

     --messages=N     ends after so many messages (default: 0, never)
     --leaves=N       ends after so many bits
     --reads=handler  in a signal handler (default)
             signalfd from a signalfd(2)
             sigwait  in sigwaitinfo(2), the signals blocked
     --writes=byte    each byte with a write(2) of its own (default)
              line    a message when it is whole
     --delay=US       works so long for each bit before it answers
     --handler=late   installs its handler half a second after it has printed its pid: until then a signal kills it
     --idle=MS        what says nothing of its end has ended when nothing has come for so long (default: 60)

   server silent | answers | done | leaves [DIALECT] ends after one message: it answers nothing, SIGUSR1 for each bit, one SIGUSR1 at
   the end, or ends after ten bits. */
#include "classes.h"

#include <poll.h>
#include <sys/signalfd.h>

static struct minitalk it;
static int messages;
static int leaves;
static int by_line;
static int delay_us;
static int idle_ms = 60;

static volatile sig_atomic_t finished;
static volatile sig_atomic_t signals;

static pid_t speaker;
static int greeted;
static int heads; /* signals of the header so far */
static unsigned long long number;
static int counted;
static int counting;
static long long expected; /* bytes that the header said; -1: it says none */
static int after;
static unsigned char value;
static int turn;
static size_t length;
static char text[65536];

static int is_one(int signal)
{
    return (signal == SIGUSR2) == (it.dialect[1] == '2');
}

static int header_bits(void)
{
    return strstr(it.dialect, "typed-length32") ? 33
        : strstr(it.dialect, "32")              ? 32
        : strstr(it.dialect, "length64")        ? 64
        : strstr(it.dialect, "nul-first")       ? 8
                                                : 0;
}

static void begin(void)
{
    greeted = 0;
    heads = 0;
    number = 0;
    counted = 0;
    counting = 0;
    expected = -1;
    after = 0;
    value = 0;
    turn = 0;
    length = 0;
}

static void answer(int signal)
{
    if (delay_us > 0)
        usleep((useconds_t)delay_us);
    kill(speaker, signal);
}

static int usual(void)
{
    return it.signal == 0 ? SIGUSR1 : it.signal;
}

static void put(char c)
{
    if (!by_line && write(1, &c, 1) < 0)
        _exit(1);
    if (length < sizeof text - 1)
        text[length] = c;
    length++;
}

static void finish(void)
{
    size_t all = length < sizeof text - 1 ? length : sizeof text - 1;

    text[all] = '\n';
    if (by_line ? write(1, text, all + 1) < 0 : write(1, "\n", 1) < 0)
        _exit(1);
    if (it.ack == ACK_DONE)
        answer(it.signal == 0 ? SIGUSR2 : it.signal);
    for (int i = 0; i < 8 && it.ack == ACK_ECHO; i++)
    {
        kill(speaker, SIGUSR1);
        usleep(1000);
    }
    begin();
    finished = finished + 1;
}

/* A whole byte of the text; 1: it was the last one. */
static int take_byte(unsigned char c)
{
    int line = strstr(it.dialect, "line") != NULL;
    int bare = strstr(it.dialect, "bare") != NULL;

    if (after)
        return 1;
    if (expected >= 0)
    {
        if (c != 0 || !it.counts_nul)
            put((char)c);
        else
            length++;
        if ((long long)length < expected)
            return 0;
        after = strstr(it.dialect, "then-nul") != NULL;
        return !after;
    }
    if (bare)
        put((char)c);
    else if (line && strstr(it.dialect, "line-nul") == NULL && c == '\n')
        return 1;
    else if (c == 0)
        return 1;
    else if (!line || c != '\n')
        put((char)c);
    return 0;
}

/* The bits of a number of the header, and whether it is complete. */
static int take_head(int signal)
{
    int bits = header_bits();
    int typed = strstr(it.dialect, "typed") != NULL;
    int place = heads - typed;
    int width = bits - typed;

    if (place >= 0 && is_one(signal))
    {
        if (strstr(it.dialect, "bytes"))
            number |= 1ULL << (place / 8 * 8 + 7 - place % 8);
        else
            number |= 1ULL << (it.dialect[0] == 'M' ? width - 1 - place : place);
    }
    if (++heads < bits)
        return 0;
    if (!strstr(it.dialect, "nul-first"))
        expected = (long long)(number & 0xFFFFFFFF);
    return 1;
}

/* USR2, one USR1 more than there are bytes, USR2, USR2; whether it is complete. */
static int take_unary(int signal)
{
    heads++;
    if (heads == 1)
        return 0;
    if (signal == SIGUSR1)
    {
        counted++;
        return 0;
    }
    if (++counting < 2)
        return 0;
    expected = counted - 1;
    return 1;
}

/* 1: the message has ended. */
static int take_bit(int signal)
{
    int unary = strstr(it.dialect, "unary") != NULL;

    if (unary ? counting < 2 : heads < header_bits())
        return (unary ? take_unary(signal) : take_head(signal)) && expected == 0 && !strstr(it.dialect, "then-nul");
    if (is_one(signal))
        value |= (unsigned char)(1 << (it.dialect[0] == 'M' ? 7 - turn : turn));
    if (++turn < 8)
        return 0;
    unsigned char whole = value;
    turn = 0;
    value = 0;
    if (expected == 0 && strstr(it.dialect, "then-nul"))
        return 1;
    return take_byte(whole);
}

static void on_bit(int signal, pid_t pid)
{
    int ended;
    int bytes_before = turn;

    signals = signals + 1;
    if (pid != speaker)
    {
        begin();
        speaker = pid;
    }
    if (leaves > 0 && signals >= leaves)
        _exit(0);
    if (it.greeting != 0 && greeted < it.greeting_signals)
    {
        greeted++;
        answer(it.greeting_answer);
        return;
    }
    ended = take_bit(signal);
    if (it.ack == ACK_EACH)
        answer(ended && it.other_at_last ? other_signal(usual()) : usual());
    else if ((it.ack == ACK_BYTE || it.ack == ACK_COUNT)
             && ((turn == 0 && bytes_before == 7) || (heads == 8 && strstr(it.dialect, "nul-first") && turn == 0)))
        answer(usual());
    if (ended)
        finish();
}

static void handle(int signal, siginfo_t *info, void *context)
{
    (void)context;
    on_bit(signal, info->si_pid);
}

/* What says nothing of its end ends with a silence. */
static void end_by_silence(void)
{
    if (strstr(it.dialect, "bare") && length > 0 && turn == 0)
        finish();
}

static int done(void)
{
    return messages > 0 && finished >= messages;
}

static void serve_by_handler(sigset_t *both)
{
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART, .sa_mask = *both};

    sigaction(SIGUSR1, &action, NULL);
    sigaction(SIGUSR2, &action, NULL);
    while (!done())
    {
        int before = signals;

        usleep((useconds_t)idle_ms * 1000);
        if (signals == before)
        {
            sigset_t old;
            sigprocmask(SIG_BLOCK, both, &old);
            end_by_silence();
            sigprocmask(SIG_SETMASK, &old, NULL);
        }
    }
}

static void serve_by_signalfd(sigset_t *both)
{
    struct pollfd descriptor = {.fd = signalfd(-1, both, SFD_CLOEXEC), .events = POLLIN};

    while (!done())
        if (poll(&descriptor, 1, idle_ms) == 0)
            end_by_silence();
        else
        {
            struct signalfd_siginfo info;
            if (read(descriptor.fd, &info, sizeof info) == sizeof info)
                on_bit((int)info.ssi_signo, (pid_t)info.ssi_pid);
        }
}

static void serve_by_sigwait(sigset_t *both)
{
    struct timespec idle = {idle_ms / 1000, idle_ms % 1000 * 1000000L};

    while (!done())
    {
        siginfo_t info;
        int signal = sigtimedwait(both, &info, &idle);
        if (signal > 0)
            on_bit(signal, info.si_pid);
        else
            end_by_silence();
    }
}

/* The four manners that come without dashes; 0: there is no such manner. */
static int set_manner(const char *manner, const char *dialect)
{
    static const char *const manners[] = {"silent", "answers", "done", "leaves", NULL};
    int chosen = choice_of(manner, manners);

    if (chosen < 0 || (dialect != NULL && !set_word(&it, "dialect", dialect)))
        return 0;
    messages = 1;
    by_line = 1;
    it.signal = SIGUSR1;
    it.ack = chosen == 1 ? ACK_EACH : chosen == 2 ? ACK_DONE : ACK_NONE;
    leaves = chosen == 3 ? 10 : 0;
    return 1;
}

int main(int argc, char **argv)
{
    char reads[16] = "handler";
    sigset_t both;
    int late = 0;

    it = plain();
    if (argc > 1 && argv[1][0] != '-')
    {
        if (!set_manner(argv[1], argc > 2 ? argv[2] : NULL))
            return 2;
    }
    else
        for (int i = 1; i < argc; i++)
        {
            char writes[16];
            if (strcmp(argv[i], "--list") == 0)
            {
                list_rows();
                return 0;
            }
            if (strcmp(argv[i], "--handler=late") == 0)
                late = 1;
            else if (sscanf(argv[i], "--writes=%15s", writes) == 1)
                by_line = strcmp(writes, "line") == 0;
            else if (sscanf(argv[i], "--messages=%d", &messages) != 1 && sscanf(argv[i], "--leaves=%d", &leaves) != 1
                     && sscanf(argv[i], "--reads=%15s", reads) != 1 && sscanf(argv[i], "--delay=%d", &delay_us) != 1
                     && sscanf(argv[i], "--idle=%d", &idle_ms) != 1 && !set_argument(&it, argv[i]))
            {
                fprintf(stderr, "server: what is %s?\n", argv[i]);
                return 2;
            }
        }
    begin();
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGUSR2);
    if (strcmp(reads, "handler") != 0)
        sigprocmask(SIG_BLOCK, &both, NULL);
    else if (!late)
    {
        struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO | SA_RESTART, .sa_mask = both};
        sigaction(SIGUSR1, &action, NULL);
        sigaction(SIGUSR2, &action, NULL);
    }
    printf("%d\n", getpid());
    fflush(stdout);
    if (late)
        usleep(500000);
    if (strcmp(reads, "signalfd") == 0)
        serve_by_signalfd(&both);
    else if (strcmp(reads, "sigwait") == 0)
        serve_by_sigwait(&both);
    else
        serve_by_handler(&both);
    return 0;
}
