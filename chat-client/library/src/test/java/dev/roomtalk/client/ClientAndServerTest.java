package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.wire.Pin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The library against the real server, in one process, over real sockets. */
class ClientAndServerTest {
    @TempDir
    Path data;

    private Node node;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void start() {
        node = TestNode.start(data);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        node.close();
    }

    @Test
    void twoTalkByUdp() {
        TestClient alice = connected("alice");
        TestClient bob = connected("bob");
        JoinedRoom made = alice.create("Lobby");
        assertThat(made.name()).isEqualTo("Lobby");
        assertThat(made.members()).extracting(RoomMember::name).containsExactly("alice");
        assertThat(bob.join("lobby").members()).extracting(RoomMember::name).containsExactly("alice", "bob");
        alice.say("Lobby", "hello");
        bob.say("LOBBY", "hello yourself");
        alice.awaitHeard("alice: hello", "bob: hello yourself");
        bob.awaitHeard("alice: hello", "bob: hello yourself");
        assertThat(alice.events(ChatEvent.Message.class))
                .extracting(ChatEvent.Message::own)
                .containsExactly(true, false);
        assertThat(alice.awaitEvent(ChatEvent.MemberJoined.class).name()).isEqualTo("bob");
        assertThat(node.counters().get(Counter.DELIVERIES_UDP)).isEqualTo(4);
        assertThat(alice.client.status().roundTrip()).isNotNull();
    }

    @Test
    void bothReceiptsCome() {
        TestClient alice = connected("alice");
        alice.create("lobby");
        Publication publication = alice.client.publish("lobby", "hello", "a script");
        get(publication.relayed());
        assertThat(get(publication.answered())).isEqualTo(new Receipt.Delivered(epoch(alice), 1, true));
        assertThat(alice.awaitEvent(ChatEvent.Message.class).label()).isEqualTo("a script");
    }

    private static long epoch(TestClient client) {
        return client.awaitEvent(ChatEvent.Message.class).epoch();
    }

    private static List<String> texts(RoomHistory history) {
        return history.messages().stream().map(ChatEvent.Message::text).toList();
    }

    @Test
    void whatWasSaidCanBeReadFromAnywhere() {
        TestClient alice = connected("alice");
        alice.create("lobby");
        for (int n = 1; n <= 20; n++) {
            alice.say("lobby", "m" + n);
        }
        TestClient bob = connected("bob");
        assertThat(failure(bob.client.history("lobby", HistoryQuery.last(3))).reason())
                .isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(bob.join("lobby").sequence()).isEqualTo(20);
        RoomHistory last = get(bob.client.history("lobby", HistoryQuery.last(3)));
        assertThat(texts(last)).containsExactly("m18", "m19", "m20");
        assertThat(last.fromBeginning()).isFalse();
        assertThat(last.messages()).allMatch(message -> message.author().equals("alice") && !message.own());
        RoomHistory before = get(bob.client.history("lobby", HistoryQuery.before(last.coversFrom() + 1, 100)));
        assertThat(texts(before)).hasSize(17).startsWith("m1").endsWith("m17");
        assertThat(before.fromBeginning()).isTrue();
        assertThat(texts(get(bob.client.history("lobby", HistoryQuery.after(18)))))
                .containsExactly("m19", "m20");
        RoomHistory around = get(bob.client.historyAround("lobby", 10, 3, 2));
        assertThat(texts(around)).containsExactly("m8", "m9", "m10", "m11", "m12");
        assertThat(List.of(around.coversFrom(), around.coversTo())).containsExactly(7L, 12L);
        ChatEvent.Message tenth = around.messages().get(2);
        assertThat(get(bob.client.history("lobby", HistoryQuery.since(tenth.time())))
                        .messages())
                .contains(tenth)
                .allMatch(message -> !message.time().isBefore(tenth.time()));
        assertThat(get(alice.client.history("lobby", HistoryQuery.last(1))).messages())
                .allMatch(ChatEvent.Message::own);
    }

