package dev.roomtalk.server.store;

import dev.roomtalk.server.room.Purpose;
import dev.roomtalk.server.room.Revisable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The logs of all rooms: gives messages their numbers, keeps them, reads and searches them. Any thread may call;
 * answers come on any thread, and possibly before the call returns. Nothing here blocks.
 *
 * <p>A room is named by its {@link RoomId}. In a room that is closed nothing is appended, and nothing is found,
 * whatever other room has its name by now.
 */
public interface MessageLog {
    /**
     * Numbers a message, brings it to every open {@linkplain RoomFeed feed} of the room, and commits it; or says that
     * it has had this message before. For one room, the messages of one node are numbered in the order of its calls,
     * and committed in the order of the numbers. Sequences go on from the last committed one, in a higher epoch after
     * each start: a pair of epoch and sequence is never given twice.
     *
     * <p>With the message, in one transaction, the highest n of its (room, user, instance) is kept, for 30 days at
     * least: an n that is not above it is a duplicate.
     *
     * <p>In the same transaction it is carried out what the message does to another one of the log, as {@link
     * Revisable#carryOut} says: of what was removed, or replaced by an edit, no text is left.
     *
     * <p>It fails where its author may have lost the right to say it, and the node did not know: the room has been
     * changed by one that {@linkplain dev.roomtalk.server.room.RoomChange#restricts restricts} somebody, with a version
     * above this one.
     *
     * @param version of the room when it was decided that its author may say this
     */
    void append(RoomId room, long version, AppendRequest message, AppendAnswer answer);

    /** Appends a message that no room has decided about: it is taken whatever has changed. */
    default void append(RoomId room, AppendRequest message, AppendAnswer answer) {
        append(room, Long.MAX_VALUE, message, answer);
    }

    /** The highest n committed of what this instance of the user has said in the room; 0: nothing. */
    CompletionStage<Long> highestN(RoomId room, long userId, long instance);

    /**
     * The last sequence committed in this epoch or in one before it: what a client that knows (epoch, s) may keep is
     * what lies up to there. 0: the room had none.
     */
    CompletionStage<Long> epochEnd(RoomId room, long epoch);

    /** Reads committed messages, in the order of their sequence. Fails if the log cannot be read. */
    CompletionStage<LogPage> read(RoomId room, LogRange range);

    /**
     * Looks for messages that were committed, newest first. In rooms that do not exist nothing is found. Fails if the
     * log cannot be read, or too many searches wait. May compute for a while before it returns.
     */
    CompletionStage<Search.Answer> search(Search search);

    /** A message to be kept; see {@code Message} of the room for the fields. */
    record AppendRequest(
            long userId,
            String userName,
            long instance,
            long n,
            String text,
            @Nullable String label,
            long timeMillis,
            Purpose purpose) {
        /** One that is to be read. */
        public AppendRequest(
                long userId,
                String userName,
                long instance,
                long n,
                String text,
                @Nullable String label,
                long timeMillis) {
            this(userId, userName, instance, n, text, label, timeMillis, Purpose.TEXT);
        }

        AppendRequest withText(String changed) {
            return new AppendRequest(userId, userName, instance, n, changed, label, timeMillis, purpose);
        }
    }

    /**
     * What became of a message: one call of one of these. It tells who has appended the message, and nobody else; what
     * everybody is shown comes from the feed, before this answer or after it.
     */
    interface AppendAnswer {
        /**
         * It was numbered with this pair.
         *
         * @param stored it is there after the crash that the engine promises to survive; false: the log may not have it
         */
        void committed(long epoch, long sequence, boolean stored);

        /**
         * It was numbered and committed before, under this pair; (0, 0): the log has it no longer.
         *
         * @param stored as it was said of the first; false where the pair is not known
         */
        void duplicate(long epoch, long sequence, boolean stored);

        /** It was not taken: no feed brings it, unless it is appended again. */
        void failed();

        /**
         * Nobody knows whether it was taken, because the engine did not answer in time. A feed may have brought it, or
         * may bring it yet. Whoever appends it again finds out: its n says whether the engine has had it.
         */
        void unknown();
    }
}
