package dev.roomtalk.server.rooms;

/**
 * How a room has been used since this start of the server, or since it was made.
 *
 * @param sessions that are in it now
 * @param messages that it has taken
 * @param bytes of these, once each
 */
public record RoomUsage(RoomRef room, int sessions, long messages, long bytes) {}
