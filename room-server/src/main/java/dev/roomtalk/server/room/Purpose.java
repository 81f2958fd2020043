package dev.roomtalk.server.room;

import dev.roomtalk.wire.Kind;

/**
 * What a message is, and which other message of its room it is about.
 *
 * @param epoch of the other message, as its {@code sequence}; both 0 where the kind is about none
 */
public record Purpose(Kind kind, long epoch, long sequence) {
    /** Of nearly every message: it is to be read. */
    public static final Purpose TEXT = new Purpose(Kind.TEXT, 0, 0);

    /** A purpose; what the kind does not need is left out. */
    public static Purpose of(Kind kind, long epoch, long sequence) {
        if (kind == Kind.TEXT) {
            return TEXT;
        }
        return kind.isAbout() ? new Purpose(kind, epoch, sequence) : new Purpose(kind, 0, 0);
    }
}
