package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Contacts;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.MarkRead;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RenewToken;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetContacts;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client asks for while Redis is away is refused for a while, and no connection ends. */
class RedisAwayTest {
    @TempDir
    Path directory;

    private RedisServer redis;
    private Node node;
    private TestClient alice;
    private Joined hall;

    @BeforeEach
    void begin() throws Exception {
        redis = RedisServer.start(directory, "--appendonly", "yes");
        String engine = "redis://127.0.0.1:" + redis.port() + "/0";
        node = TestNode.plain(directory.resolve("one"), Setting.ENGINE, engine, Setting.REQUEST_BURST, 1_000_000);
        alice = TestClient.welcomed(node, "alice");
        hall = alice.create("hall");
        redis.kill();
    }

    @AfterEach
    void end() throws IOException {
        alice.close();
        node.close();
        redis.close();
    }

    private static ClientMessage.Builder hello(ByteString token, String name) {
        return ClientMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .addVersions(Protocol.VERSION)
                        .setToken(token)
                        .setName(name)
                        .setInstance(77));
    }

    private static void checkLater(ServerMessage answer) {
        Refusal refusal = answer.getRefusal();
        assertThat(refusal.getReason()).as(answer.toString()).isEqualTo(RefusalReason.BUSY);
        assertThat(refusal.getWaitMs()).as(answer.toString()).isPositive();
        assertThat(refusal.getSentence()).contains("its Redis does not answer");
    }

    @Test
    void whoConnectsMayTryAgain() throws IOException {
        ByteString unknown = ByteString.copyFrom(new byte[Protocol.TOKEN_LENGTH]);
        try (TestClient known = new TestClient(node.port());
                TestClient other = new TestClient(node.port());
                TestClient newcomer = new TestClient(node.port())) {
            checkLater(known.ask(hello(alice.welcome().getToken(), "")));
            checkLater(other.ask(hello(unknown, "")));
            checkLater(newcomer.ask(hello(ByteString.EMPTY, "bob")));
            redis.startAgain();
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> ask(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()))
                            .hasRoomList());
            assertThat(newcomer.ask(hello(ByteString.EMPTY, "bob")).hasWelcome())
                    .isTrue();
            assertThat(known.ask(hello(alice.welcome().getToken(), "")).hasWelcome())
                    .isTrue();
            assertThat(other.ask(hello(unknown, "")).getRefusal().getReason()).isEqualTo(RefusalReason.UNKNOWN_TOKEN);
        }
    }

    @Test
    void whoIsConnectedIsToldForEachRequestAndStaysConnected() throws IOException {
        checkLater(ask(ClientMessage.newBuilder().setRenewToken(RenewToken.getDefaultInstance())));
        checkLater(ask(
                ClientMessage.newBuilder().setCreateRoom(CreateRoom.newBuilder().setName("attic"))));
        checkLater(
                ask(ClientMessage.newBuilder().setJoinRoom(JoinRoom.newBuilder().setName("attic"))));
        checkLater(
                ask(ClientMessage.newBuilder().setJoinRoom(JoinRoom.newBuilder().setName("@bob"))));
        checkLater(ask(ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance())));
        checkLater(ask(ClientMessage.newBuilder().setListConversations(ListConversations.getDefaultInstance())));
        checkLater(ask(ClientMessage.newBuilder()
                .setSetContacts(SetContacts.newBuilder().setContacts(Contacts.CONTACTS_NOBODY))));
        checkLater(ask(ClientMessage.newBuilder()
                .setMarkRead(MarkRead.newBuilder().setRoom(hall.getRoom()).setSequence(1))));
        checkLater(ask(ClientMessage.newBuilder()
                .setSetTopic(SetTopic.newBuilder().setRoom("hall").setTopic("tea"))));
        checkLater(ask(ClientMessage.newBuilder()
                .setKick(Kick.newBuilder().setRoom("hall").setName("bob"))));
        checkLater(ask(ClientMessage.newBuilder().setSearch(Search.newBuilder().setWords("tea"))));
        redis.startAgain();
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> ask(ClientMessage.newBuilder().setRenewToken(RenewToken.getDefaultInstance()))
                        .hasTokenRenewed());
    }

    private ServerMessage ask(ClientMessage.Builder request) throws IOException {
        return alice.ask(request);
    }
}
