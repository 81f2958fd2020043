package dev.roomtalk.server.rooms;

import dev.roomtalk.server.room.RoomCommand;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Tells every room of a node something that nobody in it asked for. Any thread. */
public final class EveryRoom {
    private final RoomDirectory directory;

    public EveryRoom(RoomDirectory directory) {
        this.directory = directory;
    }

    /** Done when every room has carried out the command that there is now. */
    public CompletionStage<Void> tell(RoomCommand.Silent command) {
        Set<LoopThread> threads = new LinkedHashSet<>();
        for (RoomRef room : directory.all()) {
            room.tell(command);
            threads.add(room.rooms().thread());
        }
        return CompletableFuture.allOf(threads.stream().map(EveryRoom::turn).toArray(CompletableFuture[]::new));
    }

    /** Done when one room has carried out the command. */
    public static CompletionStage<Void> tell(RoomRef room, RoomCommand.Silent command) {
        room.tell(command);
        return turn(room.rooms().thread());
    }

    /** What was given to a loop before is done when this is. */
    private static CompletableFuture<Void> turn(LoopThread thread) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        thread.execute(() -> done.complete(null));
        return done;
    }
}
