/* What client.c and server.c share: the classes of Minitalk programs that are told apart, and the words that describe one.
   A word is KEY=VALUE; on a command line it is --KEY=VALUE, and --class=NAME stands for all words of that class.

     dialect=NAME         as signal-bridge dialects says it: M2, L1-length32, M2-greeting-bare, ...
     counted=nul          the length counts the zero byte that follows the text; none: it does not (default)
     greeting=AB          the greeting is signal A and is answered with signal B: 11, 12 or 22
     again=MS             what is not answered for so long is sent again: the greeting, or the byte of ack=byte; 0: never (default)
     within=US            gives up unless the greeting is answered in so many microseconds; 0: has patience (default)
     handler=early        installs its handlers before it sends anything (default)
             late         after it has sent its greeting
             none         has none (for wait=sigwait)
     ack=none             expects no answer, and catches nothing (default)
         each             waits for a signal after each bit
         byte             waits for a signal after each byte
         done             waits for one signal at its end, and fails at one that comes earlier
         count            counts what it gets, and waits at its end until it is one for each byte
         echo             waits at its end until eight SIGUSR1 have come in a row
     signal=1|2|any       what counts as an answer (default: any)
     other=dies           the other signal is not caught: it kills the client (default)
           ignored        it is caught and changes nothing
           fails          it means failure: the client exits
           ends           it means that the server has the whole text
           again          it means that the last byte has to be sent again
     last=same            the last bit is answered like the others (default)
          other           it is answered with the other signal; at one more of the same the client runs on past its text
          unheeded        the client does not wait for its answer
     behind=text         what is behind its text in memory, where it runs on: 512 bytes of text, at which it gives up (default)
            noise        no text, without an end
     then=exit|exec       what it does at its end; exec: it becomes sleep(1), which catches nothing
     blocks=MS            blocks all signals for so long after its first one, as a shell does that starts a process; 0: never (default)
     marks=42             ignores signal 42, as a sender of the own dialect does; none: does not (default)
     pace=US              sleeps so long after each bit (default: 0)
     beat=sleep|spin      how it spends that time
     wait=pause           waits in pause(2): a signal that comes before is lost (default)
          sleep           looks at a flag, and sleeps doze=US in between (default: 100)
          spin            looks at a flag all the time
          suspend         blocks both signals, and waits in sigsuspend(2)
          sigwait         blocks both signals, and waits in sigwaitinfo(2)
     signals=arithmetic   sends SIGUSR1 + bit, which is right on macOS and SIGSEGV for a 1 on Linux; named: by name (default) */
#ifndef CLASSES_H
#define CLASSES_H

#include "minitalk.h"

enum ack
{
    ACK_NONE,
    ACK_EACH,
    ACK_BYTE,
    ACK_DONE,
    ACK_COUNT,
    ACK_ECHO
};

enum other
{
    OTHER_DIES,
    OTHER_IGNORED,
    OTHER_FAILS,
    OTHER_ENDS,
    OTHER_AGAIN
};

enum waiting
{
    WAIT_PAUSE,
    WAIT_SLEEP,
    WAIT_SPIN,
    WAIT_SUSPEND,
    WAIT_SIGWAIT
};

struct minitalk
{
    char dialect[64];
    int counts_nul;
    int greeting; /* SIGUSR1 or SIGUSR2; 0: none */
    int greeting_answer;
    int greeting_signals;
    int again_ms;
    int within_us;
    int late_handler;
    int no_handler;
    enum ack ack;
    int signal; /* 0: any */
    enum other other;
    int other_at_last;
    int last_unheeded;
    int noise_behind;
    int then_exec;
    int blocks_ms;
    int marks;
    int pace_us;
    int spins;
    enum waiting wait;
    int doze_us;
    int arithmetic;
};

struct row
{
    const char *name;
    const char *words;
};

