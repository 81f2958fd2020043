package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alice reaches the server over a bad network, Bob over a good one. */
class BadNetworkTest {
    private static final long SEED = 20_261_121;

    @TempDir
    Path data;

    private Node node;
    private BadNetwork network;
    private final List<TestClient> clients = new ArrayList<>();

    @BeforeEach
    void start() {
        node = TestNode.start(data);
        network = new BadNetwork(node.port(), SEED);
    }

    @AfterEach
    void stop() {
        clients.forEach(TestClient::close);
        network.close();
        node.close();
    }

    @Test
    void whereUdpIsBlockedEverythingTravelsOverTcpAndReturnsWhenItWorks() {
        network.loseUdp(1);
        TestClient alice = alice();
        TestClient bob = bob();
        assertThat(alice.awaitEvent(ChatEvent.TransportChanged.class).transport())
                .isEqualTo(Transport.TCP);
        alice.say("lobby", "over TCP");
        bob.say("lobby", "heard");
        alice.awaitHeard("alice: over TCP", "bob: heard");
        alice.awaitTransport(Transport.TCP);
        assertThat(alice.client.status().roundTrip()).isNotNull();
        network.loseUdp(0);
        alice.awaitTransport(Transport.UDP);
        alice.say("lobby", "over UDP");
        bob.awaitHeard("alice: over TCP", "bob: heard", "alice: over UDP");
    }

