package dev.roomtalk.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One session with a server: it connects, reconnects with backoff and the same token, joins its rooms again, and moves
 * between UDP and TCP by itself. Every method may be called from any thread and returns at once; futures complete on
 * the session's own thread, exceptionally only with {@link ChatException}.
 *
 * <p>{@code dev.roomtalk.client.sockets.SocketClient} starts one.
 */
public interface ChatClient extends AutoCloseable {
    /**
     * Takes the tokens that prove this user. Called on the session's own thread.
     *
     * <p>A token is given twice: {@link #onRegister} before the server knows it, {@link #onNewToken} when it is the
     * user's. A program that keeps it the first time loses no name, whatever happens between the two.
     */
    @FunctionalInterface
    interface IdentityListener {
        /**
         * A new user is about to be registered under this token, or a user's token to be renewed to it.
         *
         * @param made 32 bytes
         * @return what to register: {@code made}, or a token that was kept by an earlier call for this name and never
         *     given to {@link #onNewToken}
         * @throws RuntimeException it cannot be kept: nothing is registered, and the session ends with the message
         */
        default byte[] onRegister(String name, byte[] made) {
            return made;
        }

        /** The token that {@link #onRegister} has kept for this name; null if there is none. */
        default byte @Nullable [] unconfirmed(String name) {
            return null;
        }

        /** @param token 32 bytes, to be kept: it is shown once */
        void onNewToken(String name, byte[] token);

        /** The server has refused to make this user: what {@link #onRegister} has kept is nobody's. */
        default void onNotRegistered(String name) {}
    }

    /**
     * Done when the server has welcomed the session for the first time; exceptionally if the server refuses for good,
     * or cannot be reached at the first attempt. In the latter case the session goes on trying until it is closed.
     */
    CompletableFuture<Void> connected();

    /** Makes a room and joins it as its host. */
    CompletableFuture<JoinedRoom> createRoom(RoomOptions options);

    /**
     * Joins a room; {@code quiet}: the other members see no joined and left lines about this session.
     *
     * @param password of the room, or an {@linkplain InvitationToken invitation}; null if neither is needed
     */
    CompletableFuture<JoinedRoom> join(String room, @Nullable String password, boolean quiet);

    /**
     * Joins a room for as long as this session: the user is a member afterwards only if it was one before, or becomes
     * one in another session meanwhile.
     */
    CompletableFuture<JoinedRoom> visit(String room, @Nullable String password, boolean quiet);

    /** Ends the user's membership of a room, for all sessions of the user. */
    CompletableFuture<Void> leave(String room);

    /** Ends a room for all its members; only its host may. */
    CompletableFuture<Void> closeRoom(String room);

    /** Lists the rooms that this user may see, those with the most people first. */
    CompletableFuture<Listing<RoomSummary>> listRooms();

    /** The rooms of {@link #listRooms}, as many as the server lists. */
    default CompletableFuture<List<RoomSummary>> rooms() {
        return listRooms().thenApply(Listing::listed);
    }

    /** Lists the members of a room, those who are present first. */
    CompletableFuture<Listing<RoomMember>> listMembers(String room);

    /** The members of {@link #listMembers}, as many as the server lists. */
    default CompletableFuture<List<RoomMember>> members(String room) {
        return listMembers(room).thenApply(Listing::listed);
    }

    /**
     * Says that this user is away, to the members of all its rooms, as long as the connection lasts.
     *
     * @param text why, at most 200 characters; empty: the user is back, in all its sessions
     */
    CompletableFuture<Void> setAway(String text);

    /** Changes the topic of a room. */
    CompletableFuture<Void> setTopic(String room, String topic);

    /** Changes the settings of a room; only its host may. */
    CompletableFuture<Void> changeRoom(String room, RoomSettingsChange change);

    /** Returns what hosts and moderators of rooms can do about other users. */
    Moderation moderation();

    /** Returns what concerns private conversations with other users. */
    Conversations conversations();

    /** Returns what can be done with files: they are sent to rooms, and got from them. */
    RoomFiles files();

    /** Looks for messages, newest first. One search at a time: another is refused. */
    CompletableFuture<Search.Page> search(Search search);

    /** Makes a new token, which ends every other session of the user, and returns it. */
    CompletableFuture<byte[]> renewToken();

    /**
     * Publishes a message in a room that was joined. It is sent, and sent again, by whatever transport works until the
     * room answers; messages of one session appear in the order of these calls. Whoever completes
     * {@link Publication#answered} takes the message back, if it was not sent yet, or gives up on its answer.
     *
     * @param label on whose behalf the message is published; null for the user alone
     */
    Publication publish(String room, String text, @Nullable String label);

    /** Publishes something, as {@link #publish(String, String, String)} publishes a text. */
    Publication publish(String room, MessageContent content);

    /**
     * Publishes a message under a number of the caller's own, for a program that goes on after its own death
     * ({@link ClientSettings#instance}). It writes number and message down before it calls this, and publishes what was
     * not answered again under the same number: the room takes each number once.
     *
     * @param n above that of every earlier message of this session in the room; a number that is left out cannot be
     *     used later
     */
    Publication publish(String room, long n, String text, @Nullable String label);

    /**
     * Reads a stretch of the history of a room that was joined, at most 64 KiB: {@link RoomHistory} says what it
     * covers, and from where to go on. Readings of one session are done one after the other. Fails when the connection
     * is lost.
     */
    CompletableFuture<RoomHistory> history(String room, HistoryQuery query);

    /** Reads the messages around a sequence: at most {@code before} messages up to it, and {@code after} above it. */
    default CompletableFuture<RoomHistory> historyAround(String room, long sequence, int before, int after) {
        return history(room, HistoryQuery.before(sequence + 1, before))
                .thenCombine(history(room, HistoryQuery.after(sequence)), (below, above) -> {
                    List<ChatEvent.Message> messages = new ArrayList<>(below.messages());
                    above.messages().stream().limit(after).forEach(messages::add);
                    long end = above.messages().size() > after
                            ? above.messages().get(after).sequence() - 1
                            : above.coversTo();
                    return new RoomHistory(
                            above.room(),
                            messages,
                            below.coversFrom(),
                            Math.max(end, below.coversTo()),
                            above.oldest());
                });
    }

    /**
     * The user is writing in a room that was joined: those of its members who want to know it are told, if that is
     * possible at once. To be called every few seconds as long as it is so.
     */
    void typing(String room);

    /** Returns the state of the connection at this moment. */
    ConnectionStatus status();

    /**
     * Says goodbye and ends the session; waits at most a second for what was queued to be written. To be called again
     * does nothing.
     */
    @Override
    void close();
}
