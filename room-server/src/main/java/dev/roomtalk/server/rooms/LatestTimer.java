package dev.roomtalk.server.rooms;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/**
 * Has those who speak tell how far they are, soon after their last message and once more later, so that a member that
 * lost that message notices. All of a loop have one timer, which wakes the loop every 10 ms at most. Confined to its
 * loop.
 */
public final class LatestTimer {
    /** What is due within so many milliseconds is told together, the latter of it early. */
    private static final long TOGETHER_MILLIS = 10;

    private static final long NEVER = Long.MAX_VALUE;

    private final LongSupplier now;
    private final Alarm alarm;
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::until));
    /** When the alarm is set for. */
    private long wakeUp = NEVER;

    /** Who tells how far it is: a room, or the part of it that one loop serves. */
    public interface Speaker {
        /** The first time, and again: milliseconds after the last message. */
        long soon();

        long late();

        /** The sequence of its last message. */
        long sequence();

        /** When its last message was fanned out, in milliseconds of the loop. */
        long lastFanOut();

        /** It is told now: the next message is to be watched again. */
        void latestDue();

        /** @param again not for the first time */
        void tellLatest(boolean again);
    }

    /** Runs a task on the loop, some milliseconds later. */
    public interface Alarm {
        void set(Runnable task, long millis);
    }

    /** A speaker, and its last message when it began to wait. */
    private record Waiting(Speaker speaker, long sequence, boolean again, long until) {
        boolean quiet() {
            return speaker.sequence() == sequence;
        }
    }

    /** @param now in milliseconds */
    public LatestTimer(LongSupplier now, Alarm alarm) {
        this.now = now;
        this.alarm = alarm;
    }

    /** A speaker has fanned out a message and is not watched yet. */
    public void watch(Speaker speaker) {
        add(speaker, false);
        schedule();
    }

    private void add(Speaker speaker, boolean again) {
        long due = speaker.lastFanOut() + (again ? speaker.late() : speaker.soon());
        waiting.add(new Waiting(speaker, speaker.sequence(), again, due - due % TOGETHER_MILLIS));
    }

    private void schedule() {
        if (!waiting.isEmpty() && waiting.element().until < wakeUp) {
            long next = waiting.element().until;
            wakeUp = next;
            alarm.set(() -> run(next), Math.max(1, next - now.getAsLong()));
        }
    }

    private void run(long time) {
        if (time != wakeUp) {
            // An earlier alarm was set after this one.
            return;
        }
        wakeUp = NEVER;
        long due = now.getAsLong();
        while (!waiting.isEmpty() && waiting.element().until <= due) {
            due(waiting.remove());
        }
        schedule();
    }

    private void due(Waiting next) {
        Speaker speaker = next.speaker;
        if (next.again) {
            // One with a newer message is told of that one instead.
            if (next.quiet()) {
                speaker.tellLatest(true);
            }
        } else if (next.quiet()) {
            speaker.latestDue();
            speaker.tellLatest(false);
            add(speaker, true);
        } else {
            add(speaker, false);
        }
    }
}
