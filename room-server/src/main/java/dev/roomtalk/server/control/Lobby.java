package dev.roomtalk.server.control;

import dev.roomtalk.server.engine.Engine;
import dev.roomtalk.server.engine.RoomRecord;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.RoomDirectory;
import dev.roomtalk.server.relay.RoomRef;
import dev.roomtalk.wire.Name;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The set of rooms: finds and makes them. Any thread. */
public final class Lobby {
    private final Engine engine;
    private final Relay relay;
    private final RoomDirectory directory;
    private final int maxRooms;

    public Lobby(Engine engine, Relay relay, RoomDirectory directory, int maxRooms) {
        this.engine = engine;
        this.relay = relay;
        this.directory = directory;
        this.maxRooms = maxRooms;
    }

    @Nullable
    RoomRef find(Name name) {
        return directory.find(name.key());
    }

    @Nullable
    RoomRef find(int number) {
        return directory.find(number);
    }

    Collection<RoomRef> rooms() {
        return directory.all();
    }

    boolean full() {
        return directory.size() >= maxRooms;
    }

    /** Why nothing can be stored at present, for the person; null: it can. */
    @Nullable
    String trouble() {
        return engine.trouble();
    }

    /** Makes a room; null: one of that name exists. */
    CompletionStage<@Nullable RoomRef> create(RoomRecord wanted) {
        return engine.createRoom(wanted).thenApply(made -> made == null ? null : relay.open(made));
    }
}
