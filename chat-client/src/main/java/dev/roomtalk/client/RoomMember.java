package dev.roomtalk.client;

/** A member of a room; {@code present} while it has a session. */
public record RoomMember(long userId, String name, boolean host, boolean present) {}
