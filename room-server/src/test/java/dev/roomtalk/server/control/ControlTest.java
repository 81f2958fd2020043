package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.GetSuccession;
import dev.roomtalk.proto.Goodbye;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.LeaveRoom;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RenewToken;
import dev.roomtalk.proto.RoomList;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Pin;
import dev.roomtalk.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane over real sockets, byte by byte. */
class ControlTest {
    @TempDir
    Path dataDir;

    private Node node;

    @BeforeEach
    void start() throws IOException {
        node = TestNode.plain(
                dataDir,
                Setting.MAX_SESSIONS_PER_USER,
                2,
                Setting.MAX_ROOMS_PER_USER,
                2,
                Setting.NEW_USERS_PER_ADDRESS,
                5);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private TestClient client(String name) throws IOException {
        return TestClient.welcomed(node, name);
    }

    private static Hello.Builder hello(String name) {
        return Hello.newBuilder().addVersions(1).setName(name).setInstance(1);
    }

    private static ClientMessage.Builder message(Hello.Builder hello) {
        return ClientMessage.newBuilder().setHello(hello);
    }

    private static void assertRefused(ServerMessage answer, RefusalReason reason, String sentencePart) {
        assertThat(answer.hasRefusal()).as("%s", answer).isTrue();
        assertThat(answer.getRefusal().getReason()).isEqualTo(reason);
        assertThat(answer.getRefusal().getSentence()).contains(sentencePart);
    }

    private static void assertClosed(ServerMessage message, CloseReason reason, boolean retry, String sentencePart) {
        assertThat(message.hasClose()).as("%s", message).isTrue();
        assertThat(message.getClose().getReason()).isEqualTo(reason);
        assertThat(message.getClose().getRetry()).isEqualTo(retry);
        assertThat(message.getClose().getSentence()).contains(sentencePart);
    }

    @Test
    void welcomesANewUserAndKnowsItByItsTokenAgain() throws IOException {
        Welcome first;
        try (TestClient alice = client("Alice")) {
            first = alice.welcome();
            assertThat(first.getToken().size()).isEqualTo(32);
            assertThat(first.getRelaySecret().size()).isEqualTo(32);
            assertThat(first.getName()).isEqualTo("Alice");
            assertThat(first.getDurable()).isTrue();
        }
        try (TestClient again = new TestClient(node.port())) {
            Welcome second = again.hello(
                    Hello.newBuilder().addVersions(1).setToken(first.getToken()).build());
            assertThat(second.getUserId()).isEqualTo(first.getUserId());
            assertThat(second.getToken()).isEqualTo(ByteString.EMPTY);
            assertThat(second.getConnectionId()).isNotEqualTo(first.getConnectionId());
        }
    }

    @Test
    void refusesNamesThatAreTakenOrWrongAndLetsTheClientTryAgain() throws IOException {
        try (TestClient alice = client("alice");
                TestClient other = new TestClient(node.port())) {
            assertRefused(other.ask(message(hello("ALICE"))), RefusalReason.NAME_TAKEN, "'ALICE' is taken");
            assertRefused(
                    other.ask(message(hello("al\u202eice"))), RefusalReason.BAD_NAME, "U+202E RIGHT-TO-LEFT OVERRIDE");
            assertRefused(other.ask(message(hello(""))), RefusalReason.BAD_NAME, "at least one character");
            assertThat(other.ask(message(hello("bob"))).hasWelcome()).isTrue();
            assertThat(alice.tcp.isClosed()).isFalse();
        }
    }

    @Test
    void refusesNamesThatCanBeTakenForAnother() throws IOException {
        try (TestClient alice = client("alice");
                TestClient other = new TestClient(node.port())) {
            assertRefused(
                    other.ask(message(hello("AIice"))),
                    RefusalReason.BAD_NAME,
                    "'AIice' looks like that of another user");
            assertRefused(other.ask(message(hello("root (operator)"))), RefusalReason.BAD_NAME, "in brackets");
            assertRefused(other.ask(message(hello("аlex"))), RefusalReason.BAD_NAME, "scripts");
            alice.create("modern");
            assertRefused(
                    alice.ask(ClientMessage.newBuilder()
                            .setCreateRoom(CreateRoom.newBuilder().setName("modem"))),
                    RefusalReason.BAD_NAME,
                    "'modem' looks like that of another room");
            assertRefused(
                    alice.ask(ClientMessage.newBuilder()
                            .setCreateRoom(CreateRoom.newBuilder().setName("ops · dev"))),
                    RefusalReason.BAD_NAME,
                    "' · '");
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setCloseRoom(CloseRoom.newBuilder().setName("modern")))
                            .hasDone())
                    .isTrue();
            alice.create("modem");
        }
    }

    @Test
    void tellsBeforeHelloWhichKeysItsKeyHasFollowed() throws IOException {
        try (TestClient client = new TestClient(node.port())) {
            ServerMessage answer =
                    client.ask(ClientMessage.newBuilder().setGetSuccession(GetSuccession.getDefaultInstance()));
            assertThat(answer.hasSuccession()).isTrue();
            assertThat(answer.getSuccession().getStatementsList()).isEmpty();
            assertThat(client.ask(message(hello("alice"))).hasWelcome()).isTrue();
            assertRefused(
                    client.ask(ClientMessage.newBuilder().setGetSuccession(GetSuccession.getDefaultInstance())),
                    RefusalReason.BAD_REQUEST,
                    "before Hello");
        }
    }

    @Test
    void refusesAnUnknownTokenAndATokenOfAnotherLength() throws IOException {
        try (TestClient client = new TestClient(node.port())) {
            ByteString unknown = ByteString.copyFrom(new byte[Protocol.TOKEN_LENGTH]);
            assertRefused(
                    client.ask(message(hello("").setToken(unknown))), RefusalReason.UNKNOWN_TOKEN, "does not know");
            assertRefused(
                    client.ask(message(hello("").setToken(unknown.substring(1)))),
                    RefusalReason.BAD_REQUEST,
                    "32 bytes");
        }
    }

    @Test
    void closesWhenNoVersionIsCommon() throws IOException {
        try (TestClient client = new TestClient(node.port())) {
            ServerMessage answer = client.ask(
                    message(Hello.newBuilder().addVersions(9).addVersions(8).setName("alice")));
            assertClosed(
                    answer, CloseReason.WRONG_VERSION, false, "version 1 of the protocol; the client offers [9, 8]");
            assertThat(client.readsEnd()).isTrue();
        }
    }

    @Test
    void closesWhatIsNotOfThisProtocol() throws IOException {
        try (TestClient tls = new TestClient(node.port());
                TestClient garbage = new TestClient(node.port());
                TestClient early = new TestClient(node.port())) {
            tls.sendBytes(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});
            assertClosed(tls.read(), CloseReason.PROTOCOL_ERROR, false, "here it may have 2048 at most");
            garbage.sendRaw(new byte[] {(byte) 0xff, (byte) 0xff, 1, 2, 3});
            assertClosed(garbage.read(), CloseReason.PROTOCOL_ERROR, false, "it is no ClientMessage");
            early.send(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()));
            assertClosed(early.read(), CloseReason.PROTOCOL_ERROR, false, "first message is Hello");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> node.counters().get(Counter.PROTOCOL_ERRORS) == 2);
    }

    /** They wait while the server looks for the user. */
    @Test
    void requestsBehindHelloWaitAndTooManyEndTheConnection() throws IOException {
        for (int requests : new int[] {16, 17}) {
            ByteArrayOutputStream together = new ByteArrayOutputStream();
            for (int id = 0; id <= requests; id++) {
                ClientMessage.Builder message = ClientMessage.newBuilder().setRequestId(id + 1);
                byte[] bytes = (id == 0
                                ? message.setHello(Hello.newBuilder()
                                        .addVersions(Protocol.VERSION)
                                        .setName("early" + requests)
                                        .setInstance(1))
                                : message.setListRooms(ListRooms.getDefaultInstance()))
                        .build()
                        .toByteArray();
                together.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
                together.writeBytes(bytes);
            }
            try (TestClient client = new TestClient(node.port())) {
                client.sendBytes(together.toByteArray());
                if (requests == 16) {
                    client.readUntil(ServerMessage::hasWelcome);
                    client.readUntil(answer -> answer.hasRoomList() && answer.getRequestId() == requests + 1);
                } else {
                    ServerMessage answer = client.readUntil(ServerMessage::hasClose);
                    assertClosed(answer, CloseReason.PROTOCOL_ERROR, false, "before Welcome");
                }
            }
        }
    }

    @Test
    void theSameInstanceReplacesItsOwnSession() throws IOException {
        try (TestClient first = client("alice");
                TestClient second = new TestClient(node.port())) {
            second.hello(hello("")
                    .setInstance("alice".hashCode())
                    .setToken(first.welcome().getToken())
                    .build());
            assertClosed(first.read(), CloseReason.REPLACED, false, "connected again");
        }
    }

    @Test
    void limitsSessionsPerUserAndNewUsersPerAddress() throws IOException {
        try (TestClient first = client("alice");
                TestClient second = new TestClient(node.port());
                TestClient third = new TestClient(node.port())) {
            ByteString token = first.welcome().getToken();
            second.hello(hello("").setInstance(2).setToken(token).build());
            assertRefused(
                    third.ask(message(hello("").setInstance(3).setToken(token))),
                    RefusalReason.LIMIT_REACHED,
                    "as many sessions");
            for (int i = 0; i < 4; i++) {
                client("user" + i).close();
            }
            assertRefused(third.ask(message(hello("user5"))), RefusalReason.LIMIT_REACHED, "too many new users");
        }
    }

    @Test
    void makesListsAndClosesRooms() throws IOException {
        try (TestClient alice = client("alice");
                TestClient bob = client("bob")) {
            assertThat(alice.create("Ops").getName()).isEqualTo("Ops");
            assertRefused(
                    bob.ask(ClientMessage.newBuilder()
                            .setCreateRoom(CreateRoom.newBuilder().setName("OPS"))),
                    RefusalReason.ROOM_EXISTS,
                    "'OPS' already");
            assertThat(bob.join("ops").getMemberCount()).isEqualTo(2);
            assertThat(alice.read().getMemberJoined().getMember().getName()).isEqualTo("bob");

            assertThat(bob.ask(ClientMessage.newBuilder()
                                    .setSetTopic(
                                            SetTopic.newBuilder().setRoom("ops").setTopic("lunch")))
                            .hasDone())
                    .isTrue();
            assertThat(alice.read().getTopicChanged().getTopic()).isEqualTo("lunch");

            RoomList rooms = alice.ask(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()))
                    .getRoomList();
            assertThat(rooms.getRooms(0).getTopic()).isEqualTo("lunch");
            assertThat(rooms.getRooms(0).getPresentCount()).isEqualTo(2);
            assertThat(rooms.getRooms(0).getJoined()).isTrue();

            List<ListedMember> members = bob.ask(ClientMessage.newBuilder()
                            .setListMembers(ListMembers.newBuilder().setRoom("ops")))
                    .getMemberList()
                    .getMembersList();
            assertThat(members).extracting(ListedMember::getName).containsExactly("alice", "bob");
            assertThat(members).extracting(ListedMember::getHost).containsExactly(true, false);

            assertRefused(
                    bob.ask(ClientMessage.newBuilder()
                            .setCloseRoom(CloseRoom.newBuilder().setName("ops"))),
                    RefusalReason.NOT_HOST,
                    "host");
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setCloseRoom(CloseRoom.newBuilder().setName("ops")))
                            .hasDone())
                    .isTrue();
            assertThat(bob.readUntil(ServerMessage::hasRoomClosed)
                            .getRoomClosed()
                            .getSentence())
                    .contains("alice");
            assertRefused(
                    bob.ask(ClientMessage.newBuilder()
                            .setJoinRoom(JoinRoom.newBuilder().setName("ops"))),
                    RefusalReason.NO_SUCH_ROOM,
                    "no room 'ops'");
        }
    }

    @Test
    void aRoomOutlivesTheSessionThatMadeIt() throws IOException {
        try (TestClient alice = client("alice")) {
            alice.create("ops");
            alice.send(ClientMessage.newBuilder().setGoodbye(Goodbye.getDefaultInstance()));
            assertThat(alice.readsEnd()).isTrue();
        }
        try (TestClient bob = client("bob")) {
            assertThat(bob.join("ops").getMemberCount()).isEqualTo(2);
        }
    }

    @Test
    void asksNewcomersForThePassword() throws IOException {
        try (TestClient alice = client("alice");
                TestClient bob = client("bob")) {
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setCreateRoom(CreateRoom.newBuilder()
                                            .setName("vault")
                                            .setPassword("sesame")))
                            .hasJoined())
                    .isTrue();
            JoinRoom.Builder join = JoinRoom.newBuilder().setName("vault");
            assertRefused(
                    bob.ask(ClientMessage.newBuilder().setJoinRoom(join)),
                    RefusalReason.PASSWORD_NEEDED,
                    "needs a password");
            assertRefused(
                    bob.ask(ClientMessage.newBuilder().setJoinRoom(join.setPassword("guess"))),
                    RefusalReason.WRONG_PASSWORD,
                    "not the password");
            assertThat(bob.ask(ClientMessage.newBuilder().setJoinRoom(join.setPassword("sesame")))
                            .hasJoined())
                    .isTrue();
        }
    }

    @Test
    void slowsThoseWhoGuess() throws IOException {
        try (TestClient alice = client("alice");
                TestClient bob = client("bob")) {
            alice.ask(ClientMessage.newBuilder()
                    .setCreateRoom(CreateRoom.newBuilder().setName("vault").setPassword("sesame")));
            ClientMessage.Builder guess = ClientMessage.newBuilder()
                    .setJoinRoom(JoinRoom.newBuilder().setName("vault").setPassword("guess"));
            for (int i = 0; i < 10; i++) {
                assertRefused(bob.ask(guess), RefusalReason.WRONG_PASSWORD, "not the password");
            }
            assertRefused(bob.ask(guess), RefusalReason.TOO_FAST, "too many wrong passwords");
        }
    }

    @Test
    void limitsRoomsPerUser() throws IOException {
        try (TestClient alice = client("alice")) {
            alice.create("one");
            alice.create("two");
            assertRefused(
                    alice.ask(ClientMessage.newBuilder()
                            .setCreateRoom(CreateRoom.newBuilder().setName("three"))),
                    RefusalReason.LIMIT_REACHED,
                    "2 rooms");
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setLeaveRoom(LeaveRoom.newBuilder().setName("one")))
                            .hasDone())
                    .isTrue();
            assertThat(alice.create("three").getName()).isEqualTo("three");
        }
    }

    @Test
    void namesTheCharacterThatARoomNameMayNotHave() throws IOException {
        try (TestClient alice = client("alice")) {
            assertRefused(
                    alice.ask(ClientMessage.newBuilder()
                            .setCreateRoom(CreateRoom.newBuilder().setName("a\u001bb"))),
                    RefusalReason.BAD_NAME,
                    "U+001B ESCAPE (character 2)");
        }
    }

    private static ByteString hash(byte[] token) {
        return ByteString.copyFrom(Pin.sha256(token));
    }

    private static byte[] token(int seed) {
        byte[] token = new byte[32];
        java.util.Arrays.fill(token, (byte) seed);
        return token;
    }

    /** Welcome can be lost: then the client sends the same again, and is the same user. */
    @Test
    void aUserIsMadeUnderTheHashOfATokenThatItsClientHas() throws IOException {
        byte[] token = token(1);
        try (TestClient lost = new TestClient(node.port());
                TestClient again = new TestClient(node.port());
                TestClient later = new TestClient(node.port());
                TestClient other = new TestClient(node.port())) {
            Welcome first =
                    lost.hello(hello("carol").setNewTokenHash(hash(token)).build());
            assertThat(first.getToken()).isEqualTo(ByteString.EMPTY);
            Welcome second = again.hello(
                    hello("CAROL").setInstance(2).setNewTokenHash(hash(token)).build());
            assertThat(second.getUserId()).isEqualTo(first.getUserId());
            assertThat(second.getName()).isEqualTo("carol");
            assertRefused(
                    other.ask(message(hello("dave").setNewTokenHash(hash(token)))),
                    RefusalReason.NAME_TAKEN,
                    "'dave' is taken");
            assertRefused(
                    other.ask(message(hello("carol").setNewTokenHash(hash(token(2))))),
                    RefusalReason.NAME_TAKEN,
                    "'carol' is taken");
            assertRefused(
                    other.ask(message(hello("dave").setNewTokenHash(ByteString.copyFrom(new byte[31])))),
                    RefusalReason.BAD_REQUEST,
                    "32 bytes");
            again.tcp.close();
            await().until(() -> later.ask(message(hello("").setInstance(2).setToken(ByteString.copyFrom(token))))
                    .hasWelcome());
        }
    }

    /** Who has read the hashes of a server's database is nobody by that. */
    @Test
    void theHashOfATokenThatWasUsedProvesNothing() throws IOException {
        byte[] token = token(1);
        try (TestClient first = new TestClient(node.port())) {
            first.hello(hello("carol").setNewTokenHash(hash(token)).build());
        }
        try (TestClient thief = new TestClient(node.port())) {
            try (TestClient again = new TestClient(node.port())) {
                again.hello(hello("carol").setToken(ByteString.copyFrom(token)).build());
            }
            assertRefused(
                    thief.ask(message(hello("carol").setNewTokenHash(hash(token)))),
                    RefusalReason.NAME_TAKEN,
                    "is taken");
        }
        try (TestClient old = client("bob");
                TestClient thief = new TestClient(node.port())) {
            byte[] made = old.welcome().getToken().toByteArray();
            assertThat(made).hasSize(32);
            assertRefused(
                    thief.ask(message(hello("bob").setNewTokenHash(hash(made)))), RefusalReason.NAME_TAKEN, "is taken");
        }
    }

    @Test
    void aTokenIsRenewedToOneThatTheClientHas() throws IOException {
        byte[] token = token(3);
        try (TestClient alice = client("alice");
                TestClient again = new TestClient(node.port())) {
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setRenewToken(RenewToken.newBuilder().setNewTokenHash(hash(token))))
                            .getTokenRenewed()
                            .getToken())
                    .isEqualTo(ByteString.EMPTY);
            assertRefused(
                    again.ask(message(
                            hello("").setInstance(2).setToken(alice.welcome().getToken()))),
                    RefusalReason.UNKNOWN_TOKEN,
                    "does not know");
            assertThat(again.ask(message(hello("").setInstance(2).setToken(ByteString.copyFrom(token))))
                            .getWelcome()
                            .getUserId())
                    .isEqualTo(alice.welcome().getUserId());
            assertRefused(
                    alice.ask(ClientMessage.newBuilder()
                            .setRenewToken(RenewToken.newBuilder().setNewTokenHash(ByteString.copyFrom(new byte[33])))),
                    RefusalReason.BAD_REQUEST,
                    "32 bytes");
        }
    }

    @Test
    void aRenewedTokenEndsTheOldOneAndTheOtherSessions() throws IOException {
        try (TestClient alice = client("alice");
                TestClient second = new TestClient(node.port());
                TestClient third = new TestClient(node.port())) {
            ByteString old = alice.welcome().getToken();
            second.hello(hello("").setInstance(2).setToken(old).build());
            ByteString renewed = alice.ask(ClientMessage.newBuilder().setRenewToken(RenewToken.getDefaultInstance()))
                    .getTokenRenewed()
                    .getToken();
            assertClosed(second.read(), CloseReason.TOKEN_REVOKED, false, "renewed");
            assertRefused(third.ask(message(hello("").setToken(old))), RefusalReason.UNKNOWN_TOKEN, "does not know");
            assertThat(third.ask(message(hello("").setInstance(3).setToken(renewed)))
                            .getWelcome()
                            .getUserId())
                    .isEqualTo(alice.welcome().getUserId());
            // And once more: the session knows which token is its own now.
            assertThat(alice.ask(ClientMessage.newBuilder().setRenewToken(RenewToken.getDefaultInstance()))
                            .hasTokenRenewed())
                    .isTrue();
        }
    }

    @Test
    void aSilentSessionEnds() throws IOException {
        node.close();
        node = TestNode.plain(dataDir, Setting.KEEP_ALIVE, "1s");
        try (TestClient alice = client("alice")) {
            assertClosed(alice.read(), CloseReason.TIMED_OUT, true, "nothing came for 3 s");
            assertThat(alice.readsEnd()).isTrue();
        }
    }

    @Test
    void aConnectionThatSaysNothingEnds() throws IOException {
        node.close();
        node = TestNode.plain(dataDir, Setting.HELLO_TIMEOUT, "1s");
        try (TestClient silent = new TestClient(node.port())) {
            assertClosed(silent.read(), CloseReason.TIMED_OUT, true, "no Hello");
        }
    }

    @Test
    void aStoppingServerTellsItsClientsToComeBack() throws IOException {
        try (TestClient alice = client("alice")) {
            node.close();
            ServerMessage close = alice.read();
            assertClosed(close, CloseReason.GOING_AWAY, true, "come back");
            assertThat(close.getClose().getWaitMs()).isPositive();
        }
        node = TestNode.plain(dataDir);
    }

    @Test
    void oneDirectoryAndOnePortServeOneServer(@TempDir Path other) {
        assertThatThrownBy(() -> TestNode.plain(dataDir))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another server is using");
        assertThatThrownBy(() -> TestNode.plain(other, Setting.PORT, node.port()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("port " + node.port())
                .hasMessageContaining("in use");
    }

    @Test
    void refusesMoreConnectionsThanAllowed() throws IOException {
        node.close();
        node = TestNode.plain(dataDir, Setting.MAX_CONNECTIONS, 1);
        try (TestClient alice = client("alice");
                TestClient bob = new TestClient(node.port())) {
            assertThat(alice.welcome().getName()).isEqualTo("alice");
            assertClosed(bob.ask(message(hello("bob"))), CloseReason.TOO_MANY_CONNECTIONS, true, "full");
        }
    }
}