/* Each row is a way to talk that at least one program of the world has; the pace is what the program asks of usleep(3). */
static const struct row ROWS[] = {
    /* Wait for SIGUSR1 after each bit. */
    {"each1-pause", "dialect=M2 ack=each signal=1"},
    {"each1-sleep", "dialect=M2 ack=each signal=1 other=ignored wait=sleep"},
    {"each1-spin", "dialect=M1 ack=each signal=1 wait=spin"},
    {"each1-suspend", "dialect=L1 ack=each signal=1 wait=suspend"},
    {"each1-sigwait", "dialect=M2 ack=each signal=1 wait=sigwait"},
    {"each1-slow", "dialect=L2 ack=each signal=1 wait=sleep doze=1000"},
    {"each1-ends-runs-on", "dialect=M2 ack=each signal=1 other=ends last=other wait=sleep"},
    {"each1-ends-runs-on-l1", "dialect=L1 ack=each signal=1 other=ends last=other wait=pause"},
    {"each1-length32-runs-on", "dialect=M2-length32 ack=each signal=1 other=ends last=other wait=pause"},
    {"each1-length32-l1-ends", "dialect=L1-length32 ack=each signal=1 other=ends last=other wait=sleep"},
    {"each1-length32-l2-ends", "dialect=L2-length32 ack=each signal=1 other=ends last=other wait=sleep"},
    {"each1-length32-counted", "dialect=M1-length32 counted=nul ack=each signal=1 wait=pause"},
    {"each1-length64", "dialect=M2-length64 ack=each signal=1 wait=suspend"},
    {"each1-doubled-length64", "dialect=M2-doubled-length64 ack=each signal=1 wait=pause"},
    {"each1-bare", "dialect=M1-bare ack=each signal=1 wait=sleep"},
    {"each1-line", "dialect=M2-line ack=each signal=1 wait=pause"},
    {"each1-length32-then-nul", "dialect=M2-length32-then-nul ack=each signal=1 other=fails wait=sleep"},
    {"each1-line-nul", "dialect=M2-line-nul ack=each signal=1 other=fails wait=sleep"},
    {"each1-fails", "dialect=M2 ack=each signal=1 other=fails wait=sleep"},
    {"each1-paced", "dialect=M1 ack=each signal=1 pace=200 wait=pause"},
    /* Go on at either. */
    {"each-pause", "dialect=M2 ack=each wait=pause"},
    {"each-length32-l1", "dialect=L1-length32 ack=each wait=sleep"},
    {"each-length32-l2", "dialect=L2-length32 ack=each wait=pause"},
    {"each-typed-length32", "dialect=M1-typed-length32 ack=each wait=pause"},
    {"each-bare-l2", "dialect=L2-bare ack=each wait=pause"},
    {"each-unary", "dialect=M1-unary ack=each wait=sleep"},
    /* Wait for SIGUSR2 after each bit. */
    {"each2-pause", "dialect=M2 ack=each signal=2 wait=pause"},
    {"each2-fails", "dialect=M2 ack=each signal=2 other=fails wait=sleep"},
    {"each2-spin", "dialect=M1 ack=each signal=2 wait=spin"},
    {"each2-sleep", "dialect=L1 ack=each signal=2 wait=sleep doze=10"},
    {"each2-ignored", "dialect=L2 ack=each signal=2 other=ignored wait=pause"},
    {"each2-length32-ends", "dialect=M1-length32 counted=nul ack=each signal=2 other=ends last=other wait=sleep"},
    {"each2-sigwait-no-handler", "dialect=M1 ack=each signal=2 wait=sigwait handler=none"},
    /* Greet first. */
    {"greet11-length32", "dialect=M2-greeting-length32 greeting=11 again=1000 ack=each signal=1 other=ignored wait=sleep"},
    {"greet11-length64", "dialect=M1-greeting-length64 greeting=11 ack=each signal=1 wait=pause"},
    {"greet12-fails", "dialect=M2-greeting greeting=12 ack=each signal=2 other=fails wait=sleep"},
    {"greet12-length32", "dialect=M2-greeting-length32 greeting=12 ack=each signal=2 wait=pause"},
    {"greet12-length32-ignored", "dialect=M2-greeting-length32 greeting=12 again=1000 ack=each signal=2 other=ignored wait=sleep"},
    {"greet11-each2-fails", "dialect=M2-greeting-length32 greeting=11 ack=each signal=2 other=fails wait=sleep"},
    {"greet22", "dialect=M1-greeting greeting=22 again=1000 ack=each signal=2 other=ignored wait=sleep"},
    {"greet22-twice-length32", "dialect=M2-greeting2-length32 greeting=22 ack=each signal=2 wait=pause"},
    {"greet12-within-800", "dialect=M2-greeting greeting=12 within=800 handler=late signal=2 pace=300"},
    {"greet11-within-800", "dialect=M2-greeting greeting=11 within=800 handler=late signal=1 pace=300"},
    /* Sleep between bits, and expect nothing. */
    {"paced-50", "dialect=M2 pace=50"},
    {"paced-100", "dialect=M2 pace=100"},
    {"paced-175", "dialect=M2 pace=175"},
    {"paced-250", "dialect=M2 pace=250"},
    {"paced-800", "dialect=M2 pace=800"},
    {"paced-m1-100", "dialect=M1 pace=100"},
    {"paced-m1-300", "dialect=M1 pace=300"},
    {"paced-l1-100", "dialect=L1 pace=100"},
    {"paced-l1-175", "dialect=L1 pace=175"},
    {"paced-l2-400", "dialect=L2 pace=400"},
    {"paced-bare-500", "dialect=M2-bare pace=500"},
    {"paced-line-nul-300", "dialect=M1-line-nul pace=300"},
    {"paced-length32-200", "dialect=M2-length32 pace=200"},
    {"paced-bytes-length64-250", "dialect=M1-bytes-length64 pace=250"},
    {"paced-spin-150", "dialect=M2 pace=150 beat=spin"},
    /* Sleep between bits, and wait for one signal at the end. */
    {"done-400", "dialect=M2 ack=done pace=400 wait=sleep"},
    {"done1-100", "dialect=M1 ack=done signal=1 pace=100 wait=pause"},
    {"done1-800", "dialect=M2 ack=done signal=1 pace=800 wait=pause"},
    {"done2-300", "dialect=L2 ack=done signal=2 pace=300 wait=pause"},
    {"done2-fails-200", "dialect=L1 ack=done signal=2 other=fails pace=200 wait=sleep"},
    {"echo-500", "dialect=M2 ack=echo signal=1 pace=500 wait=sleep"},
    {"count-400", "dialect=M2 ack=count signal=1 pace=400 wait=sleep"},
    /* Sleep between bits, and wait for a signal after each byte. */
    {"byte-300", "dialect=M2 ack=byte pace=300 wait=sleep"},
    {"byte-nul-first-300", "dialect=M2-nul-first ack=byte pace=300 wait=sleep"},
    {"byte-nul-first-again-10", "dialect=M2-nul-first ack=byte signal=1 pace=200 again=10 wait=sleep"},
    {"byte-nul-first-again-2", "dialect=M2-nul-first ack=byte signal=1 other=again pace=100 again=100 wait=sleep"},
    /* What they say does not matter: nothing may kill them. */
    {"blocks-all-3", "dialect=M2 ack=each wait=sleep blocks=3 marks=42"},
    {"blocks-all-unmarked", "dialect=M2 ack=each wait=sleep blocks=3"},
    {"execs", "dialect=M2 ack=each last=unheeded then=exec"},
    {"execs-paced", "dialect=L1 ack=done pace=400 last=unheeded then=exec"},
    /* Out of the reach of a receiver that needs SIGSEGV for itself. */
    {"arithmetic", "dialect=M2 ack=each signals=arithmetic"},
};

