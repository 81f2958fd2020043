package dev.roomtalk.server.rooms;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Has a room tell its members how far it is, 60 ms and 1 s after its last message, so that a member that lost that
 * message notices. Confined to its loop.
 */
public final class LatestTimer {
    private static final long SOON_MILLIS = 60;
    private static final long LATE_MILLIS = 1000;

    private final LongSupplier now;
    private final Alarm alarm;
    private final Line soon = new Line(SOON_MILLIS, this::soonDue);
    private final Line late = new Line(LATE_MILLIS, this::lateDue);

    /** A room that tells how far it is. */
    interface Room {
        /** The sequence of its last message. */
        long sequence();

        /** When its last message was fanned out, in milliseconds of the loop. */
        long lastFanOut();

        /** It is told now: the next message is to be watched again. */
        void latestDue();

        void tellLatest();
    }

    /** Runs a task on the loop, some milliseconds later. */
    interface Alarm {
        void set(Runnable task, long millis);
    }

    /** A room, and its last message when it began to wait. */
    private record Waiting(Room room, long sequence, long until) {
        boolean quiet() {
            return room.sequence() == sequence;
        }
    }

    /** @param now in milliseconds */
    LatestTimer(LongSupplier now, Alarm alarm) {
        this.now = now;
        this.alarm = alarm;
    }

    /** A room has fanned out a message and is not watched yet. */
    void watch(Room room) {
        soon.add(room);
    }

    private void soonDue(Waiting waiting) {
        if (waiting.quiet()) {
            waiting.room.latestDue();
            waiting.room.tellLatest();
            late.add(waiting.room);
        } else {
            soon.add(waiting.room);
        }
    }

    /** A room with a newer message is told of that one instead. */
    private void lateDue(Waiting waiting) {
        if (waiting.quiet()) {
            waiting.room.tellLatest();
        }
    }

    /** Rooms that wait until {@link #millis} after their last message. */
    private final class Line {
        private final long millis;
        private final Consumer<Waiting> told;
        private final PriorityQueue<Waiting> rooms = new PriorityQueue<>(Comparator.comparingLong(Waiting::until));
        private boolean scheduled;

        Line(long millis, Consumer<Waiting> told) {
            this.millis = millis;
            this.told = told;
        }

        void add(Room room) {
            rooms.add(new Waiting(room, room.sequence(), room.lastFanOut() + millis));
            schedule();
        }

        private void schedule() {
            if (!scheduled && !rooms.isEmpty()) {
                scheduled = true;
                alarm.set(this::run, Math.max(1, rooms.element().until - now.getAsLong()));
            }
        }

        private void run() {
            scheduled = false;
            long due = now.getAsLong();
            while (!rooms.isEmpty() && rooms.element().until <= due) {
                told.accept(rooms.remove());
            }
            schedule();
        }
    }
}
