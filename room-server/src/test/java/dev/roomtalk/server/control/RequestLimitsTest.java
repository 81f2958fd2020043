package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Kick;
import dev.roomtalk.proto.ListRooms;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RenewToken;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetTopic;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What many requests that come at once may cost: they are sent without waiting for an answer. */
class RequestLimitsTest {
    private static final int BURST = 500;

    @TempDir
    Path dataDir;

    private static List<ServerMessage> answers(TestClient client, List<ClientMessage.Builder> requests)
            throws IOException {
        Set<Integer> open = new HashSet<>();
        for (ClientMessage.Builder request : requests) {
            open.add(client.send(request));
        }
        List<ServerMessage> answers = new ArrayList<>();
        while (!open.isEmpty()) {
            ServerMessage message = client.read();
            if (open.remove(message.getRequestId())) {
                answers.add(message);
            }
        }
        return answers;
    }

    private static List<ClientMessage.Builder> times(
            int count, java.util.function.IntFunction<ClientMessage.Builder> r) {
        return java.util.stream.IntStream.range(0, count).mapToObj(r).toList();
    }

    private static long refused(List<ServerMessage> answers, RefusalReason reason) {
        return answers.stream()
                .filter(answer -> answer.getRefusal().getReason() == reason)
                .count();
    }

    private Node node(Object... settings) throws IOException {
        List<Object> all = new ArrayList<>(List.of(
                Setting.REQUEST_RATE, 1, Setting.REQUEST_BURST, BURST, Setting.FAILURES_PER_ADDRESS, 1_000_000));
        all.addAll(List.of(settings));
        return TestNode.plain(dataDir, all.toArray());
    }

    private static Node generous(Path dataDir, Object... settings) throws IOException {
        List<Object> all = new ArrayList<>(List.of(
                Setting.REQUEST_BURST,
                1_000_000,
                Setting.REQUEST_BURST_PER_ADDRESS,
                1_000_000,
                Setting.FAILURES_PER_ADDRESS,
                1_000_000));
        all.addAll(List.of(settings));
        return TestNode.plain(dataDir, all.toArray());
    }

