package dev.roomtalk.server.store;

import dev.roomtalk.wire.Name;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The users as they are kept: who exists, and which token proves it. Any thread may call; answers come on any thread,
 * and possibly before the call returns. Nothing here blocks. What the engine cannot be asked at present fails with
 * {@link NotAnsweredException}.
 */
public interface UserRecords {
    /**
     * Makes a user.
     *
     * @param distinct only if no other user's name {@linkplain dev.roomtalk.server.names.Looks looks} like this one
     */
    CompletionStage<UserCreation> createUser(Name name, boolean distinct, TokenHash token);

    /** The user that a token proves; notes that it was used. Null: nobody's. */
    CompletionStage<@Nullable UserRecord> findUser(TokenHash token);

    /** The user of this name; null: there is none. */
    CompletionStage<@Nullable UserRecord> userNamed(Name name);

    /**
     * Gives the user another token, and forgets the old one. False: there is no such user. Fails with {@link
     * NotStoredException} where it cannot be stored.
     */
    CompletionStage<Boolean> renewToken(long userId, TokenHash token);

    /** Tells who is connected: their names do not expire. */
    default void spare(LongPredicate connected) {}

    /** Notes that these users are in use now. Nobody waits for it. */
    default void noteUse(Collection<Long> userIds) {}

    /** What an operator changes of users. */
    default Accounts accounts() {
        throw new UnsupportedOperationException("this engine has no operator");
    }

    /** What {@link #createUser} came to. */
    sealed interface UserCreation {}

    record Created(UserRecord user) implements UserCreation {}

    /** Another user has that name. */
    record NameTaken() implements UserCreation {}

    /** Another user has a name that looks like it. */
    record LooksTaken() implements UserCreation {}

    /** No more users. */
    record Full() implements UserCreation {}
}
