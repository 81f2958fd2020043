package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.MarkRead;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RenewToken;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.SearchPlace;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one Redis, as their clients see them. */
class NodesOnRedisTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final List<TestClient> clients = new ArrayList<>();
    private RedisServer redis;
    private Node one;
    private Node two;

    @BeforeEach
    void begin() throws IOException {
        redis = RedisServer.start(directory);
        one = node("one");
        two = node("two");
    }

    private Node node(String name) throws IOException {
        String engine = "redis://127.0.0.1:" + redis.port() + "/0";
        return TestNode.plain(directory.resolve(name), Setting.ENGINE, engine, Setting.REQUEST_BURST, 1_000_000);
    }

    @AfterEach
    void end() throws IOException {
        for (TestClient client : clients) {
            client.close();
        }
        one.close();
        two.close();
        redis.close();
    }

    private TestClient newUser(Node node, String name) throws IOException {
        TestClient client = TestClient.welcomed(node, name);
        clients.add(client);
        return client;
    }

    /** Another session of a user that is connected. */
    private TestClient again(Node node, TestClient user, long instance) throws IOException {
        TestClient client = new TestClient(node.port());
        clients.add(client);
        client.hello(Hello.newBuilder()
                .addVersions(Protocol.VERSION)
                .setToken(user.welcome().getToken())
                .setInstance(instance)
                .build());
        return client;
    }

    private static void publish(TestClient from, Joined room, long n, String text) throws IOException {
        from.sendFrameByTcp(TestClient.publish(room.getRoom(), n, text));
        from.readUntil(message -> message.getFrame().getAck().getN() == n);
    }

    /** The next message of somebody. */
    private static String delivered(TestClient to, String author) throws IOException {
        return to.readUntil(message -> message.getFrame().getDeliver().getText().startsWith(author))
                .getFrame()
                .getDeliver()
                .getText();
    }

    private static List<String> present(TestClient asks, String room) throws IOException {
        return asks
                .ask(ClientMessage.newBuilder()
                        .setListMembers(ListMembers.newBuilder().setRoom(room)))
                .getMemberList()
                .getMembersList()
                .stream()
                .filter(ListedMember::getPresent)
                .map(ListedMember::getName)
                .toList();
    }

    @Test
    void whoIsConnectedToOneTalksWithWhoIsConnectedToTheOther() throws IOException {
        TestClient alice = newUser(one, "alice");
        Joined ofAlice = alice.create("hall");
        TestClient bob = newUser(two, "bob");
        Joined ofBob = bob.join("hall");
        alice.readUntil(
                message -> message.getMemberJoined().getMember().getName().equals("bob"));
        assertThat(present(alice, "hall")).containsExactlyInAnyOrder("alice", "bob");
        assertThat(present(bob, "hall")).containsExactlyInAnyOrder("alice", "bob");
        for (int n = 1; n <= 20; n++) {
            publish(alice, ofAlice, n, "alice " + n);
            assertThat(delivered(bob, "alice")).isEqualTo("alice " + n);
            publish(bob, ofBob, n, "bob " + n);
            assertThat(delivered(alice, "bob")).isEqualTo("bob " + n);
        }
        two.close();
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(present(alice, "hall")).containsExactly("alice"));
    }

    @Test
    void aTokenThatWasReplacedOnOneProvesNobodyOnTheOther() throws IOException {
        TestClient alice = newUser(one, "alice");
        TestClient phone = again(two, alice, 77);
        ByteString old = alice.welcome().getToken();
        assertThat(alice.ask(ClientMessage.newBuilder().setRenewToken(RenewToken.getDefaultInstance()))
                        .hasTokenRenewed())
                .isTrue();
        ServerMessage last = phone.readUntil(ServerMessage::hasClose);
        assertThat(last.getClose().getReason()).isEqualTo(CloseReason.TOKEN_REVOKED);
        TestClient thief = new TestClient(two.port());
        clients.add(thief);
        ServerMessage answer = thief.ask(ClientMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .addVersions(Protocol.VERSION)
                        .setToken(old)
                        .setInstance(78)));
        assertThat(answer.getRefusal().getReason()).isEqualTo(RefusalReason.UNKNOWN_TOKEN);
        assertThat(alice.create("hall").getRoom()).as("her own session lives").isPositive();
    }

    @Test
    void anInstanceThatConnectsToTheOtherReplacesItsSession() throws IOException {
        TestClient alice = newUser(one, "alice");
        // A session that has begun a moment ago may be the later one.
        await().atMost(LONG).pollInterval(Duration.ofMillis(300)).until(() -> {
            try (TestClient next = again(two, alice, "alice".hashCode())) {
                return next.welcome().getUserId() != 0
                        && alice.tcp.getInputStream().available() > 0;
            }
        });
        assertThat(alice.readUntil(ServerMessage::hasClose).getClose().getReason())
                .isEqualTo(CloseReason.REPLACED);
    }

    @Test
    void whoIsKickedOnOneIsOutOnTheOtherAlsoWhereTheRoomIsNotOpen() throws IOException {
        TestClient alice = newUser(one, "alice");
        Joined hall = alice.create("hall");
        TestClient bob = newUser(one, "bob");
        bob.join("hall");
        publish(alice, hall, 1, "the needle");
        TestClient phone = again(two, bob, 77);
        ClientMessage.Builder search = ClientMessage.newBuilder()
                .setSearch(Search.newBuilder()
                        .setWords("needle")
                        .addPlaces(SearchPlace.newBuilder().setRoom("hall")));
        assertThat(phone.ask(search).getSearchPage().getHitsCount()).isEqualTo(1);
        assertThat(alice.ask(ClientMessage.newBuilder()
                                .setKick(Kick.newBuilder().setRoom("hall").setName("bob")))
                        .hasDone())
                .isTrue();
        await().atMost(LONG).until(() -> phone.ask(search).getRefusal().getReason() == RefusalReason.NO_SUCH_ROOM);
        TestClient other = again(two, bob, 78);
        assertThat(other.join("hall").getRoom()).isPositive();
        await().atMost(LONG).until(() -> present(alice, "hall").contains("bob"));
        assertThat(alice.ask(ClientMessage.newBuilder()
                                .setKick(Kick.newBuilder().setRoom("hall").setName("bob")))
                        .hasDone())
                .isTrue();
        other.readUntil(ServerMessage::hasUserRemoved);
    }

    @Test
    void aConversationIsToldToSessionsOfTheOtherAndSoIsWhatIsRead() throws IOException {
        TestClient alice = newUser(one, "alice");
        TestClient bob = newUser(two, "bob");
        bob.ask(ClientMessage.newBuilder()
                .setListConversations(ListConversations.newBuilder().setWatch(true)));
        Joined ofAlice = alice.join("@bob");
        publish(alice, ofAlice, 1, "psst");
        ServerMessage event = bob.readUntil(ServerMessage::hasConversationActive);
        assertThat(event.getConversationActive().getName()).isEqualTo("@alice");
        Joined ofBob = bob.join("@alice");
        TestClient phone = again(one, bob, 77);
        phone.ask(ClientMessage.newBuilder()
                .setListConversations(ListConversations.newBuilder().setWatch(true)));
        Joined ofPhone = phone.join("@alice");
        bob.ask(ClientMessage.newBuilder()
                .setMarkRead(MarkRead.newBuilder().setRoom(ofBob.getRoom()).setSequence(1)));
        ServerMessage read = phone.readUntil(ServerMessage::hasReadMarked);
        assertThat(read.getReadMarked().getRoom()).isEqualTo(ofPhone.getRoom());
        assertThat(read.getReadMarked().getSequence()).isEqualTo(1);
    }
}
