package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.store.KeptEngine;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client that comes back is told, and what it can read, over real sockets. */
class HistoryTest {
    private static final long INSTANCE = 77;

    @TempDir
    Path dataDir;

    private static ClientMessage.Builder read(int room, long after, long upTo) {
        return ClientMessage.newBuilder()
                .setReadHistory(
                        ReadHistory.newBuilder().setRoom(room).setAfter(after).setUpTo(upTo));
    }

    private static void say(TestClient client, int room, long n, String text) throws IOException {
        client.sendFrameByTcp(TestClient.publish(room, n, text));
    }

    private static Ack ack(TestClient client) throws IOException {
        return client.readUntil(m -> m.getFrame().hasAck()).getFrame().getAck();
    }

    private static Deliver deliver(TestClient client) throws IOException {
        return client.readUntil(m -> m.getFrame().hasDeliver()).getFrame().getDeliver();
    }

    private static TestClient welcomed(Node node, ByteString token) throws IOException {
        TestClient client = new TestClient(node.port());
        client.hello(Hello.newBuilder()
                .addVersions(Protocol.VERSION)
                .setName(token.isEmpty() ? "alice" : "")
                .setInstance(INSTANCE)
                .setToken(token)
                .build());
        return client;
    }

    private static List<Long> sequences(HistoryPage page) {
        return page.getMessagesList().stream().map(Deliver::getSequence).toList();
    }

    @Test
    void aMemberReadsWhatWasSaid() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            Joined joined = alice.create("ops");
            bob.join("ops");
            say(alice, joined.getRoom(), 1, "one");
            ack(alice);
            say(bob, joined.getRoom(), 1, "two");
            ack(bob);
            say(alice, joined.getRoom(), 2, "three");
            ack(alice);
            assertThat(joined.getHistory()).isTrue();
            assertThat(joined.getStored()).isTrue();

            HistoryPage page = alice.ask(read(joined.getRoom(), 0, 100)).getHistoryPage();
            assertThat(page.getRoom()).isEqualTo(joined.getRoom());
            assertThat(page.getCoversTo()).isEqualTo(3);
            assertThat(page.getOldest()).isEqualTo(1);
            assertThat(page.getAuthorsList()).extracting(Author::getName).containsExactly("alice", "bob");
            assertThat(page.getAuthors(1).getUserId()).isEqualTo(bob.welcome().getUserId());
            assertThat(page.getMessagesList()).extracting(Deliver::getText).containsExactly("one", "two", "three");
            assertThat(page.getMessagesList()).extracting(Deliver::getAuthor).containsExactly(1, 2, 1);
            assertThat(page.getMessagesList()).allSatisfy(message -> {
                assertThat(message.getEpoch()).isEqualTo(joined.getEpoch());
                assertThat(message.getTimeMs()).isPositive();
            });

