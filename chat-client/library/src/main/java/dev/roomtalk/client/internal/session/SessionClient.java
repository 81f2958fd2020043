package dev.roomtalk.client.internal.session;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ConnectionStatus;
import dev.roomtalk.client.Conversations;
import dev.roomtalk.client.HistoryQuery;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.Listing;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.client.RoomHistory;
import dev.roomtalk.client.RoomMember;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.RoomSummary;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.Requests;
import dev.roomtalk.client.internal.files.FileTransfers;
import dev.roomtalk.client.internal.files.TransferConnection;
import dev.roomtalk.client.internal.rooms.RoomOutbox;
import dev.roomtalk.client.internal.rooms.SessionRooms;
import dev.roomtalk.client.internal.wire.FromServer;
import dev.roomtalk.client.internal.wire.ToServer;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.FileTicket;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.RenewToken;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetAway;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The {@link ChatClient} on a session: hands commands to the session's loop. Over 300 lines, because it has a method
 * for each command, and none does more than that.
 */
public final class SessionClient implements ChatClient {
    private final SessionLoop loop;
    private final ClientSession session;
    private final CompletableFuture<Void> connected;
    private final Runnable shutDown;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Moderation moderation = new ModerationRequests(this::ask);
    private final Conversations conversations = new ConversationRequests(this::ask, this::number);
    private final RoomFiles files;

    /**
     * The client on this session.
     *
     * @param transfers makes the connections that carry files
     * @param threads runs each transfer of a file, which blocks
     */
    public SessionClient(
            SessionLoop loop,
            ClientSession session,
            CompletableFuture<Void> connected,
            TransferConnection.Opener transfers,
            Executor threads,
            Runnable shutDown) {
        this.loop = loop;
        this.session = session;
        this.connected = connected;
        this.shutDown = shutDown;
        this.files = new FileTransfers(new TransferSession(), transfers, threads);
    }

    @Override
    public CompletableFuture<Void> connected() {
        return connected;
    }

    @Override
    public CompletableFuture<JoinedRoom> createRoom(RoomOptions options) {
        CompletableFuture<JoinedRoom> made = new CompletableFuture<>();
        if (named(options.name(), made)) {
            loop.execute(() -> session.rooms().create(options, made));
        }
        return made;
    }

    @Override
    public CompletableFuture<JoinedRoom> join(String room, @Nullable String password, boolean quiet) {
        return enter(room, password, quiet, false);
    }

    @Override
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

    @Override
    public CompletableFuture<Void> leave(String room) {
        CompletableFuture<Void> left = new CompletableFuture<>();
        if (named(room, left)) {
            loop.execute(() -> session.rooms().leave(room, left));
        }
        return left;
    }

    @Override
    public CompletableFuture<Void> closeRoom(String room) {
        return ask(
                ClientMessage.newBuilder().setCloseRoom(CloseRoom.newBuilder().setName(room)), false, answer -> null);
    }

