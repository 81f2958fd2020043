package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/**
 * A message that the engine has numbered.
 *
 * @param author who wrote it; its number is the room's
 * @param n with the author's instance: the message id
 * @param timeMillis when the room took it, in milliseconds since 1970-01-01 UTC
 */
public record Message(
        long epoch,
        long sequence,
        AuthorName author,
        long n,
        String text,
        @Nullable String label,
        long timeMillis) {}
