package dev.roomtalk.server.room;

import dev.roomtalk.wire.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A message that another one is about.
 *
 * @param userId of its author
 * @param timeMillis when it was taken, in milliseconds since 1970-01-01 UTC
 * @param removed it is there, and has no text any more
 */
public record Target(long userId, long timeMillis, Kind kind, boolean removed) {
    static Target of(Message message) {
        return new Target(
                message.author().userId(),
                message.timeMillis(),
                message.purpose().kind(),
                message.revision().isRemoval());
    }

    /**
     * What the engine knows of a message that is about another one.
     *
     * @param saidBefore it has had the message itself before, by its n
     * @param target null: the log does not have it
     */
    public record LookUp(boolean saidBefore, @Nullable Target target) {}
}
