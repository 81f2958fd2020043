package dev.roomtalk.server.relay;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.wire.Name;

/** The way to a room: its number, the loop that owns it, and what the list of rooms shows. Any thread. */
public final class RoomRef {
    private final int number;
    private final Name name;
    private final RelayLoop loop;
    private volatile Snapshot snapshot;

    /** A room as the list of rooms shows it. */
    public record Snapshot(
            String topic, int members, int present, boolean passwordNeeded, boolean history, boolean hidden) {
        /** Of a room that everybody sees. */
        public Snapshot(String topic, int members, int present, boolean passwordNeeded, boolean history) {
            this(topic, members, present, passwordNeeded, history, false);
        }
    }

    RoomRef(int number, Name name, RelayLoop loop, Snapshot snapshot) {
        this.number = number;
        this.name = name;
        this.loop = loop;
        this.snapshot = snapshot;
    }

    public int number() {
        return number;
    }

    public Name name() {
        return name;
    }

    RelayLoop loop() {
        return loop;
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    /** By the room's loop. */
    void show(Snapshot now) {
        snapshot = now;
    }

    /** Tells the room something. It answers through the participant's control link; BUSY if its loop has too much waiting. */
    public void tell(RoomCommand command) {
        if (!(command instanceof RoomCommand.Asked asked)) {
            loop.execute(() -> told(command));
        } else if (!loop.offer(() -> told(command))) {
            Refusals.busy(asked);
        }
    }

    private void told(RoomCommand command) {
        RoomHost host = loop.hosted(number);
        if (host == null) {
            RoomHost.answerClosed(this, command);
        } else {
            host.handle(command);
        }
    }
}
