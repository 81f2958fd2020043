package dev.roomtalk.server.room;

import dev.roomtalk.wire.Protocol;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one instance in one room: each is given to the engine once, in the order of n, whatever order they
 * came in. Confined to its room.
 *
 * <p>One message at a time is with the engine for its number; the others wait here, so that one the engine cannot take
 * is never overtaken. It has its number when the feed has brought it, or when the engine has answered for it.
 */
final class Author {
    /** What an author takes in memory without messages, with its name and its places in two maps; and one answer. */
    private static final int OVERHEAD = 640;

    private static final int ANSWER = 80;

    /** What a message that waits takes beside its text. */
    private static final int WAITING = 200;

    /** A message whose n was used up: numbered, or refused for good. */
    static final class Taken {
        final long n;
        final long sequence;
        private @Nullable Verdict answer;

        private Taken(long n, long sequence, @Nullable Verdict answer) {
            this.n = n;
            this.sequence = sequence;
            this.answer = answer;
        }

        /** Records the answer that its author is given now, and again if the message comes again. */
        void answer(long epoch, long sequence, boolean stored) {
            answer = new AnswerAgain(epoch, sequence, stored);
        }

        /** The engine did not answer for it: if the message comes again, the engine is asked again, once at a time. */
        void unanswered() {
            answer = new AskAgain(this);
        }

        private Verdict verdict() {
            Verdict verdict = answer == null ? new Wait() : answer;
            if (verdict instanceof AskAgain) {
                answer = null;
            }
            return verdict;
        }
    }

    /** What to do with a message. */
    sealed interface Verdict {}

    /** The message is the author's next one: give it to the engine. */
    record Take() implements Verdict {}

    /** The message came early, or again before it was answered: there is nothing to answer yet. */
    record Wait() implements Verdict {}

    /** The message was accepted before: give the same answer again. */
    record AnswerAgain(long epoch, long sequence, boolean stored) implements Verdict {}

    /** The message was shown, and whether it is stored is not known: give it to the engine, which has had it. */
    record AskAgain(Taken taken) implements Verdict {}

    /** The message was refused for good before: refuse it again. */
    record RefuseAgain(Refused why) implements Verdict {}

    /** The message is too far ahead, or there is no place for it to wait. */
    record TooEarly() implements Verdict {}

    /** The message is below the author's own base: nobody waits for an answer. */
    record Forget() implements Verdict {}

    final AuthorName name;

    /** Whether {@link Authors} has it, and what it has counted of it. */
    boolean remembered;

    int countedEarly;

    long countedWeight;
    private final TreeMap<Long, RoomCommand.Publish> early = new TreeMap<>();
    private final Deque<Taken> taken = new ArrayDeque<>();
    private long next;
    /** The message that the engine has not numbered yet. */
    private @Nullable Pending withEngine;

    private boolean introduced;
    private long lastMillis;
    private long earlyBytes;

    /** @param first the n to begin with: the base of the first message seen */
    Author(AuthorName name, long first) {
        this.name = name;
        this.next = first;
    }

    /** @param place whether a message that comes early can wait */
    Verdict offer(RoomCommand.Publish message, long now, boolean place) {
        spoke(now);
        moveTo(message.base());
        if (message.n() < next) {
            for (Taken t : taken) {
                if (t.n == message.n()) {
                    return t.verdict();
                }
            }
            return new Forget();
        }
        if (message.n() == next && withEngine == null) {
            // It may have come early before, and its turn by a base that has grown.
            forgetEarly(early.isEmpty() ? null : early.remove(next));
            return new Take();
        }
        if (message.n() - next >= Protocol.MAX_IN_FLIGHT
                || (message.n() > next && !place && !early.containsKey(message.n()))) {
            return new TooEarly();
        }
        if (message.n() > next && early.putIfAbsent(message.n(), message) == null) {
            earlyBytes += waitingBytes(message);
        }
        return new Wait();
    }

    void spoke(long now) {
        lastMillis = now;
    }

    private static long waitingBytes(RoomCommand.Publish message) {
        return WAITING + Ring.weight(message.text());
    }

    private void forgetEarly(RoomCommand.@Nullable Publish message) {
        if (message != null) {
            earlyBytes -= waitingBytes(message);
        }
    }

    /** Drops what is below the base: it was answered or given up, and will not come. */
    private void moveTo(long base) {
        while (!taken.isEmpty() && taken.getFirst().n < base) {
            taken.removeFirst();
        }
        if (base > next && withEngine == null) {
            while (!early.isEmpty() && early.firstKey() < base) {
                forgetEarly(early.pollFirstEntry().getValue());
            }
            next = base;
        }
    }

    /** The next message is on its way to the engine. */
    void given(Pending message) {
        withEngine = message;
    }

    /** The message that was given to the engine and is not numbered yet, if this is its n; otherwise null. */
    @Nullable
    Pending awaited(long n) {
        return n == next ? withEngine : null;
    }

    /** The engine has numbered the message that it was given. */
    Taken numbered(long sequence) {
        withEngine = null;
        Taken t = new Taken(next++, sequence, null);
        remember(t);
        return t;
    }

    /** The engine could not take it: its author may send it again. */
    void failed() {
        withEngine = null;
    }

    /** The next message was refused for good: its number is used up. */
    void refused(Refused why) {
        remember(new Taken(next++, 0, new RefuseAgain(why)));
    }

    /** Remembers an answered message; the oldest is forgotten, because a base may never grow. */
    private void remember(Taken t) {
        taken.addLast(t);
        if (taken.size() > Protocol.MAX_IN_FLIGHT) {
            taken.removeFirst();
        }
    }

    /** How many messages wait for an earlier one. */
    int earlyCount() {
        return early.size();
    }

    /** Drops the messages that wait for an earlier one. */
    void forgetEarly() {
        early.clear();
        earlyBytes = 0;
    }

    /** Removes and returns a message that came early, if its turn has come; otherwise null. */
    RoomCommand.@Nullable Publish pollEarly() {
        Map.Entry<Long, RoomCommand.Publish> first = early.isEmpty() ? null : early.firstEntry();
        if (withEngine != null || first == null || first.getKey() != next) {
            return null;
        }
        early.pollFirstEntry();
        forgetEarly(first.getValue());
        return first.getValue();
    }

    /** Whether this is the author's first delivery; true once. */
    boolean introduce() {
        boolean first = !introduced;
        introduced = true;
        return first;
    }

    boolean introduced() {
        return introduced;
    }

    /** About how many bytes of memory it takes. */
    long weight() {
        return OVERHEAD + (long) ANSWER * taken.size() + earlyBytes;
    }

    boolean idleSince(long millis) {
        return lastMillis < millis && withEngine == null;
    }

    long highestN() {
        return next - 1;
    }
}
