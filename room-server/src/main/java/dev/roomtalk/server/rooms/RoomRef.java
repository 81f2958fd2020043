package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.Pair;
import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.RoomSummary;
import dev.roomtalk.wire.Name;
import org.jspecify.annotations.Nullable;

/** The way to a room: its number, the loop that owns it, and what the list of rooms shows. Any thread. */
public final class RoomRef {
    private final int number;
    private final RoomId id;
    private final Name name;
    private final @Nullable Pair pair;
    private final LoopRooms rooms;
    private volatile Snapshot snapshot;

    /** A room as the list of rooms shows it. */
    public record Snapshot(
            String topic, int members, int present, boolean passwordNeeded, boolean history, boolean hidden) {
        /** Of a room that nobody is in. */
        public static Snapshot of(RoomSummary room) {
            return new Snapshot(room.topic(), room.members(), 0, room.passwordNeeded(), room.history(), room.hidden());
        }

        /** Of a room that everybody sees. */
        public Snapshot(String topic, int members, int present, boolean passwordNeeded, boolean history) {
            this(topic, members, present, passwordNeeded, history, false);
        }
    }

    RoomRef(int number, RoomId id, Name name, LoopRooms rooms, Snapshot snapshot) {
        this.number = number;
        this.id = id;
        this.name = name;
        this.pair = Pair.of(name);
        this.rooms = rooms;
        this.snapshot = snapshot;
    }

    public int number() {
        return number;
    }

    /** The engine's: another room of the same name has another. */
    public RoomId id() {
        return id;
    }

    public Name name() {
        return name;
    }

    /** Whose conversation it is; null: it is another room. */
    public @Nullable Pair pair() {
        return pair;
    }

    /** The rooms of the loop that owns it. */
    LoopRooms rooms() {
        return rooms;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** To be called on the room's loop. */
    void show(Snapshot now) {
        snapshot = now;
    }

    /**
     * Gives the room a command, and opens it for that if it is not open. It answers through the participant's control
     * link; BUSY if its loop has too much waiting, or if it cannot be opened now.
     */
    public void tell(RoomCommand command) {
        if (!(command instanceof RoomCommand.Asked asked)) {
            rooms.thread().execute(() -> rooms.take(this, command));
        } else if (!rooms.thread().offer(() -> rooms.take(this, command))) {
            Refusals.busy(asked);
        }
    }
}
