package dev.roomtalk.client;

import java.util.concurrent.CompletableFuture;

/**
 * A message on its way.
 *
 * @param n its number among this session's messages in the room
 * @param relayed done when this session has seen its own message come back from the room
 * @param answered done with the room's answer; never exceptionally
 */
public record Publication(String room, long n, CompletableFuture<Void> relayed, CompletableFuture<Receipt> answered) {}
