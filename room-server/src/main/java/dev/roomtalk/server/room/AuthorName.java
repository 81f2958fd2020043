package dev.roomtalk.server.room;

/**
 * A program of a user that speaks in a room.
 *
 * @param number small, never given twice in a room's epoch
 */
public record AuthorName(int number, long userId, String name, long instance) {}
