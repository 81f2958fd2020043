package dev.roomtalk.server.store;

import dev.roomtalk.wire.Utf8;

/** A message of a room's log, under the number that the engine gave it. */
public record LogEntry(long epoch, long sequence, MessageLog.AppendRequest message) {
    /** More than a page's encoding needs for one message beside its texts. */
    private static final int OVERHEAD = 128;

    /** What it counts for in bytes, in a page and in what a log may hold. */
    public int weight() {
        String label = message.label();
        return OVERHEAD
                + Utf8.length(message.text())
                + Utf8.length(message.userName())
                + (label == null ? 0 : Utf8.length(label));
    }
}
