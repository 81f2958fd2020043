package dev.roomtalk.server.store.move;

import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.RoomId;
import java.io.IOException;

/** Carries everything from one engine to another. */
public final class Move {
    private final MoveSource source;
    private final MoveTarget target;
    private long users;
    private long rooms;
    private long messages;

    public Move(MoveSource source, MoveTarget target) {
        this.source = source;
        this.target = target;
    }

    /** How much was carried. */
    public record Carried(long users, long rooms, long messages) {}

    /** @throws IOException in a sentence for the person; then it can be begun again */
    public Carried run() throws IOException {
        source.users(user -> {
            target.user(user);
            users++;
        });
        for (AddressBan ban : source.addressBans()) {
            target.addressBan(ban);
        }
        source.rooms(this::carry);
        target.finish();
        return new Carried(users, rooms, messages);
    }

    private void carry(MovedRoom room) throws IOException {
        target.room(room);
        RoomId id = room.record().id();
        source.speakers(id, target::speaker);
        source.messages(id, message -> {
            target.message(message);
            messages++;
        });
        rooms++;
    }
}
