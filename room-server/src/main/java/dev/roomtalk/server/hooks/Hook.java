package dev.roomtalk.server.hooks;

import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;

/**
 * A web hook: who has its token may say something in one room, and nothing else.
 *
 * @param userId the user under whose name it speaks, and as whom nobody can connect
 * @param name of that user when the hook was made
 * @param roomName of the room when the hook was made
 * @param token all that is kept of it
 * @param by the operator who has made it
 */
public record Hook(
        long userId, String name, RoomId room, String roomName, TokenHash token, long madeMillis, String by) {}
