package dev.roomtalk.server.rooms;

import dev.roomtalk.server.store.RoomFeed;
import dev.roomtalk.server.store.RoomRecord;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Opens rooms again that are not open. */
interface RoomOpener {
    /** Has the engine open the room, and bring its messages to the feed; null: it is closed. Any thread. */
    CompletionStage<@Nullable RoomRecord> find(RoomRef room, RoomFeed feed);

    /** Makes the room that the engine has opened with this feed. On the room's loop. */
    RoomHost open(UnopenedRoom room, RoomRecord record, RoomFeed feed);

    /** The engine has found no such room: nobody finds it from now on. Any thread. */
    void gone(RoomRef room);

    /** Whether the user is a member of the room. Any thread. */
    boolean isMember(long userId, RoomRef room);

    /** To be called on each loop once a second: other rooms may be about to expire. */
    void lookForSilentRooms(LoopThread loop);

    /** How long an empty and silent room is kept. Any thread. */
    Duration roomExpiry();
}
