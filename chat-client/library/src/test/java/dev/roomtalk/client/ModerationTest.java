package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.server.app.Node;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kicks and bans, with the real server. */
class ModerationTest {
    @TempDir
    Path data;

    private Node node;
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestClient alice;
    private TestClient bob;

    @BeforeEach
    void start() {
        node = TestNode.start(data);
        alice = connected("alice");
        bob = connected("Bob");
        alice.create("lobby");
        bob.join("lobby");
        alice.say("lobby", "welcome");
        bob.awaitHeard("alice: welcome");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        node.close();
    }

    private TestClient connected(String name) {
        TestClient client = TestClient.connected(name, node.port());
        open.add(client);
        return client;
    }

    private void restart() {
        int port = node.port();
        node.close();
        node = TestNode.start(data, port);
    }

    @Test
    void whoIsKickedHearsNoMoreAndComesInAgainWhenItWantsTo() {
        TestClient carol = connected("carol");
        carol.join("lobby");
        assertThat(get(alice.client.moderation().kick("lobby", "bOB", "spam"))).isEmpty();
        ChatEvent.Removed removed = bob.awaitEvent(ChatEvent.Removed.class);
        assertThat(removed).isEqualTo(new ChatEvent.Removed("lobby", "Bob", "alice", "spam", null, true, true));
        assertThat(carol.awaitEvent(ChatEvent.Removed.class).own()).isFalse();
        alice.say("lobby", "he is gone");
        carol.awaitHeard("alice: he is gone");
        assertThat(bob.heard()).containsExactly("alice: welcome");
        assertThat(get(bob.client.publish("lobby", "but", null).answered())).isInstanceOf(Receipt.Refused.class);
        assertThat(failure(bob.client.members("lobby")).reason()).isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(failure(alice.client.moderation().kick("lobby", "Bob", "")).reason())
                .isEqualTo(Reason.NO_SUCH_USER);
        bob.join("lobby");
        alice.say("lobby", "he is back");
        await().atMost(PATIENCE).until(() -> bob.heard().contains("alice: he is back"));
    }

    @Test
    void aBannedUserStaysOutOverARestart() {
        TestClient phone = open(
                TestClient.start("Bob", "127.0.0.1", node.port(), false, true, TestClient.EVERYBODY, bob.token.get()));
        get(phone.client.connected());
        get(phone.client.visit("lobby", null, true));
        assertThat(get(alice.client.moderation().ban("lobby", "bob", Duration.ofHours(2), "spam")))
                .isEmpty();
        ChatEvent.Removed removed = bob.awaitEvent(ChatEvent.Removed.class);
        assertThat(removed.ban()).isNotNull();
        assertThat(removed.sentence(java.time.ZoneOffset.UTC, java.time.Instant.now()))
                .matches("alice banned you until .*: spam");
        assertThat(phone.awaitEvent(ChatEvent.Removed.class).own()).isTrue();
        alice.say("lobby", "without him");
        assertThatBobIsOut();

        restart();
        alice.awaitEvent(ChatEvent.Rejoined.class);
        await().atMost(PATIENCE).until(() -> bob.client.status().connected());
        assertThatBobIsOut();
        assertThat(get(alice.client.members("lobby")))
                .extracting(RoomMember::name)
                .containsExactly("alice");
        assertThat(get(alice.client.moderation().bans("lobby")))
                .extracting(RoomBan::name, RoomBan::by, RoomBan::reason)
                .containsExactly(tuple("Bob", "alice", "spam"));

        get(alice.client.moderation().unban("lobby", "BOB"));
        restart();
        await().atMost(PATIENCE)
                .until(() -> bob.events(ChatEvent.Disconnected.class).size() >= 2
                        && bob.client.status().connected());
        bob.join("lobby");
        assertThat(bob.events(ChatEvent.Message.class)).hasSize(1);
    }

    private void assertThatBobIsOut() {
        ChatException refusal = failure(bob.client.join("lobby", null, false));
        assertThat(refusal.reason()).isEqualTo(Reason.BANNED);
        assertThat(refusal.getMessage())
                .matches("alice has banned you from 'lobby' until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC: spam");
        assertThat(failure(bob.client.visit("lobby", null, true)).reason()).isEqualTo(Reason.BANNED);
        assertThat(failure(bob.client.createRoom(new RoomOptions("LOBBY", "", null, false, false, false)))
                        .reason())
                .isEqualTo(Reason.ROOM_EXISTS);
        assertThat(failure(bob.client.history("lobby", HistoryQuery.last(5))).reason())
                .isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(failure(bob.client.members("lobby")).reason()).isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(failure(bob.client.moderation().bans("lobby")).reason()).isEqualTo(Reason.NOT_A_MEMBER);
        assertThat(bob.heard()).containsExactly("alice: welcome");
    }

    @Test
    void whoWasAwayWhenItWasPutOutDoesNotComeBackByItself() {
        alice.create("vault");
        try (BadNetwork path = new BadNetwork(node.port(), 1)) {
            TestClient dave = open(TestClient.start("dave", BadNetwork.HOST, node.port(), false, false));
            get(dave.client.connected());
            dave.join("lobby");
            dave.join("vault");
            path.refuseTcp(true);
            path.cutTcp();
            dave.awaitEvent(ChatEvent.Disconnected.class);
            get(alice.client.moderation().kick("lobby", "dave", ""));
            get(alice.client.moderation().ban("vault", "dave", Duration.ZERO, "spam"));
            path.refuseTcp(false);
            await().atMost(PATIENCE)
                    .until(() -> dave.events(ChatEvent.RejoinFailed.class).size() == 2);
            assertThat(dave.events(ChatEvent.RejoinFailed.class))
                    .containsExactlyInAnyOrder(
                            new ChatEvent.RejoinFailed("lobby", "alice kicked you from 'lobby'"),
                            new ChatEvent.RejoinFailed(
                                    "vault", "alice has banned you from 'vault' until this is lifted: spam"));
            dave.join("lobby");
            assertThat(failure(dave.client.join("vault", null, false)).reason()).isEqualTo(Reason.BANNED);
        }
    }

