package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomCommand;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Tells every room of a node something that nobody in it asked for. Any thread. */
public final class EveryRoom {
    private final List<LoopRooms> loops;

    EveryRoom(List<LoopRooms> loops) {
        this.loops = loops;
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
    public static CompletionStage<Void> tell(RoomRef room, RoomCommand.Silent command) {
        room.tell(command);
        CompletableFuture<Void> done = new CompletableFuture<>();
        // What was given to the loop before is done when this is.
        room.rooms().thread().execute(() -> done.complete(null));
        return done;
    }
}
