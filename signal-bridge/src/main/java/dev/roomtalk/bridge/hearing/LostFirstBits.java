package dev.roomtalk.bridge.hearing;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Finds the processes whose very first bit merged with one of another sender: nobody has heard of them, and they wait
 * for an answer for ever. They have this pid among their arguments, take the signals, sleep, and have sent nothing. The
 * bit that was lost equals one that came since they were not there yet. Confined to the thread of {@link Senders}.
 */
final class LostFirstBits {
    /** After a new sender's first bit: whoever began at the same time sleeps by now, and nobody was answered yet. */
    private static final long AFTER_NEWCOMER = TimeUnit.MILLISECONDS.toNanos(3);

    private static final long WHILE_SPEAKING = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long AFTERWARDS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long MAX_AFTERWARDS = TimeUnit.SECONDS.toNanos(5);
    private static final long MIN_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long it must have been seen asleep: until a signal comes, or for a time that may just be long. */
    private static final long ASLEEP = TimeUnit.MILLISECONDS.toNanos(15);

    private static final long ASLEEP_FOR_A_TIME = TimeUnit.MILLISECONDS.toNanos(300);

    private static final int MIN_TIMES = 3;

    /** How long one that never sleeps must have been there. */
    private static final long AWAKE = TimeUnit.SECONDS.toNanos(1);

    private static final int AWAKE_TIMES = 10;
    private static final long FORGET = TimeUnit.SECONDS.toNanos(1);
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(25);

    /** A process that waits for the answer to a bit that never came. */
    record Found(int pid, int uid, Set<Signal> firstBit) {}

    /** What may have swallowed its first bit is what came since it was not there, and before it was asleep. */
    private static final class Suspect {
        private final long absent;
        private final Set<Signal> firstBit = EnumSet.noneOf(Signal.class);
        private long asleepSince = Deadline.NEVER;
        private long heardAll = Deadline.NEVER;
        private long seen;
        private int times;

        Suspect(long absent) {
            this.absent = absent;
        }

        void onSignal(Signal signal, long when) {
            if (when >= absent && when <= heardAll) {
                firstBit.add(signal);
            }
        }
    }

    private final Processes processes;
    private final Map<Signal, Long> last = new EnumMap<>(Signal.class);
    private final Map<Integer, Suspect> suspects = new HashMap<>();

    private long due = Deadline.NEVER;
    private long searched;
    private long lastSignal;

    LostFirstBits(Processes processes) {
        this.processes = processes;
    }

    /** When a search is worth while. */
    long due() {
        return due;
    }

    void onSignal(int pid, Signal signal, boolean newcomer, long now) {
        suspects.remove(pid);
        suspects.values().forEach(suspect -> suspect.onSignal(signal, now));
        last.put(signal, now);
        lastSignal = now;
        if (newcomer) {
            due = Math.min(due, Math.max(now + AFTER_NEWCOMER, searched + MIN_PAUSE));
        }
    }

    /**
     * Looks around.
     *
     * @param known who has been heard
     * @param busy somebody speaks whom a search could make us miss
     * @param speaking somebody is in the middle of a message
     * @param source where signals come in meanwhile
     */
    List<Found> search(Set<Integer> known, boolean busy, boolean speaking, long now, SignalSource source) {
        if (busy) {
            due = now + MIN_PAUSE;
            return List.of();
        }
        List<Processes.Waiting> waiting = processes.waiting(source::listen);
        long heardAll = Math.max(now, source.listen());
        List<Found> found = new ArrayList<>();
        for (Processes.Waiting one : waiting) {
            if (known.contains(one.pid()) || source.hasSpoken(one.pid())) {
                continue;
            }
            Suspect suspect = suspects.get(one.pid());
            if (suspect == null) {
                suspect = new Suspect(Math.max(searched, now - one.age()));
                suspects.put(one.pid(), suspect);
                for (Map.Entry<Signal, Long> heard : last.entrySet()) {
                    suspect.onSignal(heard.getKey(), heard.getValue());
                }
            }
            suspect.seen = now;
            suspect.times++;
            if (one.sleep() != Processes.Sleep.NONE && suspect.heardAll == Deadline.NEVER) {
                suspect.asleepSince = now;
                suspect.heardAll = heardAll;
            }
            if (isCertain(suspect, one.sleep(), now)) {
                found.add(new Found(one.pid(), one.uid(), EnumSet.copyOf(suspect.firstBit)));
                suspects.remove(one.pid());
            }
        }
        searched = now;
        // One that looks at a flag now and then is not asleep each time.
        suspects.values().removeIf(suspect -> now - suspect.seen > FORGET);
        boolean recent = now - lastSignal < MAX_AFTERWARDS;
        if (!suspects.isEmpty() && recent) {
            due = now + AGAIN;
        } else {
            due = speaking ? now + WHILE_SPEAKING : recent ? now + AFTERWARDS : Deadline.NEVER;
        }
        return found;
    }

    private static boolean isCertain(Suspect suspect, Processes.Sleep sleep, long now) {
        if (suspect.firstBit.isEmpty()) {
            return false;
        }
        return switch (sleep) {
            case FOR_A_SIGNAL -> now - suspect.asleepSince >= ASLEEP && suspect.times >= 2;
            case FOR_A_TIME -> now - suspect.asleepSince >= ASLEEP_FOR_A_TIME && suspect.times >= MIN_TIMES;
            // It looks at a flag all the time, or has more to do before it speaks.
            case NONE -> now - suspect.absent >= AWAKE && suspect.times >= AWAKE_TIMES;
        };
    }
}
