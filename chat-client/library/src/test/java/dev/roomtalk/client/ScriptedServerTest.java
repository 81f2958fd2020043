package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ScriptedServer.Peer;
import dev.roomtalk.client.ScriptedServer.Script;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Author;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.Invited;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TokenRenewed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that do not do as they should. */
class ScriptedServerTest {
    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<ScriptedServer> servers = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
        assertThat(servers).allSatisfy(server -> assertThat(server.failures()).isEmpty());
    }

    @Test
    void whatIsNoRoomtalkServerIsNamed() {
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.readToEnd();
        }));
        ChatException why = failure(client.client.connected());
        assertThat(why.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(why).hasMessageContaining("no Roomtalk server");
    }

    @Test
    void garbageInALengthFieldIsNoReasonToWait() {
        for (int first : new int[] {0xFFFFFFFF, 0x7FFFFFFF, 0x00020001, 0x80000000}) {
            TestClient client = client(server(peer -> {
                peer.hello();
                peer.write(ByteBuffer.allocate(4).putInt(first).array());
                peer.readToEnd();
            }));
            assertThat(failure(client.client.connected()).reason()).isEqualTo(Reason.UNREACHABLE);
        }
    }

    @Test
    void randomBytesAreSurvivedAndTheNextConnectionWorks() {
        Random random = new Random(7);
        List<TestClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            // Behind a length that is believed.
            byte[] record = ByteBuffer.allocate(4 + noise.length)
                    .putInt(noise.length)
                    .put(noise)
                    .array();
            clients.add(client(server(
                    peer -> {
                        peer.hello();
                        peer.welcome();
                        peer.write(record);
                    },
                    ScriptedServerTest::serveOneRoom)));
        }
        for (TestClient client : clients) {
            await().atMost(PATIENCE)
                    .until(() -> client.events(ChatEvent.Connected.class).size() == 2);
            client.join("lobby");
            client.say("lobby", "hello");
            client.close();
        }
    }

    @Test
    void aRecordCutAnywhereIsALostConnection() {
        byte[] welcome = Peer.record(ServerMessage.newBuilder()
                .setRequestId(1)
                .setWelcome(Peer.welcome(false))
                .build());
        List<TestClient> clients = new ArrayList<>();
        for (int length = 0; length < welcome.length; length += 7) {
            int cut = length;
            clients.add(client(server(peer -> {
                peer.hello();
                peer.write(Arrays.copyOf(welcome, cut));
            })));
        }
        for (TestClient client : clients) {
            assertThat(failure(client.client.connected()).reason()).isEqualTo(Reason.UNREACHABLE);
            client.close();
        }
    }

    /** It would be kept in a file of lines, in which it makes no sense, or be handed out. */
    @Test
    void aTokenOfAnotherLengthIsNoToken() {
        ByteString cut = ByteString.copyFrom(new byte[5]);
        TestClient welcomed = client(server(peer -> {
            peer.hello();
            peer.send(ServerMessage.newBuilder()
                    .setRequestId(1)
                    .setWelcome(Peer.welcome(false).setToken(cut))
                    .build());
            peer.readToEnd();
        }));
        assertThat(failure(welcomed.client.connected()).reason()).isEqualTo(Reason.PROTOCOL_ERROR);

        TestClient asking = client(server(peer -> {
            peer.hello();
            peer.welcome();
            while (true) {
                ClientMessage request = peer.request();
                ServerMessage.Builder answer = ServerMessage.newBuilder().setRequestId(request.getRequestId());
                if (request.hasRenewToken()) {
                    peer.send(answer.setTokenRenewed(TokenRenewed.newBuilder().setToken(cut))
                            .build());
                } else if (request.hasInvite()) {
                    peer.send(answer.setInvited(Invited.newBuilder().setToken(cut))
                            .build());
                }
            }
        }));
        assertThat(failure(asking.client.renewToken()).reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(failure(asking.client.moderation().invite("ops", 1, Duration.ofDays(1)))
                        .reason())
                .isEqualTo(Reason.PROTOCOL_ERROR);
    }

    @Test
    void aWelcomeThatMakesNoSenseIsNotBelieved() {
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.send(ServerMessage.newBuilder()
                    .setRequestId(1)
                    .setWelcome(Peer.welcome(false).clearRelaySecret())
                    .build());
            peer.readToEnd();
        }));
        assertThat(failure(client.client.connected()).reason()).isEqualTo(Reason.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice\nother.example:4242 verified AAAA mallory", "\u001b[2Jalice", "a\u202elice"})
    void aNameThatIsNoneIsNeitherShownNorKept(String name) {
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.send(ServerMessage.newBuilder()
                    .setRequestId(1)
                    .setWelcome(Peer.welcome(false).setName(name).setToken(ByteString.copyFrom(new byte[32])))
                    .build());
            peer.readToEnd();
        }));
        ChatException why = failure(client.client.connected());
        assertThat(why.reason()).isEqualTo(Reason.PROTOCOL_ERROR);
        assertThat(why).hasMessageContaining("user name is not valid");
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            names = {"WRONG_VERSION", "REPLACED", "TOKEN_REVOKED", "PROTOCOL_ERROR"})
    void aCloseForGoodEndsTheSession(CloseReason reason) {
        ScriptedServer server = server(peer -> {
            peer.hello();
            peer.send(close(reason, false, 0));
            peer.readToEnd();
        });
        TestClient client = client(server);
        ChatException why = failure(client.client.connected());
        assertThat(why.reason().name()).isEqualTo(reason.name());
        assertThat(why).hasMessage("because");
        assertThat(client.awaitEvent(ChatEvent.Ended.class).why()).isEqualTo("because");
        assertThat(server.accepted()).isEqualTo(1);
    }

    @Test
    void aCloseThatAsksToComeBackIsDoneAsItSays() {
        ScriptedServer server = server(
                peer -> {
                    peer.hello();
                    peer.welcome();
                    peer.send(close(CloseReason.GOING_AWAY, true, 700));
                    peer.readToEnd();
                },
                ScriptedServerTest::serveOneRoom);
        TestClient client = client(server);
        ChatEvent.Disconnected lost = client.awaitEvent(ChatEvent.Disconnected.class);
        assertThat(lost.why()).isEqualTo("because");
        assertThat(lost.retryIn().toMillis()).isBetween(700L, 1200L);
        await().atMost(PATIENCE)
                .until(() -> client.events(ChatEvent.Connected.class).size() == 2);
        assertThat(client.events(ChatEvent.Connected.class).get(1).resumed()).isTrue();
    }

    @Test
    void theSameInstanceAndTokenComeBack() {
        List<Hello> hellos = new CopyOnWriteArrayList<>();
        TestClient client = client(server(
                peer -> {
                    hellos.add(peer.hello());
                    peer.send(ServerMessage.newBuilder()
                            .setRequestId(1)
                            .setWelcome(Peer.welcome(true).setToken(ByteString.copyFrom(new byte[32])))
                            .build());
                },
                peer -> {
                    hellos.add(peer.hello());
                    peer.welcome();
                    peer.readToEnd();
                }));
        await().atMost(PATIENCE).until(() -> hellos.size() == 2);
        assertThat(hellos.get(1).getInstance())
                .isEqualTo(hellos.get(0).getInstance())
                .isNotZero();
        assertThat(hellos.get(0).getToken().isEmpty()).isTrue();
        assertThat(hellos.get(1).getToken()).hasSize(32);
        assertThat(client.token.get()).hasSize(32);
    }

    @Test
    void aServerThatKeepsItsUsersAndDoesNotKnowTheTokenEndsTheSession() {
        TestClient client = client(server(
                peer -> {
                    peer.hello();
                    peer.send(ServerMessage.newBuilder()
                            .setRequestId(1)
                            .setWelcome(Peer.welcome(true))
                            .build());
                },
                peer -> {
                    peer.hello();
                    peer.send(refusal(1, RefusalReason.UNKNOWN_TOKEN, "who?"));
                    peer.readToEnd();
                }));
        ChatEvent.Ended ended = client.awaitEvent(ChatEvent.Ended.class);
        assertThat(ended.reason()).isEqualTo(Reason.UNKNOWN_TOKEN);
        assertThat(ended.why()).contains("no longer knows the token of alice");
    }

    @Test
    void whatIsPendingIsSentAgainUnderItsNumber() {
        List<ClientMessage> seen = new ArrayList<>();
        TestClient client = client(server(
                peer -> {
                    peer.hello();
                    peer.welcome();
                    peer.joined(peer.request(), 3);
                    seen.add(peer.request());
                },
                peer -> {
                    peer.hello();
                    peer.welcome();
                    ClientMessage rejoin = peer.request();
                    seen.add(rejoin);
                    peer.joined(rejoin, 4);
                    ClientMessage again = peer.request();
                    seen.add(again);
                    peer.send(frame(Frame.newBuilder()
                            .setAck(Ack.newBuilder()
                                    .setRoom(4)
                                    .setN(1)
                                    .setSequence(9)
                                    .setStored(true))));
                    peer.readToEnd();
                }));
        client.join("lobby");
        Receipt.Delivered delivered = client.say("lobby", "hello");
        assertThat(delivered).isEqualTo(new Receipt.Delivered(5, 9, true));
        assertThat(seen.get(0).getFrame().getPublish().getRoom()).isEqualTo(3);
        assertThat(seen.get(1).getJoinRoom().getResumeEpoch()).isEqualTo(5);
        assertThat(seen.get(2).getFrame().getPublish().getRoom()).isEqualTo(4);
        assertThat(seen.get(2).getFrame().getPublish().getN()).isEqualTo(1);
    }

    private static Deliver.Builder fromBob(int room, long sequence, long n) {
        return Deliver.newBuilder()
                .setRoom(room)
                .setAuthor(1)
                .setSequence(sequence)
                .setN(n)
                .setText("m" + n)
                .setAuthorInfo(Author.newBuilder().setNumber(1).setName("bob").setInstance(9));
    }

    @Test
    void aRestartedServerIsAskedForWhatItHasKept() {
        CompletableFuture<Void> shown = new CompletableFuture<>();
        List<ClientMessage> seen = new ArrayList<>();
        TestClient client = client(server(
                peer -> {
                    peer.hello();
                    peer.welcome();
                    peer.joined(peer.request(), 3);
                    for (int sequence = 1; sequence <= 4; sequence++) {
                        peer.send(frame(Frame.newBuilder().setDeliver(fromBob(3, sequence, sequence))));
                    }
                    shown.join();
                },
                peer -> {
                    peer.hello();
                    peer.welcome();
                    ClientMessage rejoin = peer.request();
                    seen.add(rejoin);
                    // Of what the client has, 3 and 4 were not kept. Bob has sent 3 again, and is yet to send 4.
                    peer.send(ServerMessage.newBuilder()
                            .setRequestId(rejoin.getRequestId())
                            .setJoined(Joined.newBuilder()
                                    .setRoom(8)
                                    .setName("lobby")
                                    .setEpoch(6)
                                    .setSequence(3)
                                    .setResumed(2)
                                    .setOldest(4)
                                    .setHistory(true))
                            .build());
                    ClientMessage read = peer.request();
                    seen.add(read);
                    peer.send(refusal(read.getRequestId(), RefusalReason.BUSY, "later"));
                    ClientMessage again = peer.request();
                    seen.add(again);
                    peer.send(frame(Frame.newBuilder().setDeliver(fromBob(8, 4, 4))));
                    peer.send(frame(Frame.newBuilder().setDeliver(fromBob(8, 5, 5))));
                    peer.send(ServerMessage.newBuilder()
                            .setRequestId(again.getRequestId())
                            .setHistoryPage(HistoryPage.newBuilder()
                                    .setRoom(8)
                                    .setCoversTo(3)
                                    .addAuthors(Author.newBuilder()
                                            .setNumber(1)
                                            .setName("bob")
                                            .setInstance(9))
                                    .addMessages(fromBob(8, 3, 3)
                                            .clearAuthorInfo()
                                            .setEpoch(6)
                                            .setTimeMs(1)))
                            .build());
                    peer.readToEnd();
                }));
        client.join("lobby");
        client.awaitHeard("bob: m1", "bob: m2", "bob: m3", "bob: m4");
        shown.complete(null);
        client.awaitHeard("bob: m1", "bob: m2", "bob: m3", "bob: m4", "bob: m5");
        assertThat(client.events(ChatEvent.NotKept.class)).containsExactly(new ChatEvent.NotKept("lobby", 2));
        assertThat(client.events(ChatEvent.Missed.class)).isEmpty();
        assertThat(seen.get(0).getJoinRoom().getResumeEpoch()).isEqualTo(5);
        assertThat(seen.get(0).getJoinRoom().getResumeSequence()).isEqualTo(4);
        for (ClientMessage read : seen.subList(1, 3)) {
            assertThat(read.getReadHistory().getRoom()).isEqualTo(8);
            assertThat(read.getReadHistory().getAfter()).isEqualTo(2);
            assertThat(read.getReadHistory().getUpTo()).isEqualTo(3);
        }
    }

    @Test
    void aRoomThatNumbersInAnotherEpochIsJoinedAgain() {
        List<ClientMessage> seen = new ArrayList<>();
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.welcome();
            peer.joined(peer.request(), 3);
            peer.send(frame(Frame.newBuilder().setDeliver(fromBob(3, 1, 1))));
            peer.send(frame(Frame.newBuilder().setDeliver(fromBob(3, 1, 1).setEpoch(6))));
            peer.send(frame(Frame.newBuilder().setDeliver(fromBob(3, 2, 2).setEpoch(6))));
            ClientMessage rejoin = peer.request();
            seen.add(rejoin);
            peer.send(ServerMessage.newBuilder()
                    .setRequestId(rejoin.getRequestId())
                    .setJoined(Joined.newBuilder()
                            .setRoom(3)
                            .setName("lobby")
                            .setEpoch(6)
                            .setSequence(2)
                            .setOldest(1)
                            .setResumed(0))
                    .build());
            ClientMessage nack = peer.request();
            seen.add(nack);
            peer.send(frame(Frame.newBuilder().setDeliver(fromBob(3, 1, 1))));
            peer.send(frame(Frame.newBuilder().setDeliver(fromBob(3, 2, 2))));
            peer.readToEnd();
        }));
        client.join("lobby");
        client.awaitHeard("bob: m1", "bob: m2");
        assertThat(seen.get(0).getJoinRoom().getResumeEpoch()).isEqualTo(5);
        assertThat(seen.get(1).getFrame().getNack().getRangesList()).containsExactly(1L, 2L);
    }

    @Test
    void framesThatOvertakeJoinedAreKept() {
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.welcome();
            ClientMessage join = peer.request();
            for (int sequence = 1; sequence <= 3; sequence++) {
                peer.send(frame(Frame.newBuilder()
                        .setDeliver(Deliver.newBuilder()
                                .setRoom(3)
                                .setAuthor(1)
                                .setSequence(sequence)
                                .setN(sequence)
                                .setText("m" + sequence)
                                .setAuthorInfo(Author.newBuilder()
                                        .setNumber(1)
                                        .setName("bob")
                                        .setInstance(9)))));
            }
            peer.joined(join, 3);
            peer.readToEnd();
        }));
        client.join("lobby");
        client.awaitHeard("bob: m1", "bob: m2", "bob: m3");
    }

    @Test
    void whatALaterVersionAddsIsPassedOver() {
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.welcome();
            // Field 100 of ServerMessage, and an answer to a request that was never made.
            peer.write(new byte[] {0, 0, 0, 4, (byte) 0xA2, 0x06, 1, 0});
            peer.send(refusal(999, RefusalReason.BUSY, "what?"));
            ClientMessage request = peer.request();
            peer.joined(request, 3);
            peer.readToEnd();
        }));
        assertThat(client.join("lobby").name()).isEqualTo("lobby");
    }

    @Test
    void sentencesOfTheServerSteerNoTerminal() {
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.send(refusal(1, RefusalReason.NAME_TAKEN, "taken\u001B[2J"));
            peer.readToEnd();
        }));
        assertThat(failure(client.client.connected())).hasMessage("taken␛[2J");
    }

    @Test
    void closingEndsWhatIsPending() {
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.welcome();
            peer.joined(peer.request(), 3);
            peer.readToEnd();
        }));
        client.join("lobby");
        Publication publication = client.client.publish("lobby", "hello", null);
        var rooms = client.client.rooms();
        client.close();
        assertThat(get(publication.answered())).isInstanceOf(Receipt.Unknown.class);
        assertThat(failure(rooms).reason()).isEqualTo(Reason.CLOSED);
        assertThat(client.client.status().connected()).isFalse();
        client.close();
    }

    @Test
    void goodbyeIsSaid() {
        List<ClientMessage> last = new CopyOnWriteArrayList<>();
        TestClient client = client(server(peer -> {
            peer.hello();
            peer.welcome();
            last.add(peer.request());
        }));
        get(client.client.connected());
        client.close();
        await().atMost(PATIENCE).until(() -> !last.isEmpty());
        assertThat(last.getFirst().hasGoodbye()).isTrue();
    }

    /** Joins whoever asks, and acknowledges what comes. */
    private static void serveOneRoom(Peer peer) throws IOException {
        peer.hello();
        peer.welcome();
        long sequence = 0;
        while (true) {
            ClientMessage message = peer.request();
            if (message.hasJoinRoom()) {
                peer.joined(message, 3);
            } else if (message.hasFrame() && message.getFrame().hasPublish()) {
                peer.send(frame(Frame.newBuilder()
                        .setAck(Ack.newBuilder()
                                .setRoom(3)
                                .setN(message.getFrame().getPublish().getN())
                                .setSequence(++sequence))));
            }
        }
    }

    private static ServerMessage frame(Frame.Builder frame) {
        return ServerMessage.newBuilder().setFrame(frame).build();
    }

    private static ServerMessage refusal(int request, RefusalReason reason, String sentence) {
        return ServerMessage.newBuilder()
                .setRequestId(request)
                .setRefusal(Refusal.newBuilder().setReason(reason).setSentence(sentence))
                .build();
    }

    private static ServerMessage close(CloseReason reason, boolean retry, int waitMillis) {
        return ServerMessage.newBuilder()
                .setClose(Close.newBuilder()
                        .setReason(reason)
                        .setSentence("because")
                        .setRetry(retry)
                        .setWaitMs(waitMillis))
                .build();
    }

    private ScriptedServer server(Script... scripts) {
        ScriptedServer server = new ScriptedServer(scripts);
        open.add(server);
        servers.add(server);
        return server;
    }

    private TestClient client(ScriptedServer server) {
        TestClient client = TestClient.start("alice", "127.0.0.1", server.port(), true, true);
        open.add(client);
        return client;
    }
}
