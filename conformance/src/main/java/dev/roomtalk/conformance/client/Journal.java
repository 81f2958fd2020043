package dev.roomtalk.conformance.client;

import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.check.RealTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the client has sent on one connection, in the order in which it came. Any thread. */
final class Journal {
    private final RealTime time;
    private final List<Came> all = new ArrayList<>();
    private @Nullable String violation;
    private boolean ended;

    Journal(RealTime time) {
        this.time = time;
    }

    synchronized void add(Came came) {
        all.add(came);
        notifyAll();
    }

    /** Something came that breaks a rule that always holds. The first is kept. */
    synchronized void violated(String how) {
        if (violation == null) {
            violation = how;
        }
        notifyAll();
    }

    synchronized @Nullable String violation() {
        return violation;
    }

    synchronized void end() {
        ended = true;
        notifyAll();
    }

    synchronized boolean ended() {
        return ended;
    }

    /** A place in the journal: what comes from now on is behind it. */
    synchronized int mark() {
        return all.size();
    }

    synchronized List<Came> since(int mark, Predicate<Came> wanted) {
        return all.subList(mark, all.size()).stream().filter(wanted).toList();
    }

    /** The first behind {@code mark} for which this holds; a {@link Finding} if there is none in time. */
    Came await(String what, int mark, Predicate<Came> wanted, Duration patience) {
        return await(what, mark, 1, wanted, patience).getFirst();
    }

    /** The first {@code count} behind {@code mark} for which this holds. */
    synchronized List<Came> await(String what, int mark, int count, Predicate<Came> wanted, Duration patience) {
        Duration deadline = time.now().plus(patience);
        while (true) {
            List<Came> found = since(mark, wanted);
            if (found.size() >= count) {
                return found.subList(0, count);
            }
            if (ended) {
                throw new Finding("the connection ended where " + what + " should have come");
            }
            if (!pauseUntil(deadline)) {
                throw new Finding("no " + what + " in " + patience.toMillis() + " ms"
                        + (count > 1 ? ", but " + found.size() + " of " + count : ""));
            }
        }
    }

    /** Waits until the client has ended the connection. */
    synchronized void awaitEnd(Duration patience) {
        Duration deadline = time.now().plus(patience);
        while (!ended) {
            if (!pauseUntil(deadline)) {
                throw new Finding("the connection is open after " + patience.toMillis() + " ms");
            }
        }
    }

    /** Lets others in until something comes, or for a moment; false: it is too late. */
    private boolean pauseUntil(Duration deadline) {
        long left = deadline.minus(time.now()).toMillis();
        try {
            TimeUnit.MILLISECONDS.timedWait(this, Math.clamp(left, 0, 20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Finding("interrupted");
        }
        return left > 0;
    }
}
