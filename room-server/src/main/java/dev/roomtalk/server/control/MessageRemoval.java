package dev.roomtalk.server.control;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.rooms.EveryRoom;
import dev.roomtalk.server.store.NodeBus;
import dev.roomtalk.server.store.Notice;
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
    private final NodeBus bus;
    private final EveryRoom rooms;
    private final @Nullable Transfers transfers;

    /**
     * For a server.
     *
     * @param bus to the nodes whose rooms repeat the same messages
     * @param transfers null: this server has no files
     */
    public MessageRemoval(UserRecords records, NodeBus bus, EveryRoom rooms, @Nullable Transfers transfers) {
        this.records = records;
        this.bus = bus;
        this.rooms = rooms;
        this.transfers = transfers;
    }

    /** Returns how many stored messages of a room were removed, when nobody can read them any longer. */
    public CompletionStage<Long> in(RoomId room, Purge which) {
        return records.accounts()
                .purge(room, which)
                .thenCompose(purged -> {
                    Notice.Purged notice = new Notice.Purged(room, which, purged.upTo());
                    bus.tell(notice);
                    return forget(rooms, notice).thenApply(_ -> purged.messages());
                })
                .thenCompose(messages -> removeFiles(room, which).thenApply(_ -> messages));
    }

    /** What was removed, on whatever node, is not repeated by this node. */
    static CompletionStage<Void> forget(EveryRoom rooms, Notice.Purged purged) {
        return rooms.tell(
                purged.room(),
                new RoomCommand.ForgetMessages(message -> message.sequence() <= purged.upTo()
                        && purged.which()
                                .takes(
                                        message.author().userId(),
                                        message.author().name(),
                                        message.timeMillis())));
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