    @Test
    void twoTalkOverTcpAlone() {
        TestClient alice = open(TestClient.start("alice", "127.0.0.1", node.port(), false, false));
        TestClient bob = open(TestClient.start("bob", "127.0.0.1", node.port(), false, false));
        alice.create("lobby");
        bob.join("lobby");
        alice.say("lobby", "hello");
        bob.awaitHeard("alice: hello");
        assertThat(bob.client.status().transport()).isEqualTo(Transport.TCP);
        assertThat(node.counters().get(Counter.DELIVERIES_UDP)).isZero();
    }

    @Test
    void largeMessagesGoOverTcpAndKeepTheirPlace() {
        TestClient alice = connected("alice");
        TestClient bob = connected("bob");
        alice.create("lobby");
        bob.join("lobby");
        List<String> texts = IntStream.range(0, 60)
                .mapToObj(i -> i % 3 == 0 ? i + "x".repeat(3990) : "short " + i)
                .toList();
        texts.forEach(text -> alice.client.publish("lobby", text, null));
        String[] lines = texts.stream().map(text -> "alice: " + text).toArray(String[]::new);
        bob.awaitHeard(lines);
        alice.awaitHeard(lines);
        assertThat(bob.events(ChatEvent.Missed.class)).isEmpty();
    }

    @Test
    void aCrowdOfMessagesArrivesInOrder() {
        TestClient alice = connected("alice");
        TestClient bob = connected("bob");
        alice.create("lobby");
        bob.join("lobby");
        List<Publication> all = IntStream.range(0, 5000)
                .mapToObj(i -> alice.client.publish("lobby", "message " + i, null))
                .toList();
        all.forEach(publication -> assertThat(get(publication.answered())).isInstanceOf(Receipt.Delivered.class));
        await().atMost(PATIENCE).until(() -> bob.heard().size() == 5000);
        assertThat(bob.heard())
                .isEqualTo(IntStream.range(0, 5000)
                        .mapToObj(i -> "alice: message " + i)
                        .toList());
    }

    @Test
    void aPastedBlockIsSlowedAndArrivesWholeAndInOrder() {
        try (Node slow = TestNode.start(data.resolve("slow"), "PUBLISH_RATE", "200", "PUBLISH_BURST", "50")) {
            TestClient alice = open(TestClient.connected("alice", slow.port()));
            TestClient bob = open(TestClient.connected("bob", slow.port()));
            alice.create("lobby");
            bob.join("lobby");
            List<String> lines =
                    IntStream.range(0, 200).mapToObj(i -> "line " + i).toList();
            List<Publication> all = lines.stream()
                    .map(line -> alice.client.publish("lobby", line, null))
                    .toList();
            all.forEach(publication -> assertThat(get(publication.answered())).isInstanceOf(Receipt.Delivered.class));
            bob.awaitHeard(lines.stream().map(line -> "alice: " + line).toArray(String[]::new));
            assertThat(slow.counters().get(Counter.MESSAGES_TOO_FAST)).isPositive();
            assertThat(slow.counters().get(Counter.MESSAGES)).isEqualTo(200);
        }
    }

    @Test
    void refusesWhatIsTooLongAtOnce() {
        TestClient alice = connected("alice");
        alice.create("lobby");
        assertThat(get(alice.client.publish("lobby", "ü".repeat(2001), null).answered()))
                .isEqualTo(new Receipt.Refused(Reason.TOO_LONG, "a message has at most 4000 bytes; this one has 4002"));
        assertThat(get(alice.client.publish("lobby", "", null).answered())).isInstanceOf(Receipt.Refused.class);
        assertThat(get(alice.client.publish("lobby", "x", "bad\nlabel").answered()))
                .isInstanceOf(Receipt.Refused.class);
        assertThat(get(alice.client.publish("elsewhere", "x", null).answered())).isInstanceOf(Receipt.Refused.class);
    }

