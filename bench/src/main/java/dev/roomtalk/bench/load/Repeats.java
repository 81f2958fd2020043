package dev.roomtalk.bench.load;

import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;

/** Sends again, or gives up, what was not answered in time. Confined to the target's loop. */
final class Repeats {
    /**
     * Each repetition doubles the wait for the next, until an answer comes: a server that is behind must not be buried.
     */
    private static final int MAX_DOUBLINGS = 4;

    /** A server takes messages in the order of n, so the lowest are what it lacks. */
    private static final int REPEATED_AT_ONCE = 8;

    /** A check looks at every tenth sender, and stops early rather than flood: clients elsewhere do not act in step. */
    private static final int CHECKS_PER_LAP = 10;

    private static final int REPEATED_PER_CHECK = 64;

    private final LoadSender[] senders;
    private final boolean repeating;
    private final ObjLongConsumer<LoadSender> transmit;
    private final Consumer<LoadSender> freed;
    private int next;
    private long resent;

    /**
     * @param repeating whether to send again; otherwise what is not answered in time is given up
     * @param transmit puts the sender's message of that n on its way once more
     * @param freed gets each sender that has given up a message
     */
    Repeats(LoadSender[] senders, boolean repeating, ObjLongConsumer<LoadSender> transmit, Consumer<LoadSender> freed) {
        this.senders = senders;
        this.repeating = repeating;
        this.transmit = transmit;
        this.freed = freed;
    }

    /** Looks at the next tenth of all senders. */
    void check(long now) {
        long before = resent;
        int share = (senders.length + CHECKS_PER_LAP - 1) / CHECKS_PER_LAP;
        for (int i = 0; i < share && resent - before < REPEATED_PER_CHECK; i++) {
            LoadSender sender = senders[next];
            next = (next + 1) % senders.length;
            if (repeating) {
                repeat(sender, now);
            } else {
                giveUp(sender, now);
            }
        }
    }

    private void repeat(LoadSender sender, long now) {
        long wait = Traffic.ANSWER_WAIT << sender.repetitions();
        int looked = 0;
        int repeated = 0;
        for (long n = sender.base(); n < sender.next() && looked < REPEATED_AT_ONCE; n++) {
            if (sender.waiting(n)) {
                looked++;
                if (now - sender.sent(n) >= wait) {
                    sender.sentAgain(n, now);
                    transmit.accept(sender, n);
                    repeated++;
                }
            }
        }
        resent += repeated;
        if (repeated > 0 && sender.repetitions() < MAX_DOUBLINGS) {
            sender.repeated();
        }
    }

    private void giveUp(LoadSender sender, long now) {
        for (long n = sender.base(); n < sender.next(); n++) {
            if (sender.waiting(n) && now - sender.sent(n) >= Traffic.ANSWER_WAIT) {
                sender.answer(n);
                freed.accept(sender);
            }
        }
    }

    /** Messages that left again for want of an answer. */
    long resent() {
        return resent;
    }
}
