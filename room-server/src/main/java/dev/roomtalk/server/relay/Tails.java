package dev.roomtalk.server.relay;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells how far a room is, 60 ms and 1 s after its last message, so that a member that lost it learns of it. Confined to its
 * loop.
 */
final class Tails {
    private static final long SOON_MILLIS = 60;
    private static final long LATE_MILLIS = 1000;

    private final LongSupplier now;
    private final Alarm alarm;
    private final Line soon = new Line(SOON_MILLIS, this::soonDue);
    private final Line late = new Line(LATE_MILLIS, this::lateDue);

    /** A room whose end is told. */
    interface Room {
        /** Of its last message. */
        long sequence();

        /** When its last message was fanned out. */
        long spokeAt();

        /** The next message has a tail of its own. */
        void tailTold();

        void tellLatest();
    }

    /** Runs a task on the loop, so many milliseconds later. */
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
    Tails(LongSupplier now, Alarm alarm) {
        this.now = now;
        this.alarm = alarm;
    }

    /** A room has fanned out a message, and waits for no other's end. */
    void watch(Room room) {
        soon.add(room);
    }

    private void soonDue(Waiting waiting) {
        if (waiting.quiet()) {
            waiting.room.tailTold();
            waiting.room.tellLatest();
            late.add(waiting.room);
        } else {
            soon.add(waiting.room);
        }
    }

    /** Of a room that has spoken since, another comes. */
    private void lateDue(Waiting waiting) {
        if (waiting.quiet()) {
            waiting.room.tellLatest();
        }
    }

    /** Rooms that wait until so long after their last message. */
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
            rooms.add(new Waiting(room, room.sequence(), room.spokeAt() + millis));
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
