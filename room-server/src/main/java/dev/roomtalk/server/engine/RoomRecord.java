package dev.roomtalk.server.engine;

import dev.roomtalk.wire.Name;
import org.jspecify.annotations.Nullable;

/**
 * A room as the engine knows it.
 *
 * @param passwordHash as {@code Passwords} writes it; null: none is needed
 * @param epoch that its next message is numbered in: given by the engine, higher than any that a room of this name had
 *     before this start of the engine, or before it was closed
 * @param sequence the highest sequence committed
 */
public record RoomRecord(
        Name name,
        String topic,
        @Nullable String passwordHash,
        boolean ephemeral,
        boolean closeWithHost,
        long epoch,
        long sequence) {
    /** One that is still to be made: the engine gives it its epoch. */
    public static RoomRecord wanted(
            Name name, String topic, @Nullable String passwordHash, boolean ephemeral, boolean closeWithHost) {
        return new RoomRecord(name, topic, passwordHash, ephemeral, closeWithHost, 0, 0);
    }
}