    @Test
    void requestsAreAnsweredOrRefused() {
        TestClient alice = connected("alice");
        TestClient bob = connected("bob");
        get(alice.client.createRoom(new RoomOptions("club", "", "secret", false, false, false)));
        assertThat(failure(bob.client.join("club", null, false)).reason()).isEqualTo(Reason.PASSWORD_NEEDED);
        assertThat(failure(bob.client.join("club", "wrong", false)).reason()).isEqualTo(Reason.WRONG_PASSWORD);
        get(bob.client.join("club", "secret", false));
        assertThat(failure(bob.client.join("nowhere", null, false)).reason()).isEqualTo(Reason.NO_SUCH_ROOM);
        assertThat(failure(bob.client.join("bad\u202Ename", null, false)).reason())
                .isEqualTo(Reason.BAD_NAME);
        assertThat(failure(bob.client.closeRoom("club")).reason()).isEqualTo(Reason.NOT_HOST);
        get(bob.client.setTopic("club", "knitting"));
        assertThat(alice.awaitEvent(ChatEvent.TopicChanged.class).topic()).isEqualTo("knitting");
        assertThat(get(alice.client.rooms()))
                .containsExactly(new RoomSummary("club", "knitting", 2, 2, true, true, true, false));
        assertThat(get(alice.client.members("club")))
                .extracting(RoomMember::name, RoomMember::host)
                .containsExactly(tuple("alice", true), tuple("bob", false));
        get(bob.client.leave("club"));
        assertThat(alice.awaitEvent(ChatEvent.MemberLeft.class).name()).isEqualTo("bob");
        assertThat(get(bob.client.publish("club", "x", null).answered())).isInstanceOf(Receipt.Refused.class);
        get(alice.client.closeRoom("club"));
        assertThat(alice.awaitEvent(ChatEvent.RoomClosed.class).room()).isEqualTo("club");
    }

    @Test
    void aTakenNameIsRefusedForGood() {
        connected("alice");
        TestClient other = open(TestClient.start("ALICE", "127.0.0.1", node.port(), false, true));
        assertThat(failure(other.client.connected()).reason()).isEqualTo(Reason.NAME_TAKEN);
        assertThat(other.awaitEvent(ChatEvent.Ended.class).reason()).isEqualTo(Reason.NAME_TAKEN);
        assertThat(failure(other.client.rooms()).reason()).isEqualTo(Reason.NAME_TAKEN);
    }

    @Test
    void theTokenProvesTheUserAgain() {
        byte[] token;
        try (TestClient alice = connected("alice")) {
            alice.create("lobby");
            token = alice.token.get();
        }
        TestClient again =
                open(TestClient.start("alice", "127.0.0.1", node.port(), false, true, TestClient.EVERYBODY, token));
        get(again.client.connected());
        assertThat(again.token.get()).isNull();
        assertThat(get(again.client.rooms())).extracting(RoomSummary::joined).containsExactly(true);
    }

    @Test
    void aRenewedTokenEndsTheOtherSessions() {
        TestClient alice = connected("alice");
        TestClient other = open(TestClient.start(
                "alice", "127.0.0.1", node.port(), false, true, TestClient.EVERYBODY, alice.token.get()));
        get(other.client.connected());
        assertThat(get(alice.client.renewToken())).hasSize(32).isNotEqualTo(alice.token.get());
        assertThat(other.awaitEvent(ChatEvent.Ended.class).reason()).isEqualTo(Reason.TOKEN_REVOKED);
    }