    @Test
    void nothingIsLostWhenUdpStopsWorkingInTheMiddle() {
        TestClient alice = alice();
        TestClient bob = bob();
        alice.awaitTransport(Transport.UDP);
        List<Publication> all = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (i == 100) {
                network.loseUdp(1);
            }
            all.add(alice.client.publish("lobby", "a" + i, null));
            all.add(bob.client.publish("lobby", "b" + i, null));
        }
        all.forEach(publication -> assertThat(get(publication.answered())).isInstanceOf(Receipt.Delivered.class));
        await().atMost(PATIENCE)
                .until(() -> alice.heard().size() == 600 && bob.heard().size() == 600);
        assertThat(alice.heard()).isEqualTo(bob.heard());
        alice.awaitTransport(Transport.TCP);
        assertThat(alice.events(ChatEvent.Missed.class)).isEmpty();
        assertInOrder(bob, "alice: a", 300);
        assertInOrder(alice, "bob: b", 300);
    }

    @Test
    void aLossyNetworkLosesNothingAndDoublesNothing() {
        TestClient alice = alice();
        TestClient bob = bob();
        alice.awaitTransport(Transport.UDP);
        network.loseUdp(0.2);
        network.duplicateUdp();
        List<Publication> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(alice.client.publish("lobby", "a" + i, null));
            all.add(bob.client.publish("lobby", "b" + i, null));
        }
        all.forEach(publication -> assertThat(get(publication.answered())).isInstanceOf(Receipt.Delivered.class));
        await().atMost(PATIENCE)
                .until(() -> alice.heard().size() == 1000 && bob.heard().size() == 1000);
        assertThat(alice.heard()).isEqualTo(bob.heard());
        assertInOrder(bob, "alice: a", 500);
        assertThat(alice.events(ChatEvent.Missed.class)).isEmpty();
    }

    @Test
    void aClientWhosePortChangesIsServedOn() {
        TestClient alice = alice();
        TestClient bob = bob();
        alice.awaitTransport(Transport.UDP);
        alice.say("lobby", "before");
        network.moveClients();
        bob.say("lobby", "meanwhile");
        alice.say("lobby", "after");
        alice.awaitHeard("alice: before", "bob: meanwhile", "alice: after");
        await().atMost(PATIENCE).until(() -> node.counters().get(Counter.MOVES) > 0);
        alice.awaitTransport(Transport.UDP);
    }

    @Test
    void whatWasSaidDuringAnAbsenceIsFetched() {
        TestClient alice = alice();
        TestClient bob = bob();
        alice.awaitTransport(Transport.UDP);
        alice.say("lobby", "before");
        leave(alice);
        IntStream.range(0, 20).forEach(i -> bob.say("lobby", "m" + i));
        Publication meanwhile = alice.client.publish("lobby", "late", null);
        network.loseUdp(0);
        network.refuseTcp(false);
        assertThat(get(meanwhile.answered())).isInstanceOf(Receipt.Delivered.class);
        List<String> wanted = new ArrayList<>(List.of("alice: before"));
        IntStream.range(0, 20).forEach(i -> wanted.add("bob: m" + i));
        wanted.add("alice: late");
        alice.awaitHeard(wanted.toArray(String[]::new));
        bob.awaitHeard(wanted.toArray(String[]::new));
        ChatEvent.Connected last = alice.events(ChatEvent.Connected.class).getLast();
        assertThat(last.resumed()).isTrue();
        assertThat(alice.events(ChatEvent.Rejoined.class)).hasSize(1);
    }

    @Test
    void whatTheRingNoLongerHasIsReadFromHistory() {
        TestClient alice = alice();
        TestClient bob = bob();
        missManyMessages(alice, bob);
        await().atMost(PATIENCE).until(() -> alice.heard().size() == 1501);
        assertInOrder(alice, "bob: m", 1500);
        assertThat(alice.events(ChatEvent.Missed.class)).isEmpty();
    }

    @Test
    void whatTheServerNoLongerHasIsSaidToBeMissed() {
        restart("ENGINE", "memory", "HISTORY_MESSAGES", "1100");
        TestClient alice = alice();
        TestClient bob = bob();
        missManyMessages(alice, bob);
        await().atMost(PATIENCE).until(() -> alice.heard().contains("bob: m1499"));
        assertThat(alice.events(ChatEvent.Missed.class)).containsExactly(new ChatEvent.Missed("lobby", 400));
        assertThat(alice.heard()).hasSize(1 + 1100);
    }

    private void missManyMessages(TestClient alice, TestClient bob) {
        alice.say("lobby", "before");
        bob.awaitHeard("alice: before");
        leave(alice);
        // The ring of the room holds 1024.
        List<Publication> many = IntStream.range(0, 1500)
                .mapToObj(i -> bob.client.publish("lobby", "m" + i, null))
                .toList();
        many.forEach(publication -> assertThat(get(publication.answered())).isInstanceOf(Receipt.Delivered.class));
        network.loseUdp(0);
        network.refuseTcp(false);
    }

    private void leave(TestClient alice) {
        network.refuseTcp(true);
        network.loseUdp(1);
        network.cutTcp();
        alice.awaitEvent(ChatEvent.Disconnected.class);
    }

    @Test
    void whatWasSaidBeforeTheServerWasRestartedIsReadFromHistory() {
        MemoryEngine engine = new MemoryEngine(
                System::nanoTime,
                InstantSource.system(),
                new Random(SEED)::nextLong,
                100,
                Duration.ofDays(90),
                new Retention(10_000, 8 << 20, 64 << 20));
        network.close();
        node.close();
        node = TestNode.start(data, 0, engine);
        network = new BadNetwork(node.port(), SEED);
        TestClient alice = alice();
        TestClient bob = bob();
        alice.say("lobby", "before");
        bob.awaitHeard("alice: before");
        leave(alice);
        IntStream.range(0, 50).forEach(i -> bob.say("lobby", "m" + i));
        int port = node.port();
        node.close();
        bob.awaitEvent(ChatEvent.Disconnected.class);
        node = TestNode.start(data, port, engine);
        bob.awaitEvent(ChatEvent.Rejoined.class);
        bob.say("lobby", "after");
        network.loseUdp(0);
        network.refuseTcp(false);
        List<String> wanted = new ArrayList<>(List.of("alice: before"));
        IntStream.range(0, 50).forEach(i -> wanted.add("bob: m" + i));
        wanted.add("bob: after");
        alice.awaitHeard(wanted.toArray(String[]::new));
        assertThat(alice.events(ChatEvent.Missed.class)).isEmpty();
        assertThat(alice.events(ChatEvent.NotKept.class)).isEmpty();
    }

    private void restart(String... settings) {
        network.close();
        node.close();
        node = TestNode.start(data, settings);
        network = new BadNetwork(node.port(), SEED);
    }

    @Test
    void aConnectionThatDiesAgainAndAgainLosesNothing() {
        TestClient alice = alice();
        TestClient bob = bob();
        List<Publication> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 40; j++) {
                all.add(alice.client.publish("lobby", "a" + (40 * i + j), null));
            }
            int before = alice.events(ChatEvent.Disconnected.class).size();
            network.cutTcp();
            await().atMost(PATIENCE)
                    .until(() -> alice.events(ChatEvent.Disconnected.class).size() > before
                            && alice.client.status().connected());
        }
        all.forEach(publication -> assertThat(get(publication.answered())).isInstanceOf(Receipt.Delivered.class));
        await().atMost(PATIENCE)
                .until(() -> bob.heard().size() == 200 && alice.heard().size() == 200);
        assertInOrder(bob, "alice: a", 200);
        assertThat(alice.heard()).isEqualTo(bob.heard());
    }

    private static void assertInOrder(TestClient client, String prefix, int count) {
        assertThat(client.heard().stream()
                        .filter(line -> line.startsWith(prefix))
                        .toList())
                .isEqualTo(IntStream.range(0, count).mapToObj(i -> prefix + i).toList());
    }

    private TestClient alice() {
        TestClient alice = TestClient.start("alice", BadNetwork.HOST, node.port(), false, true);
        clients.add(alice);
        get(alice.client.connected());
        alice.create("lobby");
        return alice;
    }

    private TestClient bob() {
        TestClient bob = TestClient.connected("bob", node.port());
        clients.add(bob);
        bob.join("lobby");
        return bob;
    }
}
