package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Goodbye;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SetAway;
import dev.roomtalk.proto.Typing;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users say of being away, and since when they are not connected, as other members see it. */
class AwayTest {
    @TempDir
    Path dataDir;

    private Node node;
    private TestClient alice;
    private TestClient bob;

    @BeforeEach
    void begin() throws IOException {
        node = TestNode.plain(dataDir);
        alice = TestClient.welcomed(node, "alice");
        bob = TestClient.welcomed(node, "bob");
        alice.create("ops");
        bob.join("ops");
    }

    @AfterEach
    void end() throws IOException {
        alice.close();
        bob.close();
        node.close();
    }

    private static ServerMessage away(TestClient client, String text) throws IOException {
        return client.ask(
                ClientMessage.newBuilder().setSetAway(SetAway.newBuilder().setText(text)));
    }

    private String toldOfBob() throws IOException {
        return alice.readUntil(ServerMessage::hasAwayChanged).getAwayChanged().getText();
    }

    private ListedMember bobAsListed() throws IOException {
        return alice
                .ask(ClientMessage.newBuilder()
                        .setListMembers(ListMembers.newBuilder().setRoom("ops")))
                .getMemberList()
                .getMembersList()
                .stream()
                .filter(member -> member.getName().equals("bob"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void othersAreToldWhoIsAwayAndWhoIsBackInAnySession() throws IOException {
        assertThat(away(bob, "x".repeat(201)).getRefusal().getReason()).isEqualTo(RefusalReason.TOO_LONG);
        assertThat(away(bob, " lunch ").hasDone()).isTrue();
        assertThat(toldOfBob()).isEqualTo("lunch");
        assertThat(bobAsListed().getAway()).isEqualTo("lunch");
        try (TestClient second = new TestClient(node.port())) {
            second.hello(Hello.newBuilder()
                    .addVersions(Protocol.VERSION)
                    .setToken(bob.welcome().getToken())
                    .setInstance(6)
                    .build());
            second.join("ops");
            assertThat(away(second, "").hasDone()).isTrue();
            assertThat(toldOfBob()).isEmpty();
            away(second, "tea");
            assertThat(toldOfBob()).isEqualTo("tea");
        }
        assertThat(toldOfBob()).as("the session that was away has ended").isEmpty();
        assertThat(bobAsListed().getAway()).isEmpty();
    }

    @Test
    void whoWatchesIsToldWhoIsWriting() throws IOException {
        alice.ask(ClientMessage.newBuilder()
                .setListConversations(ListConversations.newBuilder().setWatch(true)));
        int room = bob.join("ops").getRoom();
        bob.sendFrameByTcp(
                Frame.newBuilder().setTyping(Typing.newBuilder().setRoom(room)).build());
        Typing told = alice.readUntil(message -> message.getFrame().hasTyping())
                .getFrame()
                .getTyping();
        assertThat(told.getRoom()).isEqualTo(room);
        assertThat(told.getName()).isEqualTo("bob");
        // Who does not watch, as a client of before, is told nothing.
        alice.sendFrameByTcp(
                Frame.newBuilder().setTyping(Typing.newBuilder().setRoom(room)).build());
        away(alice, "lunch");
        assertThat(bob.readUntil(message -> message.getFrame().hasTyping() || message.hasAwayChanged())
                        .hasAwayChanged())
                .isTrue();
    }

    @Test
    void ofWhoIsNotConnectedOthersSeeSinceWhen() throws IOException {
        assertThat(bobAsListed().getDisconnectedMs()).isZero();
        long before = System.currentTimeMillis();
        bob.send(ClientMessage.newBuilder().setGoodbye(Goodbye.getDefaultInstance()));
        alice.readUntil(ServerMessage::hasPresenceChanged);
        assertThat(bobAsListed().getDisconnectedMs()).isBetween(before, System.currentTimeMillis());
        assertThat(alice.join("ops").getMembersList().stream()
                        .filter(member -> member.getName().equals("bob"))
                        .allMatch(member -> member.getDisconnectedMs() >= before))
                .isTrue();
    }
}
