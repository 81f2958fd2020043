package dev.roomtalk.server.control;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.EveryRoom;
import dev.roomtalk.server.store.Purge;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.UserRecords;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Removes messages for good, as an operator wants it: those that are stored, those that a room repeats, and the files
 * that were sent with them. Any thread.
 */
public final class MessageRemoval {
    private final UserRecords records;
    private final EveryRoom rooms;
    private final @Nullable Transfers transfers;

    /** @param transfers null: this server has no files */
    public MessageRemoval(UserRecords records, EveryRoom rooms, @Nullable Transfers transfers) {
        this.records = records;
        this.rooms = rooms;
        this.transfers = transfers;
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
                        .thenApply(_ -> purged.messages()))
                .thenCompose(messages -> removeFiles(room, which).thenApply(_ -> messages));
    }

    private CompletionStage<Void> removeFiles(RoomId room, Purge which) {
        return transfers == null
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.runAsync(
                        () -> transfers
                                .files()
                                .removeIf(file -> file.room().equals(room)
                                        && which.takes(file.userId(), file.userName(), file.timeMillis())),
                        transfers.threads()::execute);
    }
}
