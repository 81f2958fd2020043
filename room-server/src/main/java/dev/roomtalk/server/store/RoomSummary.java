package dev.roomtalk.server.store;

import dev.roomtalk.wire.Name;

/**
 * What is known of a room without opening it.
 *
 * @param members how many members it has
 * @param passwordNeeded to enter it
 * @param history its messages are kept
 * @param hidden strangers do not see it
 * @param lastUsed when somebody was last seen to speak there, or to be a member; milliseconds of Unix time, 0: now
 */
public record RoomSummary(
        RoomId id,
        Name name,
        String topic,
        int members,
        boolean passwordNeeded,
        boolean history,
        boolean hidden,
        long lastUsed) {}
