package dev.roomtalk.bench.load;

/** The messages that one sender has unanswered. Confined to its target's loop. */
final class LoadSender {
    /** The most that any target allows in flight, answered ones above an unanswered one included. */
    static final int RING = 1024;

    private static final long ANSWERED = Long.MIN_VALUE;

    final int index;
    private final long[] intended = new long[RING];
    /** When a message was last sent, or {@link #ANSWERED}. */
    private final long[] sent = new long[RING];

    private long next = 1;
    private long base = 1;
    private int unanswered;

    /** How often in a row this sender sent again without an answer in between. */
    private int repetitions;

    /** Messages that are due by now, and messages sent, since the current pace began. */
    private long due;

    private long taken;

    LoadSender(int index) {
        this.index = index;
    }

    void begin() {
        due = 0;
        taken = 0;
    }

    void oneMoreDue() {
        due++;
    }

    /** Messages that should have left. */
    long overdue() {
        return due - taken;
    }

    /** Which message of the current pace comes next, from 0. */
    long place() {
        return taken;
    }

    /** Notes that the next message leaves now, and returns its n. */
    long send(long intendedNanos, long now) {
        long n = next++;
        intended[slot(n)] = intendedNanos;
        sent[slot(n)] = now;
        unanswered++;
        taken++;
        return n;
    }

    /** Whether n was unanswered until now. */
    boolean answer(long n) {
        if (!waiting(n)) {
            return false;
        }
        sent[slot(n)] = ANSWERED;
        unanswered--;
        repetitions = 0;
        while (base < next && sent[slot(base)] == ANSWERED) {
            base++;
        }
        return true;
    }

    boolean waiting(long n) {
        return n >= base && n < next && sent[slot(n)] != ANSWERED;
    }

    long sent(long n) {
        return sent[slot(n)];
    }

    void sentAgain(long n, long now) {
        sent[slot(n)] = now;
    }

    int repetitions() {
        return repetitions;
    }

    void repeated() {
        repetitions++;
    }

    /** Something came back, though no answer for good. */
    void answeredForNow() {
        repetitions = 0;
    }

    long intended(long n) {
        return intended[slot(n)];
    }

    int unanswered() {
        return unanswered;
    }

    /** The lowest n without an answer. */
    long base() {
        return base;
    }

    /** The n of the message that comes next. */
    long next() {
        return next;
    }

    private static int slot(long n) {
        return (int) (n % RING);
    }
}
