package dev.roomtalk.bridge;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds the processes whose very first bit merged with one of another sender: nobody has heard of them, and they wait for an answer for
 * ever. They have this pid among their arguments, take the signals, sleep, and have sent nothing. The bit that was lost equals one
 * that came since they were not there yet. Confined to the thread of {@link Senders}.
 */
final class Unheard {
    /** After a new sender's first bit: whoever began at the same time sleeps by now, and nobody was answered yet. */
    private static final long AFTER_NEWCOMER = TimeUnit.MILLISECONDS.toNanos(3);

    private static final long WHILE_SPEAKING = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long AFTERWARDS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long LONGEST_AFTERWARDS = TimeUnit.SECONDS.toNanos(5);
    private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long it must have been seen asleep: until a signal comes, or for a time that may just be long. */
    private static final long ASLEEP = TimeUnit.MILLISECONDS.toNanos(15);

    private static final long ASLEEP_FOR_A_TIME = TimeUnit.MILLISECONDS.toNanos(300);

    private static final int LEAST_TIMES = 3;
    private static final long FORGET = TimeUnit.SECONDS.toNanos(1);
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(25);

    /** A process that waits for the answer to a bit that never came. */
    record Found(int pid, int uid, Set<Signal> firstBit) {}

    private record Suspect(long since, Set<Signal> firstBit, long seen, int times) {
        Suspect again(long now) {
            return new Suspect(since, firstBit, now, times + 1);
        }
    }

    private final Processes processes;
    private final Set<Signal> sinceSearch = EnumSet.noneOf(Signal.class);
    private final Map<Integer, Suspect> suspects = new HashMap<>();

    private long due = Acknowledgement.NEVER;
    private long searched;
    private long lastSignal;

    Unheard(Processes processes) {
        this.processes = processes;
    }

    /** When a search is worth while. */
    long due() {
        return due;
    }

    void onSignal(int pid, Signal signal, boolean newcomer, long now) {
        sinceSearch.add(signal);
        suspects.remove(pid);
        lastSignal = now;
        if (newcomer) {
            due = Math.min(due, Math.max(now + AFTER_NEWCOMER, searched + LEAST));
        }
    }

    /**
     * Looks around.
     *
     * @param known who has been heard
     * @param busy somebody speaks whom a search could make us miss
     * @param speaking somebody is in the middle of a message
     */
    List<Found> search(Set<Integer> known, boolean busy, boolean speaking, long now) {
        if (busy) {
            due = now + LEAST;
            return List.of();
        }
        searched = now;
        List<Found> found = new ArrayList<>();
        for (Processes.Waiting waiting : processes.waiting()) {
            if (known.contains(waiting.pid())) {
                continue;
            }
            Suspect before = suspects.get(waiting.pid());
            Suspect suspect = before == null || before.firstBit().isEmpty()
                    ? new Suspect(now, EnumSet.copyOf(sinceSearch), now, 1)
                    : before.again(now);
            long enough = waiting.forSignal() ? ASLEEP : ASLEEP_FOR_A_TIME;
            if (now - suspect.since() >= enough
                    && suspect.times() >= (waiting.forSignal() ? 2 : LEAST_TIMES)
                    && !suspect.firstBit().isEmpty()) {
                found.add(new Found(waiting.pid(), waiting.uid(), suspect.firstBit()));
                suspects.remove(waiting.pid());
            } else {
                suspects.put(waiting.pid(), suspect);
            }
        }
        // One that looks at a flag now and then is not asleep each time.
        suspects.values().removeIf(suspect -> now - suspect.seen() > FORGET);
        sinceSearch.clear();
        boolean recent = now - lastSignal < LONGEST_AFTERWARDS;
        if (!suspects.isEmpty() && recent) {
            due = now + AGAIN;
        } else {
            due = speaking ? now + WHILE_SPEAKING : recent ? now + AFTERWARDS : Acknowledgement.NEVER;
        }
        return found;
    }
}
