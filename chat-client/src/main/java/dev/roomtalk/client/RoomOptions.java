package dev.roomtalk.client;

import org.jspecify.annotations.Nullable;

/**
 * A room to be made.
 *
 * @param ephemeral it closes with its last member
 * @param closeWithHost it closes when its host leaves
 * @param quiet no joined and left lines about this session
 */
public record RoomOptions(
        String name,
        String topic,
        @Nullable String password,
        boolean ephemeral,
        boolean closeWithHost,
        boolean quiet) {}
