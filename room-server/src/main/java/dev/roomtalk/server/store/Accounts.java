package dev.roomtalk.server.store;

import dev.roomtalk.wire.Name;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What an operator, or a user itself, changes of users, whether they are connected or not, and what an operator removes
 * of what they have said. Any
 * thread may call; nothing here blocks. What changes something fails with {@link NotStoredException} where it cannot be
 * stored.
 */
public interface Accounts {
    /** What is kept of a user; null: there is no such user. */
    CompletionStage<@Nullable Account> account(long userId);

    /**
     * Gives a user another name. Memberships, roles, bans and mutes are of the user and stay; messages keep the name
     * under which they were said.
     *
     * @param distinct only if no other user's name {@linkplain dev.roomtalk.server.names.Looks looks} like this one
     */
    CompletionStage<Renaming> rename(long userId, Name name, boolean distinct);

    /** Removes a user with its memberships and its bans; false: there is no such user. */
    CompletionStage<Boolean> delete(long userId);

    /** Sets who may begin a conversation with the user; false: there is no such user. */
    CompletionStage<Boolean> setContacts(long userId, Contacts contacts);

    /**
     * Removes messages of a room for good, of those that were numbered when this is called: done when none of them is
     * read or found any longer. Their places in memory and on the disk are overwritten after that. Where it fails some
     * may have been removed.
     */
    CompletionStage<Purged> purge(RoomId room, Purge which);

    /**
     * What {@link #purge} came to.
     *
     * @param messages that were removed
     * @param upTo no message above this sequence was looked at
     */
    record Purged(long messages, long upTo) {}

    /**
     * A user.
     *
     * @param lastUsed about when it was last noted to be in use, in milliseconds of Unix time
     * @param contacts who may begin a conversation with it
     */
    record Account(UserRecord user, TokenHash token, long lastUsed, Contacts contacts) {}

    /** What {@link #rename} came to. */
    sealed interface Renaming {}

    /** @param user as it is now */
    record Renamed(UserRecord user) implements Renaming {}

    /** Another user has that name. */
    record NameTaken() implements Renaming {}

    /** Another user has a name that looks like it. */
    record LooksTaken() implements Renaming {}

    record NoSuchUser() implements Renaming {}
}
