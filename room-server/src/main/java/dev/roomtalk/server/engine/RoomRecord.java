package dev.roomtalk.server.engine;

import dev.roomtalk.wire.Name;
import org.jspecify.annotations.Nullable;

/**
 * A room as the engine knows it.
 *
 * @param passwordHash as {@code Passwords} writes it; null: none is needed
 * @param sequence the highest sequence committed
 */
public record RoomRecord(
        Name name,
        String topic,
        @Nullable String passwordHash,
        boolean ephemeral,
        boolean closeWithHost,
        long sequence) {}