    @Test
    void everyRequestIsPaidForAndARefusalTellsWhenToComeAgain() throws IOException {
        try (Node node = node();
                TestClient alice = TestClient.welcomed(node, "alice")) {
            List<ServerMessage> answers = answers(
                    alice, times(100, i -> ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance())));
            assertThat(refused(answers, RefusalReason.TOO_FAST)).isBetween(45L, 50L);
            assertThat(answers.stream().filter(ServerMessage::hasRefusal))
                    .allSatisfy(answer ->
                            assertThat(answer.getRefusal().getWaitMs()).isPositive());
            // Messages have rates of their own, and clients that read history know BUSY.
            int room = 1;
            alice.sendFrameByTcp(TestClient.publish(room, 1, "hello"));
            assertThat(alice.readUntil(m -> m.getFrame().hasAck())
                            .getFrame()
                            .getAck()
                            .getRefusal())
                    .isEqualTo(RefusalReason.NO_SUCH_ROOM);
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setReadHistory(ReadHistory.newBuilder().setRoom(room)))
                            .getRefusal()
                            .getReason())
                    .isEqualTo(RefusalReason.BUSY);
        }
    }

    @Test
    void bytesArePaidForToo() throws IOException {
        try (Node node = node();
                TestClient alice = TestClient.welcomed(node, "alice")) {
            String words = "word ".repeat(20_000);
            List<ServerMessage> answers = answers(
                    alice,
                    times(
                            20,
                            i -> ClientMessage.newBuilder()
                                    .setSearch(Search.newBuilder().setWords(words))));
            assertThat(refused(answers, RefusalReason.TOO_LONG)).isLessThan(6);
        }
    }

    @Test
    void sessionsOfAnAddressShareWhatItMayCost() throws IOException {
        try (Node node = node(Setting.REQUEST_RATE_PER_ADDRESS, 1, Setting.REQUEST_BURST_PER_ADDRESS, 300);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            List<ClientMessage.Builder> lists =
                    times(20, i -> ClientMessage.newBuilder().setListRooms(ListRooms.getDefaultInstance()));
            long first = refused(answers(alice, lists), RefusalReason.TOO_FAST);
            long second = refused(answers(bob, lists), RefusalReason.TOO_FAST);
            assertThat(first).isZero();
            assertThat(second).isBetween(8L, 11L);
        }
    }

    @Test
    void ofManyRoomsAtOnceNoMoreAreEnteredOrMadeThanMayBe() throws IOException {
        try (Node node = generous(
                        dataDir,
                        Setting.MAX_ROOMS_PER_USER,
                        10,
                        Setting.NEW_ROOMS_PER_USER,
                        1_000,
                        Setting.RELAY_LOOPS,
                        2);
                TestClient carol = TestClient.welcomed(node, "carol")) {
            List<ServerMessage> made = answers(
                    carol,
                    times(
                            40,
                            i -> ClientMessage.newBuilder()
                                    .setCreateRoom(CreateRoom.newBuilder().setName("carols" + i))));
            assertThat(made.stream().filter(ServerMessage::hasJoined)).hasSize(10);
            assertThat(refused(made, RefusalReason.LIMIT_REACHED)).isEqualTo(30);
            List<String> rooms = new ArrayList<>();
            for (int host = 0; host < 4; host++) {
                try (TestClient other = TestClient.welcomed(node, "host" + host)) {
                    for (int i = 0; i < 10; i++) {
                        String name = "room" + host + "-" + i;
                        other.create(name);
                        rooms.add(name);
                    }
                }
            }
            try (TestClient alice = TestClient.welcomed(node, "alice")) {
                List<ServerMessage> joined = answers(
                        alice,
                        times(
                                rooms.size(),
                                i -> ClientMessage.newBuilder()
                                        .setJoinRoom(JoinRoom.newBuilder().setName(rooms.get(i)))));
                assertThat(joined.stream().filter(ServerMessage::hasJoined)).hasSize(10);
                assertThat(refused(joined, RefusalReason.LIMIT_REACHED)).isEqualTo(30);
                // Who is a member already may come again.
                String room = joined.stream()
                        .filter(ServerMessage::hasJoined)
                        .findFirst()
                        .orElseThrow()
                        .getJoined()
                        .getName();
                assertThat(alice.join(room).getName()).isEqualTo(room);
            }
        }
    }

    @Test
    void ofManyGuessesAtOnceNoMoreAreComparedThanMayBe() throws IOException {
        try (Node node = generous(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            alice.ask(ClientMessage.newBuilder()
                    .setCreateRoom(CreateRoom.newBuilder().setName("club").setPassword("right")));
            List<ServerMessage> answers = answers(
                    bob,
                    times(
                            60,
                            i -> ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder()
                                            .setName("club")
                                            .setPassword("guess" + i))));
            assertThat(refused(answers, RefusalReason.WRONG_PASSWORD)).isLessThanOrEqualTo(10);
            assertThat(node.counters().get(Counter.FAILURES_PASSWORD)).isLessThanOrEqualTo(10);
            assertThat(refused(answers, RefusalReason.WRONG_PASSWORD)
                            + refused(answers, RefusalReason.BUSY)
                            + refused(answers, RefusalReason.TOO_FAST))
                    .isEqualTo(60);
        }
    }

    @Test
    void aPasswordCostsMoreThanAnythingElse() throws IOException {
        try (Node node = node();
                TestClient bob = TestClient.welcomed(node, "bob")) {
            List<ServerMessage> answers = answers(
                    bob,
                    times(
                            6,
                            i -> ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder()
                                            .setName("club" + i)
                                            .setPassword("guess"))));
            assertThat(refused(answers, RefusalReason.NO_SUCH_ROOM)).isEqualTo(2);
            assertThat(refused(answers, RefusalReason.TOO_FAST)).isEqualTo(4);
        }
    }

    @Test
    void ofManyRenewalsAtOnceOneTokenIsValid() throws IOException {
        try (Node node = generous(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            List<ServerMessage> answers = answers(
                    alice, times(5, i -> ClientMessage.newBuilder().setRenewToken(RenewToken.getDefaultInstance())));
            List<ByteString> tokens = new ArrayList<>(List.of(alice.welcome().getToken()));
            answers.stream()
                    .filter(ServerMessage::hasTokenRenewed)
                    .forEach(answer -> tokens.add(answer.getTokenRenewed().getToken()));
            assertThat(tokens).hasSizeGreaterThan(1);
            int valid = 0;
            for (ByteString token : tokens) {
                try (TestClient again = new TestClient(node.port())) {
                    valid += again.ask(ClientMessage.newBuilder()
                                            .setHello(Hello.newBuilder()
                                                    .addVersions(Protocol.VERSION)
                                                    .setToken(token)
                                                    .setInstance(77)))
                                    .hasWelcome()
                            ? 1
                            : 0;
                }
            }
            assertThat(valid).isEqualTo(1);
        }
    }

    @Test
    void whatIsToldToEverybodyIsLimitedForTheRoomAndWhoIsNoMemberUsesUpNothing() throws IOException {
        try (Node node = generous(dataDir);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient eve = TestClient.welcomed(node, "eve")) {
            alice.create("ops");
            bob.join("ops");
            List<ClientMessage.Builder> topics = times(
                    200,
                    i -> ClientMessage.newBuilder()
                            .setSetTopic(SetTopic.newBuilder().setRoom("ops").setTopic("topic " + i)));
            assertThat(refused(answers(eve, topics), RefusalReason.NOT_A_MEMBER))
                    .isEqualTo(200);
            List<ServerMessage> answers = new ArrayList<>(answers(alice, topics));
            answers.addAll(answers(bob, topics));
            assertThat(answers.stream().filter(ServerMessage::hasDone)).hasSizeLessThan(200);
            assertThat(answers.stream().filter(ServerMessage::hasDone)).hasSizeGreaterThanOrEqualTo(100);
            assertThat(refused(
                            answers(
                                    alice,
                                    times(
                                            50,
                                            i -> ClientMessage.newBuilder()
                                                    .setKick(Kick.newBuilder()
                                                            .setRoom("ops")
                                                            .setName("eve")))),
                            RefusalReason.TOO_FAST))
                    .isPositive();
        }
    }

    @Test
    void aClientThatComesBackToAllOfItsRoomsMeetsNoLimit() throws IOException {
        ByteString token;
        try (Node node = TestNode.plain(dataDir, Setting.NEW_ROOMS_PER_USER, 1_000);
                TestClient alice = TestClient.welcomed(node, "alice")) {
            token = alice.welcome().getToken();
            for (int i = 0; i < 200; i++) {
                alice.create("room" + i);
            }
        }
        try (Node node = TestNode.plain(dataDir)) {
            for (int time = 0; time < 3; time++) {
                try (TestClient alice = new TestClient(node.port())) {
                    alice.hello(Hello.newBuilder()
                            .addVersions(Protocol.VERSION)
                            .setToken(token)
                            .setInstance(1)
                            .build());
                    List<ServerMessage> joined = answers(
                            alice,
                            times(
                                    200,
                                    i -> ClientMessage.newBuilder()
                                            .setJoinRoom(JoinRoom.newBuilder()
                                                    .setName("room" + i)
                                                    .setPassword("as it was once")
                                                    .setResumeEpoch(1)
                                                    .setResumeSequence(1))));
                    assertThat(joined).allMatch(ServerMessage::hasJoined);
                    for (ServerMessage each : joined) {
                        for (int page = 0; page < 5; page++) {
                            assertThat(alice.ask(ClientMessage.newBuilder()
                                                    .setReadHistory(ReadHistory.newBuilder()
                                                            .setRoom(each.getJoined()
                                                                    .getRoom())
                                                            .setLast(50)))
                                            .hasHistoryPage())
                                    .isTrue();
                        }
                    }
                }
            }
        }
    }
}