static const size_t ROW_COUNT = sizeof ROWS / sizeof *ROWS;

static inline struct minitalk plain(void)
{
    struct minitalk it = {.dialect = "M2", .greeting_signals = 1, .doze_us = 100};

    return it;
}

static inline int choice_of(const char *value, const char *const *choices)
{
    for (int i = 0; choices[i] != NULL; i++)
        if (strcmp(value, choices[i]) == 0)
            return i;
    return -1;
}

static inline int set_words(struct minitalk *it, const char *words);

/* 0: there is no such word. */
static inline int set_word(struct minitalk *it, const char *key, const char *value)
{
    static const char *const acks[] = {"none", "each", "byte", "done", "count", "echo", NULL};
    static const char *const others[] = {"dies", "ignored", "fails", "ends", "again", NULL};
    static const char *const waits[] = {"pause", "sleep", "spin", "suspend", "sigwait", NULL};
    static const char *const signals[] = {"any", "1", "2", NULL};
    static const int numbers[] = {0, SIGUSR1, SIGUSR2};
    int chosen = 0;

    if (strcmp(key, "class") == 0)
    {
        for (size_t i = 0; i < ROW_COUNT; i++)
            if (strcmp(value, ROWS[i].name) == 0)
                return set_words(it, ROWS[i].words);
        return 0;
    }
    if (strcmp(key, "dialect") == 0)
    {
        if (strlen(value) < 2 || strlen(value) >= sizeof it->dialect)
            return 0;
        strcpy(it->dialect, value);
        it->greeting_signals = strstr(value, "greeting2") ? 2 : 1;
        if (strstr(value, "greeting") && it->greeting == 0)
            it->greeting = it->greeting_answer = SIGUSR1;
    }
    else if (strcmp(key, "counted") == 0)
        it->counts_nul = strcmp(value, "nul") == 0;
    else if (strcmp(key, "greeting") == 0)
    {
        it->greeting = value[0] == '2' ? SIGUSR2 : SIGUSR1;
        it->greeting_answer = value[0] != '\0' && value[1] == '2' ? SIGUSR2 : SIGUSR1;
    }
    else if (strcmp(key, "again") == 0)
        it->again_ms = atoi(value);
    else if (strcmp(key, "within") == 0)
        it->within_us = atoi(value);
    else if (strcmp(key, "handler") == 0)
    {
        it->late_handler = strcmp(value, "late") == 0;
        it->no_handler = strcmp(value, "none") == 0;
    }
    else if (strcmp(key, "ack") == 0)
        it->ack = (enum ack)(chosen = choice_of(value, acks));
    else if (strcmp(key, "signal") == 0)
    {
        if ((chosen = choice_of(value, signals)) >= 0)
            it->signal = numbers[chosen];
    }
    else if (strcmp(key, "other") == 0)
        it->other = (enum other)(chosen = choice_of(value, others));
    else if (strcmp(key, "last") == 0)
    {
        it->other_at_last = strcmp(value, "other") == 0;
        it->last_unheeded = strcmp(value, "unheeded") == 0;
    }
    else if (strcmp(key, "behind") == 0)
        it->noise_behind = strcmp(value, "noise") == 0;
    else if (strcmp(key, "then") == 0)
        it->then_exec = strcmp(value, "exec") == 0;
    else if (strcmp(key, "blocks") == 0)
        it->blocks_ms = atoi(value);
    else if (strcmp(key, "marks") == 0)
        it->marks = atoi(value);
    else if (strcmp(key, "pace") == 0)
        it->pace_us = atoi(value);
    else if (strcmp(key, "beat") == 0)
        it->spins = strcmp(value, "spin") == 0;
    else if (strcmp(key, "wait") == 0)
        it->wait = (enum waiting)(chosen = choice_of(value, waits));
    else if (strcmp(key, "doze") == 0)
        it->doze_us = atoi(value);
    else if (strcmp(key, "signals") == 0)
        it->arithmetic = strcmp(value, "arithmetic") == 0;
    else
        return 0;
    return chosen >= 0;
}

