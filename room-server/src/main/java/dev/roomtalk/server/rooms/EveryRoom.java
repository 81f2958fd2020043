package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomCommand;
import dev.roomtalk.server.store.RoomId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Tells every room of a node something that nobody in it asked for. Any thread. */
public final class EveryRoom {
    private final List<LoopRooms> loops;
    private final RoomDirectory directory;
    private final LongFunction<CompletionStage<Void>> recall;

    /** @param recall learns from the engine which rooms a user is a member of */
    EveryRoom(List<LoopRooms> loops, RoomDirectory directory, LongFunction<CompletionStage<Void>> recall) {
        this.loops = loops;
        this.directory = directory;
        this.recall = recall;
    }

    /** Learns again which rooms a user is a member of: another node has changed that. */
    public CompletionStage<Void> recall(long userId) {
        return recall.apply(userId);
    }

    /** A room that is known here. */
    public @Nullable RoomRef find(RoomId id) {
        return directory.find(id);
    }

    /** A user that is deleted is in no room from now on. Done and failing as {@link #tell}. */
    public CompletionStage<Void> forgetUser(long userId) {
        return recall.apply(userId).thenCompose(_ -> tell(new RoomCommand.ForgetUser(userId)));
    }

    /**
     * Done when every room has carried out the command that there is now, and that the command means something to; the
     * others are not opened for it. Fails where a room could not be opened.
     */
    public CompletionStage<Void> tell(RoomCommand.Silent command) {
        return CompletableFuture.allOf(
                loops.stream().map(loop -> tell(loop, command)).toArray(CompletableFuture[]::new));
    }

    private static CompletableFuture<Void> tell(LoopRooms loop, RoomCommand.Silent command) {
        CompletableFuture<CompletableFuture<Void>> told = new CompletableFuture<>();
        loop.thread().execute(() -> {
            try {
                told.complete(loop.takeAll(command));
            } catch (RuntimeException e) {
                told.completeExceptionally(e);
                throw e;
            }
        });
        return told.thenCompose(Function.identity());
    }

    /** Done when one room, if it is open, has carried out the command. */
    public CompletionStage<Void> tell(RoomId id, RoomCommand.Silent command) {
        RoomRef room = directory.find(id);
        if (room == null) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        room.tell(command);
        // What was given to the loop before is done when this is.
        room.rooms().thread().execute(() -> done.complete(null));
        return done;
    }
}