    @Test
    void onlyTheHostMayAndNobodyWhoIsNotThere() {
        assertThat(failure(bob.client.moderation().kick("lobby", "alice", "")).reason())
                .isEqualTo(Reason.NOT_HOST);
        assertThat(failure(bob.client.moderation().ban("lobby", "alice", Duration.ZERO, ""))
                        .reason())
                .isEqualTo(Reason.NOT_HOST);
        assertThat(failure(alice.client.moderation().ban("lobby", "nobody", Duration.ZERO, "")))
                .hasMessage("this server has no user 'nobody'");
        assertThat(failure(alice.client.moderation().ban("lobby", "Alice", Duration.ZERO, "")))
                .hasMessageContaining("leave 'lobby'");
        assertThat(failure(alice.client.moderation().ban("lobby", "bob", Duration.ZERO, "x".repeat(201)))
                        .reason())
                .isEqualTo(Reason.TOO_LONG);
        assertThat(failure(alice.client.moderation().ban("lobby", "bob", Duration.ofDays(40_000), "")))
                .hasMessageContaining("100 years");
        TestClient mallory = connected("mallory");
        get(alice.client.moderation().ban("lobby", "mallory", Duration.ZERO, ""));
        assertThat(failure(mallory.client.join("lobby", null, false)))
                .hasMessage("alice has banned you from 'lobby' until this is lifted");
        assertThat(bob.awaitEvent(ChatEvent.Removed.class).wasMember()).isFalse();
    }

    @Test
    void rolesAreGivenAndSurviveARestart() {
        TestClient carol = connected("carol");
        carol.join("lobby");
        get(alice.client.moderation().setRole("lobby", "bob", MemberRole.MODERATOR, Duration.ZERO, ""));
        ChatEvent.RoleChanged changed = bob.awaitEvent(ChatEvent.RoleChanged.class);
        assertThat(changed)
                .isEqualTo(new ChatEvent.RoleChanged("lobby", "Bob", MemberRole.MODERATOR, "alice", "", null, true));
        assertThat(changed.sentence(java.time.ZoneOffset.UTC, java.time.Instant.now()))
                .isEqualTo("alice made you a moderator");
        get(bob.client.moderation().setRole("lobby", "carol", MemberRole.MUTED, Duration.ofHours(2), "calm down"));
        assertThat(carol.awaitEvent(ChatEvent.RoleChanged.class)
                        .sentence(java.time.ZoneOffset.UTC, java.time.Instant.now()))
                .matches("alice made Bob a moderator");
        assertThat(get(carol.client.publish("lobby", "but", null).answered()))
                .isEqualTo(new Receipt.Refused(
                        Reason.MUTED, "room lobby refused the message: you are muted there for another 2 h"));
        assertThat(failure(carol.client.setTopic("lobby", "but")).reason()).isEqualTo(Reason.MUTED);
        get(carol.client.leave("lobby"));
        carol.join("lobby");
        assertThat(failure(carol.client.setTopic("lobby", "but")).reason()).isEqualTo(Reason.MUTED);

        restart();
        alice.awaitEvent(ChatEvent.Rejoined.class);
        bob.awaitEvent(ChatEvent.Rejoined.class);
        carol.awaitEvent(ChatEvent.Rejoined.class);
        assertThat(get(alice.client.members("lobby")))
                .extracting(RoomMember::name, RoomMember::role)
                .containsExactlyInAnyOrder(
                        tuple("alice", MemberRole.HOST),
                        tuple("Bob", MemberRole.MODERATOR),
                        tuple("carol", MemberRole.MUTED));
        assertThat(failure(bob.client.moderation().kick("lobby", "alice", "")))
                .hasMessage("only the host of 'lobby' may do this to alice");
        get(bob.client.moderation().setRole("lobby", "carol", MemberRole.MEMBER, Duration.ZERO, ""));
        carol.say("lobby", "thank you");
        get(alice.client.moderation().setRole("lobby", "carol", MemberRole.HOST, Duration.ZERO, ""));
        await().atMost(PATIENCE)
                .until(() -> bob.events(ChatEvent.HostChanged.class).stream()
                        .anyMatch(event -> event.name().equals("carol")));
        assertThat(failure(alice.client.moderation().kick("lobby", "bob", "")))
                .hasMessage("only the host of 'lobby' and its moderators may do this");
    }

    @Test
    void inASlowRoomWhatIsSaidWaitsAndComesInOrder() {
        get(alice.client.changeRoom("lobby", RoomSettingsChange.NONE.with("slow", "1s")));
        assertThat(bob.awaitEvent(ChatEvent.RoomChanged.class).settings().lines())
                .contains("slow 1s");
        bob.client.publish("lobby", "one", null);
        bob.client.publish("lobby", "two", null);
        bob.say("lobby", "three");
        alice.awaitHeard("alice: welcome", "Bob: one", "Bob: two", "Bob: three");
        // By the server's clock.
        List<ChatEvent.Message> said =
                get(alice.client.history("lobby", HistoryQuery.last(3))).messages();
        assertThat(Duration.between(said.getFirst().time(), said.getLast().time()))
                .isGreaterThan(Duration.ofMillis(1900));
        restart();
        assertThat(bob.awaitEvent(ChatEvent.Rejoined.class).room().settings().slowSeconds())
                .isOne();
    }

    private TestClient open(TestClient client) {
        open.add(client);
        return client;
    }
}
