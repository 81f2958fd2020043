package dev.roomtalk.server.store;

import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * How many speakers the logs of all rooms may remember together. Beyond it the log that has been silent longest forgets
 * its most silent ones. Any thread; guarded by itself. A log may call it with its lock held, except {@link #trim}.
 */
public final class SpeakerBudget {
    /** What one of them takes in memory, about. */
    private static final int BYTES_EACH = 200;

    private static final int PART_OF_HEAP = 16;

    private final long max;
    /** Those that remember somebody, the most silent first. */
    private final SequencedSet<Speakers> logs = new LinkedHashSet<>();

    private long remembered;

    /** The speakers that one log remembers. */
    public interface Speakers {
        /** Forgets so many at most, those first that have been silent longest; returns how many it forgot. */
        int forget(int most);
    }

    public SpeakerBudget(long max) {
        this.max = max;
    }

    /** A budget of a sixteenth of a heap of so many bytes. */
    public static SpeakerBudget ofHeap(long bytes) {
        return new SpeakerBudget(bytes / PART_OF_HEAP / BYTES_EACH);
    }

    /** How many speakers are remembered. */
    public synchronized long remembered() {
        return remembered;
    }

    /** Somebody speaks or comes in this log, which remembers so many more now, or fewer. */
    public synchronized void changed(Speakers log, int more) {
        logs.addLast(log);
        remembered += more;
    }

    /** The log remembers nobody any more, after so many. */
    public synchronized void ended(Speakers log, int many) {
        logs.remove(log);
        remembered -= many;
    }

    /** Keeps to the budget. To be called without the lock of any log. */
    public void trim() {
        while (true) {
            Speakers silent;
            int over;
            synchronized (this) {
                over = (int) Math.min(Integer.MAX_VALUE, remembered - max);
                if (over <= 0 || logs.isEmpty()) {
                    return;
                }
                silent = logs.iterator().next();
            }
            int forgotten = silent.forget(over);
            synchronized (this) {
                remembered -= forgotten;
                if (forgotten < over) {
                    // What it still has cannot be forgotten now; it comes again when somebody speaks.
                    logs.remove(silent);
                }
            }
        }
    }
}
