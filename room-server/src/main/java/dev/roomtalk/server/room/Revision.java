package dev.roomtalk.server.room;

import org.jspecify.annotations.Nullable;

/**
 * What a later message has made of a message.
 *
 * @param by the sequence of the later message; 0: there was none
 * @param removedBy the name of the user who has removed it, and then it has no text; null: it was edited, if anything
 */
public record Revision(long by, @Nullable String removedBy) {
    /** Of a message that is as it was said. */
    public static final Revision NONE = new Revision(0, null);

    public boolean isRemoval() {
        return removedBy != null;
    }
}