    @Override
    public CompletableFuture<Listing<RoomSummary>> listRooms() {
        return ask(
                ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()),
                true,
                answer -> new Listing<>(
                        FromServer.rooms(answer.getRoomList()),
                        answer.getRoomList().getRoomCount()));
    }

    @Override
    public CompletableFuture<Listing<RoomMember>> listMembers(String room) {
        return ask(
                ClientMessage.newBuilder()
                        .setListMembers(ListMembers.newBuilder().setRoom(room)),
                true,
                answer -> new Listing<>(
                        FromServer.members(answer.getMemberList().getMembersList()),
                        answer.getMemberList().getMemberCount()));
    }

    @Override
    public CompletableFuture<Void> setAway(String text) {
        return ask(ClientMessage.newBuilder().setSetAway(SetAway.newBuilder().setText(text)), true, answer -> null);
    }

    @Override
    public CompletableFuture<Void> setTopic(String room, String topic) {
        return ask(
                ClientMessage.newBuilder()
                        .setSetTopic(SetTopic.newBuilder().setRoom(room).setTopic(topic)),
                true,
                answer -> null);
    }

    @Override
    public CompletableFuture<Void> changeRoom(String room, RoomSettingsChange change) {
        return ask(ClientMessage.newBuilder().setChangeRoom(ToServer.change(room, change)), true, answer -> null);
    }

    @Override
    public Moderation moderation() {
        return moderation;
    }

    @Override
    public Conversations conversations() {
        return conversations;
    }

    private CompletableFuture<Integer> number(String room) {
        CompletableFuture<Integer> number = new CompletableFuture<>();
        loop.execute(() -> number.complete(session.rooms().number(room)));
        return number;
    }

    @Override
    public RoomFiles files() {
        return files;
    }

    private final class TransferSession implements FileTransfers.Session {
        @Override
        public CompletableFuture<FileTicket> ticket(ClientMessage.Builder request) {
            return ask(request, true, ServerMessage::getFileTicket);
        }

        @Override
        public CompletableFuture<TransferConnection.Reached> reached() {
            CompletableFuture<TransferConnection.Reached> found = new CompletableFuture<>();
            loop.execute(() -> {
                TransferConnection.Reached reached = session.reached();
                if (reached == null) {
                    found.completeExceptionally(
                            new ChatException(Reason.UNREACHABLE, "there is no connection to the server"));
                } else {
                    found.complete(reached);
                }
            });
            return found;
        }

        @Override
        public long maxFileBytes() {
            return session.maxFileBytes;
        }
    }

    @Override
    public CompletableFuture<Search.Page> search(Search search) {
        return ask(
                ClientMessage.newBuilder().setSearch(ToServer.search(search)),
                true,
                answer -> FromServer.searchPage(answer.getSearchPage()));
    }

    @Override
    public CompletableFuture<byte[]> renewToken() {
        CompletableFuture<byte[]> kept = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                kept.complete(session.credentials().register());
            } catch (ChatException e) {
                kept.completeExceptionally(e);
            }
        });
        return kept.thenCompose(made -> ask(
                ClientMessage.newBuilder()
                        .setRenewToken(RenewToken.newBuilder().setNewTokenHash(ByteString.copyFrom(Pin.sha256(made)))),
                false,
                answer -> {
                    ByteString given = answer.getTokenRenewed().getToken();
                    byte[] token = given.isEmpty() ? made : FromServer.token(given);
                    session.credentials().onRenewed(token);
                    return token.clone();
                }));
    }

    @Override
    public Publication publish(String room, String text, @Nullable String label) {
        return publish(room, 0, MessageContent.text(text, label));
    }

    @Override
    public Publication publish(String room, MessageContent content) {
        return publish(room, 0, content);
    }

    @Override
    public Publication publish(String room, long n, String text, @Nullable String label) {
        return publish(room, n, MessageContent.text(text, label));
    }

    private Publication publish(String room, long n, MessageContent content) {
        String label = content.label();
        int length = content.text().getBytes(StandardCharsets.UTF_8).length;
        int max = session.maxTextBytes();
        if (length == 0 && content.kind() != MessageKind.REMOVAL) {
            return RoomOutbox.refused(room, Reason.FAILED, "a message has at least one character");
        }
        if (length > max) {
            return RoomOutbox.refused(
                    room, Reason.TOO_LONG, "a message has at most " + max + " bytes; this one has " + length);
        }
        if (label != null && Name.label(label) instanceof Name.Invalid(String sentence)) {
            return RoomOutbox.refused(room, Reason.BAD_NAME, sentence);
        }
        return session.rooms().publish(room, SessionRooms.key(room), n, content);
    }

    @Override
    public CompletableFuture<RoomHistory> history(String room, HistoryQuery query) {
        CompletableFuture<RoomHistory> read = new CompletableFuture<>();
        if (named(room, read)) {
            loop.execute(() -> session.rooms().history(room, query, read));
        }
        return read;
    }

    @Override
    public void typing(String room) {
        loop.execute(() -> session.rooms().typing(room));
    }

    @Override
    public ConnectionStatus status() {
        return session.status();
    }

    @Override
    public void close() {
        if (over.getAndSet(true)) {
            // Its loop takes nothing any longer, and would keep the caller waiting.
            return;
        }
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
            ClientMessage.Builder request, boolean repeatable, ModerationRequests.Answer<T> result) {
        CompletableFuture<T> future = new CompletableFuture<>();
        loop.execute(() -> session.requests().ask(request, repeatable, new Requests.Outcome() {
            @Override
            public void onAnswer(ServerMessage answer) {
                try {
                    future.complete(result.read(answer));
                } catch (ChatException e) {
                    future.completeExceptionally(e);
                }
            }

            @Override
            public void onFailure(ChatException why) {
                future.completeExceptionally(why);
            }
        }));
        return future;
    }
}
