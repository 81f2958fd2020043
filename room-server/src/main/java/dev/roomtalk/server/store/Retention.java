package dev.roomtalk.server.store;

/**
 * How much of what was said is kept in memory: what is older goes first.
 *
 * @param messages of one room
 * @param bytes of one room, by {@link LogEntry#weight}
 * @param totalBytes of all rooms; beyond it a room that speaks gives up its own oldest messages
 */
public record Retention(int messages, long bytes, long totalBytes) {}
