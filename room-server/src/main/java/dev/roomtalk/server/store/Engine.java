package dev.roomtalk.server.store;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.wire.Name;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.LongPredicate;
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

    /**
     * Why nothing can be stored at present, for the person: "its disk is full"; null: it can. Messages are relayed on;
     * what else is to be stored is better refused than promised.
     */
    default @Nullable String trouble() {
        return null;
    }

    /** Messages that were numbered and are not committed yet. Any thread. */
    default int waiting() {
        return 0;
    }

    /**
     * For how long the oldest of these has waited, or a little longer, in milliseconds; 0: there are none. Any thread.
     */
    default long lagMillis() {
        return 0;
    }

    /** From now on it keeps what these allow; of the bytes of all rooms together what it allowed before. */
    default void follow(EngineLimits limits) {}

    /** Tells who is connected: their names do not expire. */
    default void spare(LongPredicate connected) {}

    /** Notes that these users are in use now. Nobody waits for it. */
    default void noteUse(Collection<Long> userIds) {}

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

    /** What an operator changes of users. */
    default Accounts accounts() {
        throw new UnsupportedOperationException(name() + " has no operator");
    }

    /**
     * Makes the room with its first members, and returns it with its epoch; null: one of that name exists. Fails with
     * {@link NotStoredException} where it cannot be stored.
     */
    CompletionStage<@Nullable RoomRecord> createRoom(RoomRecord wanted);

    /** Every room there is, with its members and its bans. */
    CompletionStage<List<RoomRecord>> rooms();

    CompletionStage<Void> setTopic(Name room, String topic);

    /** From now on the room keeps what these allow, of what the engine itself allows. */
    CompletionStage<Void> setSettings(Name room, RoomSettings settings);

    /**
     * Who is a member of the room, and as what: {@code now} are, whatever they were before, and {@code gone} are no
     * longer. All of it or nothing is there after a crash; what comes later counts. Done when it is kept: while that
     * cannot be done it is tried again. Users and rooms that do not exist any longer have no memberships.
     */
    CompletionStage<Void> changeMembers(Name room, List<MemberRecord> now, List<Long> gone);

    /** The rooms that a user is a member of, by {@link #changeMembers}. */
    CompletionStage<List<Name>> roomsOf(long userId);

    /**
     * Remembers a ban, in the place of another of its {@linkplain Ban.Key kind and user}. Done when it is kept. Fails
     * with {@link NotStoredException} where it cannot be kept now: then it is kept when it can be, unless something
     * else was said of it meanwhile. Bans that have ended, and those of users and rooms that are no more, are
     * forgotten.
     */
    CompletionStage<Void> ban(Name room, Ban ban);

    /** Remembers no such ban; the same. */
    CompletionStage<Void> unban(Name room, Ban.Key ban);

    /**
     * Remembers an invitation to a room, in the place of what was known of it. Done when it is kept. Fails with {@link
     * NotStoredException} where it cannot be kept. With the room they are forgotten.
     */
    CompletionStage<Void> invite(Name room, Invitation invitation);

    /** Remembers it no longer; the same. */
    CompletionStage<Void> uninvite(Name room, String hash);

    /**
     * Remembers that these addresses may not connect, in the place of another ban of the same range. Done when it is
     * kept. Fails with {@link NotStoredException} where it cannot be kept.
     */
    CompletionStage<Void> banAddress(AddressBan ban);

    /** Remembers no such ban; the same. */
    CompletionStage<Void> unbanAddress(AddressRange range);

    /** In the order in which they were made; such as have ended may be among them. */
    CompletionStage<List<AddressBan>> addressBans();

    CompletionStage<Void> closeRoom(Name room);

    /**
     * Numbers a message, then commits it; or says that it has had this message before. For one room, numbers are
     * answered in the order of the calls, and committed in the order of the numbers. Sequences go on from the last
     * committed one, in a higher epoch after each start: a pair of epoch and sequence is never given twice.
     *
     * <p>With the message, in one transaction, the highest n of its (room, user, instance) is kept, for 30 days at
     * least: an n that is not above it is a duplicate.
     */
    void append(Name room, AppendRequest message, AppendAnswer answer);

    /** The highest n committed of what this instance of the user has said in the room; 0: nothing. */
    CompletionStage<Long> highestN(Name room, long userId, long instance);

    /**
     * The last sequence committed in this epoch or in one before it: what a client that knows (epoch, s) may keep is
     * what lies up to there. 0: the room had none.
     */
    CompletionStage<Long> epochEnd(Name room, long epoch);

    /** Reads committed messages, in the order of their sequence. Fails if the log cannot be read. */
    CompletionStage<LogPage> read(Name room, LogRange range);

    /**
     * Looks for messages that were committed, newest first. In rooms that there are not nothing is found. Fails if the
     * log cannot be read, or too many searches wait. May compute for a while before it returns.
     */
    CompletionStage<Search.Answer> search(Search search);

    @Override
    void close();

    /** What {@link #createUser} came to. */
    sealed interface UserCreation {}

    record Created(UserRecord user) implements UserCreation {}

    /** Another user has that name. */
    record NameTaken() implements UserCreation {}

    /** Another user has a name that looks like it. */
    record LooksTaken() implements UserCreation {}

    /** No more users. */
    record Full() implements UserCreation {}

    /** A message to be kept; see {@code Message} of the room for the fields. */
    record AppendRequest(
            long userId,
            String userName,
            long instance,
            long n,
            String text,
            @Nullable String label,
            long timeMillis) {}

    /**
     * What becomes of a message: one {@code numbered}, then one {@code committed}; or {@code duplicate} and nothing
     * else; or {@code failed}, instead of either of the first two: it is not in the log, and will not be under this
     * number.
     */
    interface AppendAnswer {
        void numbered(long epoch, long sequence);

        /** {@code stored}: it is there after the crash that the engine promises to survive. */
        void committed(boolean stored);

        /**
         * It was numbered and committed before, under this pair; (0, 0): the log has it no longer.
         *
         * @param stored as it was said of the first; false where the pair is not known
         */
        void duplicate(long epoch, long sequence, boolean stored);

        void failed();
    }
}
