package dev.roomtalk.server.store;

import org.jspecify.annotations.Nullable;

/**
 * Which messages of a room are to be removed for good.
 *
 * @param author whose; null: everybody's
 * @param beforeMillis those that were taken before this time, in milliseconds of Unix time
 */
public record Purge(@Nullable Author author, long beforeMillis) {
    /** Everything. */
    public static final Purge ALL = new Purge(null, Long.MAX_VALUE);

    /**
     * Somebody who has said something.
     *
     * @param userId 0: nobody who exists
     * @param nameKey the key of a name under which it was said, by whoever had that; null: whatever the name was
     */
    public record Author(long userId, @Nullable String nameKey) {
        boolean said(long user, String userName) {
            return user == userId || (nameKey != null && nameKey.equals(Search.key(userName)));
        }
    }

    /** What a user has said, under whatever name. */
    public static Purge of(long userId) {
        return new Purge(new Author(userId, null), Long.MAX_VALUE);
    }

    /** Whether a message is to be removed. */
    public boolean takes(long userId, String userName, long timeMillis) {
        return timeMillis < beforeMillis && (author == null || author.said(userId, userName));
    }

    boolean takes(MessageLog.AppendRequest message) {
        return takes(message.userId(), message.userName(), message.timeMillis());
    }
}
