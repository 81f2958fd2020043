package dev.roomtalk.client;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.RenewToken;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.wire.Name;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One session with a server: it connects, reconnects with backoff and the same token, joins its rooms again, and moves
 * between UDP and TCP by itself. Every method may be called from any thread and returns at once; futures complete on the
 * session's own thread, exceptionally only with {@link ChatException}.
 */
public final class ChatClient implements AutoCloseable {
    private final SessionLoop loop;
    private final Session session;
    private final CompletableFuture<Void> connected;
    private final Runnable shutDown;
    private final Moderation moderation = new Moderation(this::ask);

    ChatClient(SessionLoop loop, Session session, CompletableFuture<Void> connected, Runnable shutDown) {
        this.loop = loop;
        this.session = session;
        this.connected = connected;
        this.shutDown = shutDown;
    }

    /**
     * Starts connecting. {@code identity} is called when the server has made a new user, with the token that the caller should
     * keep: it is shown once.
     */
    public static ChatClient start(ClientSettings settings, IdentityListener identity, ChatListener listener) {
        return SocketNetwork.start(settings, identity, listener);
    }

    /** Takes the token of a new user. Called on the session's own thread. */
    @FunctionalInterface
    public interface IdentityListener {
        void onNewToken(String name, byte[] token);
    }

    /**
     * Done at the first Welcome; exceptionally if the server refuses for good, or cannot be reached at the first attempt. In the
     * latter case the session goes on trying until it is closed.
     */
    public CompletableFuture<Void> connected() {
        return connected;
    }

    public CompletableFuture<JoinedRoom> createRoom(RoomOptions options) {
        CompletableFuture<JoinedRoom> made = new CompletableFuture<>();
        if (named(options.name(), made)) {
            loop.execute(() -> session.rooms().create(options, made));
        }
        return made;
    }

    /**
     * Joins a room; {@code quiet}: without joined and left lines for the others.
     *
     * @param password or an {@linkplain InvitationToken invitation}; null: neither
     */
    public CompletableFuture<JoinedRoom> join(String room, @Nullable String password, boolean quiet) {
        return enter(room, password, quiet, false);
    }

    /**
     * Joins a room for as long as this session: the user is a member afterwards only if it was one before, or becomes one in
     * another session meanwhile.
     */
    public CompletableFuture<JoinedRoom> visit(String room, @Nullable String password, boolean quiet) {
        return enter(room, password, quiet, true);
    }

    private CompletableFuture<JoinedRoom> enter(String room, @Nullable String password, boolean quiet, boolean visit) {
        CompletableFuture<JoinedRoom> joined = new CompletableFuture<>();
        if (named(room, joined)) {
            loop.execute(() -> session.rooms().join(room, password, quiet, visit, joined));
        }
        return joined;
    }

