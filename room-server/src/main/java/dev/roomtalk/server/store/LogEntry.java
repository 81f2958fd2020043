package dev.roomtalk.server.store;

import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revisable;
import dev.roomtalk.server.room.Revision;
import dev.roomtalk.wire.Utf8;

/** A message of a room's log, under the number that the engine gave it. */
public record LogEntry(long epoch, long sequence, MessageLog.AppendRequest message, Revision revision)
        implements Revisable<LogEntry> {
    /** More than a page's encoding needs for one message beside its texts. */
    private static final int OVERHEAD = 128;

    /** One that is as it was said. */
    public LogEntry(long epoch, long sequence, MessageLog.AppendRequest message) {
        this(epoch, sequence, message, Revision.NONE);
    }

    /** What it counts for in bytes, in a page and in what a log may hold. */
    public int weight() {
        String label = message.label();
        return OVERHEAD
                + Utf8.length(message.text())
                + Utf8.length(message.userName())
                + (label == null ? 0 : Utf8.length(label));
    }

    /** What it takes in an answer, where the name of who has removed it stands twice. */
    public int shownWeight() {
        String removedBy = revision.removedBy();
        return weight() + (removedBy == null ? 0 : 2 * Utf8.length(removedBy));
    }

    @Override
    public String text() {
        return message.text();
    }

    @Override
    public String by() {
        return message.userName();
    }

    @Override
    public Purpose purpose() {
        return message.purpose();
    }

    @Override
    public LogEntry revised(String changed, Revision by) {
        return new LogEntry(epoch, sequence, message.withText(changed), by);
    }
}
