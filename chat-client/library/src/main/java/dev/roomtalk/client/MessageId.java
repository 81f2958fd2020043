package dev.roomtalk.client;

/** Names a message of a room for good. */
public record MessageId(long epoch, long sequence) {}
