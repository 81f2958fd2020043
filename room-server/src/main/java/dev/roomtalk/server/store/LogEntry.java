package dev.roomtalk.server.store;

import java.nio.charset.StandardCharsets;

/** A message of a room's log, under the number that the engine gave it. */
public record LogEntry(long epoch, long sequence, MessageLog.AppendRequest message) {
    /** More than a page's encoding needs for one message beside its texts. */
    private static final int OVERHEAD = 128;

    /** What it counts for in bytes, in a page and in what a log may hold. */
    public int weight() {
        String label = message.label();
        return OVERHEAD + utf8(message.text()) + utf8(message.userName()) + (label == null ? 0 : utf8(label));
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