            HistoryPage middle = alice.ask(read(joined.getRoom(), 1, 2)).getHistoryPage();
            assertThat(sequences(middle)).containsExactly(2L);
            assertThat(middle.getCoversTo()).isEqualTo(2);
        }
    }

    @Test
    void aPageIsSmallAndTheNextGoesOn() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            for (int n = 1; n <= 40; n++) {
                say(alice, room, n, "x".repeat(4000));
                ack(alice);
            }
            ServerMessage answer = alice.ask(read(room, 0, 40));
            HistoryPage first = answer.getHistoryPage();
            assertThat(answer.getSerializedSize()).isBetween(40_000, 65_536);
            assertThat(first.getCoversTo()).isEqualTo(first.getMessagesCount());
            HistoryPage second = alice.ask(read(room, first.getCoversTo(), 40)).getHistoryPage();
            assertThat(sequences(second)).first().isEqualTo(first.getCoversTo() + 1);
        }
    }

    @Test
    void whatIsNoLongerKeptIsSaidToBeGone() throws IOException {
        try (Node node = TestNode.plain(dataDir, Setting.ENGINE, "memory", Setting.HISTORY_MESSAGES, 2);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            for (int n = 1; n <= 5; n++) {
                say(alice, room, n, "m" + n);
                ack(alice);
            }
            HistoryPage gone = alice.ask(read(room, 0, 3)).getHistoryPage();
            assertThat(gone.getMessagesCount()).isZero();
            assertThat(gone.getCoversTo()).isEqualTo(3);
            assertThat(gone.getOldest()).isEqualTo(4);
        }
    }

    private static ClientMessage.Builder newest(int room, int last, long upTo) {
        return ClientMessage.newBuilder()
                .setReadHistory(
                        ReadHistory.newBuilder().setRoom(room).setLast(last).setUpTo(upTo));
    }

    @Test
    void theNewestAreReadBackwards() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            assertThat(alice.ask(newest(room, 10, 0)).getHistoryPage().getMessagesCount())
                    .isZero();
            for (int n = 1; n <= 40; n++) {
                say(alice, room, n, n % 2 == 0 ? "x".repeat(4000) : "short");
                ack(alice);
            }
            HistoryPage three = alice.ask(newest(room, 3, 0)).getHistoryPage();
            assertThat(sequences(three)).containsExactly(38L, 39L, 40L);
            assertThat(List.of(three.getCoversFrom(), three.getCoversTo())).containsExactly(37L, 40L);
            ServerMessage answer = alice.ask(newest(room, 1000, three.getCoversFrom()));
            assertThat(answer.getSerializedSize()).isBetween(40_000, 65_536);
            HistoryPage full = answer.getHistoryPage();
            assertThat(full.getMessages(full.getMessagesCount() - 1).getSequence())
                    .isEqualTo(37);
            assertThat(full.getCoversFrom()).isEqualTo(full.getMessages(0).getSequence() - 1);
            HistoryPage rest =
                    alice.ask(newest(room, 1000, full.getCoversFrom())).getHistoryPage();
            assertThat(sequences(rest)).first().isEqualTo(1L);
            assertThat(rest.getCoversFrom()).isZero();
        }
    }

    @Test
    void aTimeIsAPlaceToReadFrom() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            for (int n = 1; n <= 3; n++) {
                say(alice, room, n, "m" + n);
                ack(alice);
            }
            ReadHistory.Builder all = ReadHistory.newBuilder().setRoom(room);
            HistoryPage page =
                    alice.ask(ClientMessage.newBuilder().setReadHistory(all)).getHistoryPage();
            assertThat(sequences(page)).containsExactly(1L, 2L, 3L);
            long last = page.getMessages(2).getTimeMs();
            HistoryPage since = alice.ask(ClientMessage.newBuilder()
                            .setReadHistory(all.clone().setSinceMs(last)))
                    .getHistoryPage();
            assertThat(sequences(since)).endsWith(3L);
            assertThat(since.getMessagesList()).allMatch(message -> message.getTimeMs() >= last);
            HistoryPage until = alice.ask(ClientMessage.newBuilder()
                            .setReadHistory(all.clone().setUntilMs(last).setLast(10)))
                    .getHistoryPage();
            assertThat(until.getMessagesList()).allMatch(message -> message.getTimeMs() < last);
            assertThat(until.getMessagesCount() + since.getMessagesCount()).isEqualTo(3);
            HistoryPage future = alice.ask(ClientMessage.newBuilder()
                            .setReadHistory(all.clone().setSinceMs(Long.MAX_VALUE)))
                    .getHistoryPage();
            assertThat(future.getMessagesCount()).isZero();
        }
    }

    @Test
    void whatIsNotCommittedYetComesFromTheRing() throws IOException {
        KeptEngine engine = new KeptEngine();
        try (Node node = TestNode.plain(dataDir, engine);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            for (int n = 1; n <= 5; n++) {
                if (n == 4) {
                    engine.hold();
                }
                say(alice, room, n, "m" + n);
                assertThat(deliver(alice).getSequence()).isEqualTo(n);
                if (n < 4) {
                    ack(alice);
                }
            }
            HistoryPage newest = alice.ask(newest(room, 3, 0)).getHistoryPage();
            assertThat(sequences(newest)).containsExactly(3L, 4L, 5L);
            assertThat(List.of(newest.getCoversFrom(), newest.getCoversTo())).containsExactly(2L, 5L);
            assertThat(newest.getAuthorsCount()).isOne();
            HistoryPage upwards = alice.ask(read(room, 1, 5)).getHistoryPage();
            assertThat(sequences(upwards)).containsExactly(2L, 3L, 4L, 5L);
            assertThat(upwards.getCoversTo()).isEqualTo(5);
        }
    }

    @Test
    void onlyMembersRead() throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient eve = TestClient.welcomed(node, "eve")) {
            int room = alice.create("ops").getRoom();
            // Also the second time: a refusal ends the reading.
            for (int i = 0; i < 2; i++) {
                assertThat(eve.ask(read(room, 0, 10)).getRefusal().getReason()).isEqualTo(RefusalReason.NOT_A_MEMBER);
            }
            assertThat(eve.ask(read(99, 0, 10)).getRefusal().getReason()).isEqualTo(RefusalReason.NO_SUCH_ROOM);
            assertThat(alice.ask(read(room, 10, 9)).getRefusal().getReason()).isEqualTo(RefusalReason.BAD_REQUEST);
        }
    }

    /** The client refuses it itself; another one may not. */
    @ParameterizedTest
    @CsvSource({"9, 8, 0, 0", "1, 0x7fff, 2000, 1999", "0, 0, 0x7fff, 1", "0x7fff, 1, 0, 0"})
    void aReversedRangeIsRefusedAsOne(String after, String upTo, String since, String until) throws IOException {
        try (Node node = TestNode.plain(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            ReadHistory.Builder reversed = ReadHistory.newBuilder()
                    .setRoom(room)
                    .setAfter(Long.decode(after))
                    .setUpTo(Long.decode(upTo))
                    .setSinceMs(Long.decode(since))
                    .setUntilMs(Long.decode(until));
            Refusal refused = alice.ask(ClientMessage.newBuilder().setReadHistory(reversed))
                    .getRefusal();
            assertThat(refused.getReason()).isEqualTo(RefusalReason.BAD_REQUEST);
            assertThat(refused.getSentence()).contains("a reversed range");
            // It is not counted as a reading that is underway, and one that is empty is not reversed.
            assertThat(alice.ask(read(room, 9, 9)).hasHistoryPage()).isTrue();
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setReadHistory(ReadHistory.newBuilder()
                                            .setRoom(room)
                                            .setSinceMs(2000)
                                            .setUntilMs(2000)))
                            .hasHistoryPage())
                    .isTrue();
        }
    }

    @Test
    void oneReadsOnePageAtATime() throws IOException {
        KeptEngine engine = new KeptEngine();
        try (Node node = TestNode.plain(dataDir, engine);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            int room = alice.create("ops").getRoom();
            say(alice, room, 1, "one");
            ack(alice);
            CompletableFuture<Void> reads = engine.holdReads();
            int first = alice.send(read(room, 0, 1));
            assertThat(alice.ask(read(room, 0, 1)).getRefusal().getReason()).isEqualTo(RefusalReason.BUSY);
            reads.complete(null);
            assertThat(alice.readUntil(m -> m.getRequestId() == first)
                            .getHistoryPage()
                            .getMessagesCount())
                    .isOne();
            assertThat(alice.ask(read(room, 0, 1)).getHistoryPage().getMessagesCount())
                    .isOne();

            engine.holdReads().completeExceptionally(new IOException("the disk"));
            for (int i = 0; i < 2; i++) {
                assertThat(alice.ask(read(room, 0, 1)).getRefusal().getSentence())
                        .contains("the server is busy");
            }
        }
    }

    @Test
    void aRestartedServerSaysWhatItHasKept() throws IOException {
        KeptEngine engine = new KeptEngine();
        ByteString token;
        Joined before;
        try (Node node = TestNode.plain(dataDir, engine);
                TestClient alice = welcomed(node, ByteString.EMPTY)) {
            token = alice.welcome().getToken();
            assertThat(alice.welcome().getDurable()).isTrue();
            before = alice.create("ops");
            for (int n = 1; n <= 3; n++) {
                say(alice, before.getRoom(), n, "m" + n);
                assertThat(ack(alice).getStored()).isTrue();
            }
            engine.hold();
            say(alice, before.getRoom(), 4, "m4");
            say(alice, before.getRoom(), 5, "m5");
            assertThat(deliver(alice).getSequence()).isEqualTo(4);
            assertThat(deliver(alice).getSequence()).isEqualTo(5);
        }
        try (Node node = TestNode.plain(dataDir, engine.restart());
                TestClient alice = welcomed(node, token)) {
            Joined after = alice.ask(ClientMessage.newBuilder()
                            .setJoinRoom(JoinRoom.newBuilder()
                                    .setName("ops")
                                    .setResumeEpoch(before.getEpoch())
                                    .setResumeSequence(5)))
                    .getJoined();
            assertThat(after.getEpoch()).isGreaterThan(before.getEpoch());
            assertThat(after.getResumed()).isEqualTo(3);
            assertThat(after.getSequence()).isEqualTo(3);
            assertThat(after.getOldest()).isEqualTo(4);
            assertThat(after.getHighestN()).isEqualTo(3);
            assertThat(after.getStored()).isTrue();

            // The answer to 3 got lost, perhaps: it is given again, and nothing is delivered.
            say(alice, after.getRoom(), 3, "m3");
            Ack again = ack(alice);
            assertThat(List.of(again.getEpoch(), again.getSequence())).isEqualTo(List.of(before.getEpoch(), 3L));
            assertThat(again.getStored()).isTrue();
            say(alice, after.getRoom(), 4, "m4");
            Deliver fourth = deliver(alice);
            assertThat(List.of(fourth.getSequence(), fourth.getN())).isEqualTo(List.of(4L, 4L));
            assertThat(fourth.getEpoch()).isZero();

            HistoryPage page = alice.ask(read(after.getRoom(), 0, 100)).getHistoryPage();
            assertThat(page.getMessagesList()).extracting(Deliver::getText).containsExactly("m1", "m2", "m3", "m4");
            assertThat(page.getMessagesList())
                    .extracting(Deliver::getEpoch)
                    .containsExactly(before.getEpoch(), before.getEpoch(), before.getEpoch(), after.getEpoch());
        }
    }
}
