package dev.roomtalk.server.store;

import java.util.concurrent.CompletionStage;

/**
 * How far users have read in rooms. Any thread may call; answers come on any thread, and possibly before the call
 * returns. Nothing here blocks. With the room, and with the user, its marks are forgotten.
 */
public interface ReadMarks {
    /**
     * The user has read the messages of a room up to this sequence; a lower one than before changes nothing. Done when
     * it is kept. Fails with {@link NotStoredException} where it cannot be kept.
     */
    CompletionStage<Void> markRead(RoomId room, long userId, long sequence);

    /** How far the user has read; 0: nothing. */
    CompletionStage<Long> readUpTo(RoomId room, long userId);
}
