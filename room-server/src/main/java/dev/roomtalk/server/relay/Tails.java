package dev.roomtalk.server.relay;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Tells how far a room is, 60 ms and 1 s after its last message, so that a member that lost it learns of it. Confined to its
 * loop.
 */
final class Tails {
    private static final long SOON_MILLIS = 60;
    private static final long LATE_MILLIS = 1000;

    private final RelayLoop loop;
    private final Line soon = new Line(SOON_MILLIS, this::soonDue);
    private final Line late = new Line(LATE_MILLIS, this::lateDue);

    /** A room, and its last message when it began to wait. */
    private record Waiting(RoomHost room, long sequence, long until) {
        boolean quiet() {
            return room.sequence() == sequence;
        }
    }

    Tails(RelayLoop loop) {
        this.loop = loop;
    }

    /** A room has fanned out a message, and waits for no other's end. */
    void watch(RoomHost room) {
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
        private final Consumer<Waiting> due;
        private final PriorityQueue<Waiting> rooms = new PriorityQueue<>(Comparator.comparingLong(Waiting::until));
        private boolean scheduled;

        Line(long millis, Consumer<Waiting> due) {
            this.millis = millis;
            this.due = due;
        }

        void add(RoomHost room) {
            rooms.add(new Waiting(room, room.sequence(), room.spokeAt() + millis));
            schedule();
        }

        private void schedule() {
            if (!scheduled && !rooms.isEmpty()) {
                scheduled = true;
                loop.schedule(this::run, Math.max(1, rooms.element().until - loop.now()));
            }
        }

        private void run() {
            scheduled = false;
            long now = loop.now();
            while (!rooms.isEmpty() && rooms.element().until <= now) {
                due.accept(rooms.remove());
            }
            schedule();
        }
    }
}
