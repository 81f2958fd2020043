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

    /** A process that waits for the answer to a bit that never came. */
    record Found(int pid, int uid, Set<Signal> firstBit) {}

    private record Suspect(long since, Set<Signal> firstBit) {}

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
        Map<Integer, Suspect> still = new HashMap<>();
        for (Processes.Waiting waiting : processes.waiting()) {
            if (known.contains(waiting.pid())) {
                continue;
            }
            Suspect suspect = suspects.get(waiting.pid());
            if (suspect == null || suspect.firstBit().isEmpty()) {
                suspect = new Suspect(now, EnumSet.copyOf(sinceSearch));
            }
            boolean longEnough = now - suspect.since() >= (waiting.forSignal() ? ASLEEP : ASLEEP_FOR_A_TIME);
            if (longEnough && !suspect.firstBit().isEmpty()) {
                found.add(new Found(waiting.pid(), waiting.uid(), suspect.firstBit()));
            } else {
                still.put(waiting.pid(), suspect);
            }
        }
        suspects.clear();
        suspects.putAll(still);
        sinceSearch.clear();
        boolean recent = now - lastSignal < LONGEST_AFTERWARDS;
        if (!still.isEmpty() && recent) {
            due = now + ASLEEP;
        } else {
            due = speaking ? now + WHILE_SPEAKING : recent ? now + AFTERWARDS : Acknowledgement.NEVER;
        }
        return found;
    }
}