static inline int set_words(struct minitalk *it, const char *words)
{
    char copy[512];
    char *rest = copy;
    char *word;

    snprintf(copy, sizeof copy, "%s", words);
    while ((word = strtok_r(rest, " ", &rest)) != NULL)
    {
        char *value = strchr(word, '=');
        if (value == NULL)
            return 0;
        *value++ = '\0';
        if (!set_word(it, word, value))
            return 0;
    }
    return 1;
}

/* An argument --KEY=VALUE; 0: it is none, or there is no such word. */
static inline int set_argument(struct minitalk *it, const char *argument)
{
    char copy[128];
    char *value;

    if (strncmp(argument, "--", 2) != 0 || strlen(argument) >= sizeof copy)
        return 0;
    strcpy(copy, argument + 2);
    value = strchr(copy, '=');
    if (value == NULL)
        return 0;
    *value++ = '\0';
    return set_word(it, copy, value);
}

static inline int other_signal(int number)
{
    return number == SIGUSR1 ? SIGUSR2 : SIGUSR1;
}

static inline const char *kind_of(const struct minitalk *it)
{
    if (it->arithmetic)
        return "unreachable";
    if (it->then_exec || it->blocks_ms > 0)
        return "harmless";
    return it->ack == ACK_EACH ? "waits" : "paced";
}

/* One row a line: name, kind (waits, paced, harmless or unreachable), dialect, words, separated by tabs. */
static inline void list_rows(void)
{
    for (size_t i = 0; i < ROW_COUNT; i++)
    {
        struct minitalk it = plain();

        if (!set_words(&it, ROWS[i].words))
            exit(1);
        printf("%s\t%s\t%s\t%s\n", ROWS[i].name, kind_of(&it), it.dialect, ROWS[i].words);
    }
}

#endif
