package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.PATIENCE;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ScriptedServer.Peer;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.TokenRenewed;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A server of before that makes tokens itself, and knows nothing of the hash of one that the client has made. */
class OldServerTest {
    private static final byte[] MADE_THERE = filled(7);

    private final List<Hello> hellos = new CopyOnWriteArrayList<>();

    private static byte[] filled(int value) {
        byte[] token = new byte[32];
        Arrays.fill(token, (byte) value);
        return token;
    }

    private void register(Peer peer) throws IOException {
        hellos.add(peer.hello());
        peer.send(ServerMessage.newBuilder()
                .setRequestId(1)
                .setWelcome(Peer.welcome(true).setToken(ByteString.copyFrom(MADE_THERE)))
                .build());
    }

    private void welcome(Peer peer) throws IOException {
        hellos.add(peer.hello());
        peer.send(ServerMessage.newBuilder()
                .setRequestId(1)
                .setWelcome(Peer.welcome(true))
                .build());
    }

    private static TestClient client(ScriptedServer server) {
        return TestClient.start("alice", "127.0.0.1", server.port(), true, false);
    }

    private static void refuse(Peer peer, RefusalReason reason) throws IOException {
        peer.send(ServerMessage.newBuilder()
                .setRequestId(1)
                .setRefusal(Refusal.newBuilder().setReason(reason))
                .build());
    }

    @Test
    void theTokenThatItMakesIsTheUsers() {
        try (ScriptedServer server = new ScriptedServer(this::register, peer -> {
                    welcome(peer);
                    peer.readToEnd();
                });
                TestClient client = client(server)) {
            await().atMost(PATIENCE).until(() -> hellos.size() == 2);
            assertThat(hellos.getFirst().getNewTokenHash().size()).isEqualTo(32);
            assertThat(hellos.getLast().getToken().toByteArray()).isEqualTo(MADE_THERE);
            assertThat(client.token.get()).isEqualTo(MADE_THERE);
        }
    }

    /** Welcome is lost with the token in it. The name is nobody's who could prove it, and that is said. */
    @Test
    void whoseWelcomeWasLostIsToldThatTheNameIsTaken() {
        try (ScriptedServer server = new ScriptedServer(peer -> hellos.add(peer.hello()), peer -> {
                    hellos.add(peer.hello());
                    refuse(peer, RefusalReason.NAME_TAKEN);
                    hellos.add(peer.hello());
                    refuse(peer, RefusalReason.UNKNOWN_TOKEN);
                    peer.readToEnd();
                });
                TestClient client = client(server)) {
            ChatEvent.Ended ended = client.awaitEvent(ChatEvent.Ended.class);
            assertThat(ended.reason()).isEqualTo(ChatException.Reason.NAME_TAKEN);
            assertThat(hellos).hasSize(3);
            assertThat(hellos.get(1).getNewTokenHash()).isEqualTo(hellos.get(0).getNewTokenHash());
            assertThat(hellos.get(2).getToken().size()).isEqualTo(32);
        }
    }

    @Test
    void aTokenIsRenewedToTheOneThatItMakes() {
        byte[] renewed = filled(9);
        try (ScriptedServer server = new ScriptedServer(peer -> {
                    register(peer);
                    peer.send(ServerMessage.newBuilder()
                            .setRequestId(peer.request().getRequestId())
                            .setTokenRenewed(TokenRenewed.newBuilder().setToken(ByteString.copyFrom(renewed)))
                            .build());
                });
                TestClient client = client(server)) {
            assertThat(get(client.client.renewToken())).isEqualTo(renewed);
            await().atMost(PATIENCE).until(() -> hellos.size() > 1);
            assertThat(hellos.get(1).getToken().toByteArray()).isEqualTo(renewed);
        }
    }
}