    public CompletableFuture<Void> leave(String room) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        if (named(room, left)) {
            loop.execute(() -> session.rooms().leave(room, left));
        }
        return left;
    }

    /** The host ends the room for all. */
    public CompletableFuture<Void> closeRoom(String room) {
        return ask(
                ClientMessage.newBuilder().setCloseRoom(CloseRoom.newBuilder().setName(room)), false, answer -> null);
    }

    public CompletableFuture<List<RoomSummary>> rooms() {
        return ask(
                ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()),
                true,
                answer -> answer.getRoomList().getRoomsList().stream()
                        .map(room -> new RoomSummary(
                                room.getName(),
                                room.getTopic(),
                                room.getMemberCount(),
                                room.getPresentCount(),
                                room.getPasswordNeeded(),
                                room.getJoined(),
                                !room.getNoHistory(),
                                room.getPrivate()))
                        .toList());
    }

    public CompletableFuture<List<RoomMember>> members(String room) {
        return ask(
                ClientMessage.newBuilder()
                        .setListMembers(ListMembers.newBuilder().setRoom(room)),
                true,
                answer -> Rooms.members(answer.getMemberList().getMembersList()));
    }

    public CompletableFuture<Void> setTopic(String room, String topic) {
        return ask(
                ClientMessage.newBuilder()
                        .setSetTopic(SetTopic.newBuilder().setRoom(room).setTopic(topic)),
                true,
                answer -> null);
    }

    /** Changes how a room is set, as its host. */
    public CompletableFuture<Void> changeRoom(String room, RoomSettingsChange change) {
        return ask(ClientMessage.newBuilder().setChangeRoom(change.of(room)), true, answer -> null);
    }

    /** What the host of a room and its moderators do about others. */
    public Moderation moderation() {
        return moderation;
    }

    /** Looks for messages, newest first. One search at a time: another is refused. */
    public CompletableFuture<Search.Page> search(Search search) {
        return ask(
                ClientMessage.newBuilder().setSearch(search.request()),
                true,
                answer -> Search.page(answer.getSearchPage()));
    }

    /** Makes a new token, which ends every other session of the user, and returns it. */
    public CompletableFuture<byte[]> renewToken() {
        return ask(ClientMessage.newBuilder().setRenewToken(RenewToken.getDefaultInstance()), false, answer -> {
            byte[] token = answer.getTokenRenewed().getToken().toByteArray();
            session.onTokenRenewed(token);
            return token.clone();
        });
    }

    /**
     * Publishes a message in a room that was joined. It is sent, and sent again, by whatever transport works until the room
     * answers; messages of one session appear in the order of these calls. Whoever completes {@link Publication#answered} takes the
     * message back, if it was not sent yet, or gives up on its answer.
     *
     * @param label on whose behalf, or null
     */
    public Publication publish(String room, String text, @Nullable String label) {
        return publish(room, 0, text, label);
    }

    /**
     * The same for a program that numbers its messages itself, because it goes on after its own death ({@link
     * ClientSettings#instance}). It writes number and message down before it calls this, and says what was not answered again under
     * the same number: the room takes each once.
     *
     * @param n above that of every message of this session in the room before; what lies between was never said, or was answered
     */
    public Publication publish(String room, long n, String text, @Nullable String label) {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        int longest = session.longestText();
        if (length == 0) {
            return Outbox.refused(room, Reason.FAILED, "a message has at least one character");
        }
        if (length > longest) {
            return Outbox.refused(
                    room, Reason.TOO_LONG, "a message has at most " + longest + " bytes; this one has " + length);
        }
        if (label != null && Name.label(label) instanceof Name.Invalid(String sentence)) {
            return Outbox.refused(room, Reason.BAD_NAME, sentence);
        }
        return session.rooms().publish(room, Rooms.key(room), n, text, label);
    }

    /**
     * Reads a stretch of the history of a room that was joined, at most 64 KiB: {@link RoomHistory} says what it covers, and from
     * where to go on. Readings of one session are done one after the other. Fails when the connection is lost.
     */
    public CompletableFuture<RoomHistory> history(String room, HistoryQuery query) {
        CompletableFuture<RoomHistory> read = new CompletableFuture<>();
        if (named(room, read)) {
            loop.execute(() -> session.rooms().history(room, query, read));
        }
        return read;
    }

    /** What was said around a sequence: at most {@code before} messages up to it, and {@code after} above it. */
    public CompletableFuture<RoomHistory> historyAround(String room, long sequence, int before, int after) {
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

    public ConnectionStatus status() {
        return session.status();
    }

    /** Says goodbye and ends the session; waits at most a second for what was queued to be written. */
    @Override
    public void close() {
        CountDownLatch closed = new CountDownLatch(1);
        loop.execute(() -> session.close(closed::countDown));
        if (!loop.inLoop()) {
            try {
                boolean _ = closed.await(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        shutDown.run();
    }

    private static boolean named(String room, CompletableFuture<?> future) {
        if (Name.room(room) instanceof Name.Invalid(String sentence)) {
            future.completeExceptionally(new ChatException(Reason.BAD_NAME, sentence));
            return false;
        }
        return true;
    }

    private <T> CompletableFuture<T> ask(
            ClientMessage.Builder request, boolean repeatable, Function<ServerMessage, @Nullable T> result) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> session.requests().ask(request, repeatable, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                future.complete(result.apply(answer));
            }

            @Override
            public void onFailure(ChatException why) {
                future.completeExceptionally(why);
            }
        }));
        return future;
    }
}
