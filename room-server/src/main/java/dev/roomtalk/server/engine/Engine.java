package dev.roomtalk.server.engine;

import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where users, rooms and messages live. Any thread may call; answers come on any thread, and possibly before the call
 * returns. Nothing here blocks.
 */
public interface Engine extends AutoCloseable {
    /** For the start line: "memory". */
    String name();

    /** Users and rooms outlive the process. */
    boolean durable();

    /** The epoch of messages numbered from now on: higher than any before, also after a crash. */
    long epoch();

    CompletionStage<UserCreation> createUser(Name name, TokenHash token);

    /** The user that a token proves; notes that it was used. Null: nobody's. */
    CompletionStage<@Nullable UserRecord> findUser(TokenHash token);

    /** Gives the user another token, and forgets the old one. False: there is no such user. */
    CompletionStage<Boolean> renewToken(long userId, TokenHash token);

    /** Makes the room unless one of that name exists: false then. */
    CompletionStage<Boolean> createRoom(RoomRecord room);

    /** Every room there is. */
    CompletionStage<List<RoomRecord>> rooms();

    CompletionStage<Void> setTopic(Name room, String topic);

    CompletionStage<Void> closeRoom(Name room);

    /**
     * Numbers a message, then commits it. For one room, numbers are answered in the order of the calls; a pair of epoch and
     * sequence is never given twice.
     */
    void append(Name room, AppendRequest message, AppendAnswer answer);

    @Override
    void close();

    /** What {@link #createUser} came to. */
    sealed interface UserCreation {}

    record Created(UserRecord user) implements UserCreation {}

    /** Another user has that name. */
    record NameTaken() implements UserCreation {}

    /** No more users. */
    record Full() implements UserCreation {}

    /** A message to be kept; see {@code Message} of the room for the fields. */
    record AppendRequest(
            long userId,
            long instance,
            long n,
            String text,
            @Nullable String label,
            long timeMillis) {}

    /** The two answers: one {@code numbered}, then one {@code committed}; or {@code failed} instead of either. */
    interface AppendAnswer {
        void numbered(long epoch, long sequence);

        /** {@code stored}: it is there after the crash that the engine promises to survive. */
        void committed(boolean stored);

        void failed();
    }
}
