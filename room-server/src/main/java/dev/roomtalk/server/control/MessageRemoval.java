package dev.roomtalk.server.control;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.EveryRoom;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.UserRecords;
import java.util.concurrent.CompletionStage;

/**
 * Removes messages for good, as an operator wants it: those that are stored, then those that a room repeats. Any
 * thread.
 */
public final class MessageRemoval {
    private final UserRecords records;
    private final EveryRoom rooms;

    public MessageRemoval(UserRecords records, EveryRoom rooms) {
        this.records = records;
        this.rooms = rooms;
    }

    /** Returns how many stored messages of a room were removed, when nobody can read them any longer. */
    public CompletionStage<Long> in(RoomId room, Purge which) {
        return records.accounts()
                .purge(room, which)
                .thenCompose(purged -> rooms.tell(
                                room,
                                new RoomCommand.ForgetMessages(message -> message.sequence() <= purged.upTo()
                                        && which.takes(
                                                message.author().userId(),
                                                message.author().name(),
                                                message.timeMillis())))
                        .thenApply(_ -> purged.messages()));
    }
}
