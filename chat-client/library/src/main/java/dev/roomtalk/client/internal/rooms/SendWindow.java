package dev.roomtalk.client.internal.rooms;

/**
 * How many messages of a session may be on their way to a room at once. It begins small, opens with every answer up to
 * what the server allows, and halves when the server says that it cannot keep up. Confined to the session's loop.
 */
final class SendWindow {
    private static final int FIRST = 32;

    private int allowed = FIRST;
    private int size = FIRST;
    // Below it the window opens with every answer, above it with every windowful (RFC 5681 §3.1).
    private int threshold = Integer.MAX_VALUE;
    private int answered;

    /** Takes the server's limit; at least one message is always allowed. */
    void allow(int limit) {
        allowed = Math.max(1, limit);
        size = Math.min(size, allowed);
    }

    /** Whether a message may be sent while {@code base} is the oldest one without an answer. */
    boolean has(long n, long base) {
        return n - base < size;
    }

    void onAnswer() {
        if (size < allowed && ++answered >= (size < threshold ? 1 : size)) {
            size++;
            answered = 0;
        }
    }

    void onOverload() {
        size = Math.max(1, size / 2);
        threshold = size;
        answered = 0;
    }
}