    @Test
    void comesBackAfterTheServerWasRestartedAndMakesItsRoomAgain() {
        node.close();
        node = TestNode.start(data, 0, "ENGINE", "memory");
        TestClient alice = connected("alice");
        TestClient bob = connected("bob");
        alice.create("lobby");
        bob.join("lobby");
        get(alice.client.setTopic("lobby", "weather"));
        alice.say("lobby", "before");
        bob.awaitHeard("alice: before");
        int port = node.port();
        node.close();
        alice.awaitEvent(ChatEvent.Disconnected.class);
        Publication meanwhile = alice.client.publish("lobby", "meanwhile", null);
        node = TestNode.start(data, port, "ENGINE", "memory");
        assertThat(get(meanwhile.answered())).isInstanceOf(Receipt.Delivered.class);
        alice.awaitEvent(ChatEvent.Rejoined.class);
        assertThat(bob.awaitEvent(ChatEvent.Rejoined.class).room().topic()).isEqualTo("weather");
        assertThat(alice.events(ChatEvent.Disconnected.class))
                .anySatisfy(event -> assertThat(event.why()).contains("forgotten"));
        assertThat(bob.awaitEvent(ChatEvent.NotKept.class)).isEqualTo(new ChatEvent.NotKept("lobby", 1));
        alice.awaitTransport(Transport.UDP);
        bob.say("lobby", "after");
        alice.awaitHeard("alice: before", "alice: meanwhile", "bob: after");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bob.heard()).endsWith("bob: after"));
    }

    @Test
    void afterARestartTheRoomsAreWhatTheyWereBeforeAnybodyComesBack() {
        byte[] aliceToken;
        byte[] bobToken;
        try (TestClient alice = connected("alice");
                TestClient bob = connected("bob");
                TestClient carol = connected("carol")) {
            aliceToken = alice.token.get();
            bobToken = bob.token.get();
            get(alice.client.createRoom(new RoomOptions("club", "", "secret", false, false, false)));
            get(bob.client.join("club", "secret", false));
            get(carol.client.visit("club", "secret", false));
            get(alice.client.changeRoom("club", RoomSettingsChange.NONE.with("history-lines", "7")));
            assertThat(get(alice.client.members("club"))).hasSize(3);
        }
        int port = node.port();
        node.close();
        node = TestNode.start(data, port);
        TestClient dave = connected("dave");
        assertThat(get(dave.client.rooms()))
                .extracting(RoomSummary::name, RoomSummary::members, RoomSummary::present)
                .containsExactly(tuple("club", 2, 0));
        TestClient bob = open(TestClient.start("bob", "127.0.0.1", port, false, true, TestClient.EVERYBODY, bobToken));
        get(bob.client.connected());
        // A member is asked for no password, and is not host because it came first.
        JoinedRoom club = bob.join("club");
        assertThat(club.members())
                .extracting(RoomMember::name, RoomMember::host, RoomMember::present)
                .containsExactly(tuple("bob", false, true), tuple("alice", true, false));
        assertThat(club.settings().historyLines()).isEqualTo(7);
        assertThat(failure(bob.client.closeRoom("club")).reason()).isEqualTo(Reason.NOT_HOST);
        TestClient alice =
                open(TestClient.start("alice", "127.0.0.1", port, false, true, TestClient.EVERYBODY, aliceToken));
        get(alice.client.connected());
        get(alice.client.closeRoom("club"));
        assertThat(bob.awaitEvent(ChatEvent.RoomClosed.class).room()).isEqualTo("club");
        assertThat(bob.events(ChatEvent.HostChanged.class)).isEmpty();
    }

    @Test
    void aRoomWithoutHistorySaysSoAndGoesOnAfterARestart() {
        TestClient alice = connected("alice");
        TestClient bob = connected("bob");
        JoinedRoom made = get(alice.client.createRoom(
                new RoomOptions("whispers", "", null, false, false, false, false, RoomSettings.UNSET, false)));
        assertThat(made.history()).isFalse();
        assertThat(made.stored()).isFalse();
        bob.join("whispers");
        assertThat(alice.say("whispers", "before").stored()).isFalse();
        bob.awaitHeard("alice: before");
        assertThat(get(bob.client.rooms())).extracting(RoomSummary::history).containsExactly(false);
        int port = node.port();
        node.close();
        bob.awaitEvent(ChatEvent.Disconnected.class);
        node = TestNode.start(data, port);
        assertThat(bob.awaitEvent(ChatEvent.Rejoined.class).room().history()).isFalse();
        Receipt.Delivered after = alice.say("whispers", "after");
        assertThat(after.stored()).isFalse();
        bob.awaitHeard("alice: before", "alice: after");
        List<ChatEvent.Message> heard = bob.events(ChatEvent.Message.class);
        assertThat(heard.get(1).epoch()).isGreaterThan(heard.get(0).epoch());
        assertThat(bob.events(ChatEvent.NotKept.class)).isEmpty();
        assertThat(bob.events(ChatEvent.Missed.class)).isEmpty();
    }

    @Test
    void theHostSetsHowARoomIs() {
        TestClient alice = connected("alice");
        TestClient bob = connected("bob");
        JoinedRoom made = alice.create("lobby");
        assertThat(made.settings().historyLines()).isEqualTo(50);
        bob.join("lobby");
        RoomSettingsChange change = RoomSettingsChange.NONE
                .with("keep", "30d")
                .with("keep-messages", "99999999")
                .with("history-lines", "9");
        assertThat(failure(bob.client.changeRoom("lobby", change)).reason()).isEqualTo(Reason.NOT_HOST);
        get(alice.client.changeRoom("lobby", change));
        ChatEvent.RoomChanged changed = bob.awaitEvent(ChatEvent.RoomChanged.class);
        assertThat(changed.name()).isEqualTo("alice");
        // The server keeps a million messages and a gibibyte of a room.
        assertThat(changed.settings()).isEqualTo(new RoomSettings(9, 30 * 86_400, 1_000_000, 1 << 30, 0));
        assertThat(connected("carol").join("lobby").settings()).isEqualTo(changed.settings());
        RoomOptions impossible =
                new RoomOptions("other", "", null, false, false, false, false, new RoomSettings(0, 1, 0, 0, 0), false);
        assertThat(failure(alice.client.createRoom(impossible))).hasMessageContaining("without history");
    }

    @Test
    void aChangedKeyIsPutBeforeTrust(@TempDir Path otherData) {
        AtomicReference<Pin> pinned = new AtomicReference<>();
        Trust onFirstUse = (host, port, pin, verified, chain) -> {
            pinned.compareAndSet(null, pin);
            return pin.equals(pinned.get()) ? "" : "the key of " + host + " has changed";
        };
        TestClient alice = open(TestClient.start("alice", "127.0.0.1", node.port(), false, true, onFirstUse, null));
        get(alice.client.connected());
        assertThat(pinned.get()).isEqualTo(node.pin());
        int port = node.port();
        node.close();
        node = TestNode.start(otherData, port);
        ChatEvent.Ended ended = alice.awaitEvent(ChatEvent.Ended.class);
        assertThat(ended).isEqualTo(new ChatEvent.Ended(Reason.UNTRUSTED, "the key of 127.0.0.1 has changed"));
    }

    @Test
    void aPlainClientAndATlsServerExplainThemselves() {
        TestClient alice = open(TestClient.start("alice", "127.0.0.1", node.port(), true, true));
        ChatException why = failure(alice.client.connected());
        assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(why).hasMessageContaining("leave out --plain");
    }

    @Test
    void aTlsClientAndAPlainServerExplainThemselves(@TempDir Path otherData) {
        try (Node plain = TestNode.start(otherData, "PLAIN", "true")) {
            TestClient alice = open(TestClient.start("alice", "127.0.0.1", plain.port(), false, true));
            ChatException why = failure(alice.client.connected());
            assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(why).hasMessageContaining("--plain");
        }
    }

    @Test
    void plainWorksWhenBothSayIt(@TempDir Path otherData) {
        try (Node plain = TestNode.start(otherData, "PLAIN", "true")) {
            TestClient alice = open(TestClient.start("alice", "127.0.0.1", plain.port(), true, true));
            get(alice.client.connected());
            alice.awaitTransport(Transport.UDP);
            alice.create("lobby");
            alice.say("lobby", "hello");
            alice.awaitHeard("alice: hello");
            assertThat(alice.client.status().plain()).isTrue();
            alice.close();
        }
    }

    @Test
    void localhostTriesEveryAddress() {
        TestClient alice = open(TestClient.start("alice", "localhost", node.port(), false, true));
        get(alice.client.connected());
        alice.awaitTransport(Transport.UDP);
    }

    private TestClient connected(String name) {
        return open(TestClient.connected(name, node.port()));
    }

    private TestClient open(TestClient client) {
        open.add(client);
        return client;
    }
}
