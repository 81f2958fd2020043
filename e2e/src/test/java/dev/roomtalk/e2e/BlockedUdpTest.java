package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients for whose datagrams the way is closed, and opened again: bob's pass a middlebox. */
@NullUnmarked // the fields are set before each test
final class BlockedUdpTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private Person alice;
    private Person bob;
    private Server server;
    private Middlebox box;

    @BeforeEach
    void roomBehindTheMiddlebox() throws IOException {
        Missing.unlessLinux("where 127.0.0.2 is an address of this machine");
        alice = stage.person("alice");
        bob = stage.person("bob");
        server = stage.server();
        box = stage.keep(new Middlebox(server));
        stage.chat(alice, server, "create-room", "hall");
    }

    @Test
    void everythingTravelsOverTcpWhileUdpIsBlocked() throws IOException {
        Listener direct = Listener.join(stage, server, alice, "hall");
        Listener behind = Listener.join(stage, server, box.address(), bob, "hall");

        stage.chat(alice, server, "send", "hall", "can you hear me?");
        behind.await("can you hear me?");
        Outcome sent = stage.run(bob, "chat", server.command(box.address(), bob, "send", "hall", "well enough"));

        assertThat(sent).isEqualTo(new Outcome(0, "", ""));
        direct.await("well enough");
        assertThat(box.passed()).isZero();
        assertThat(box.swallowed()).isPositive();
    }

    @Test
    void theClientShowsTheTransportAndReturnsToUdpByItself() {
        Terminal screen = stage.terminal(bob, "chat", server.command(box.address(), bob, "join", "hall"));
        screen.awaitScreen("TCP", shown -> shown.contains("connected · TCP"));

        box.passUdp(true);
        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));
        screen.enter("by datagram");
        screen.awaitText("bob  by datagram");

        Listener direct = Listener.join(stage, server, alice, "hall");
        box.passUdp(false);
        screen.enter("by whatever works");
        direct.await("by whatever works");
        screen.awaitScreen("TCP again", shown -> shown.contains("connected · TCP"));
        screen.enter("by stream");
        screen.awaitText("bob  by stream");
    }

    @Test
    void aClientWhosePortChangesStaysInTheRoom() {
        box.passUdp(true);
        Terminal screen = stage.terminal(bob, "chat", server.command(box.address(), bob, "join", "hall"));
        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));

        box.changePorts();
        screen.enter("from a new port");
        screen.awaitText("bob  from a new port");
        stage.chat(alice, server, "send", "hall", "to a new port");
        screen.awaitText("to a new port");

        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));
        assertThat(screen.everything()).doesNotContain("connection lost");
    }

    @Test
    void noUdpMeansNoUdp() {
        Outcome sent = stage.run(bob, "chat", server.command(box.address(), bob, "send", "hall", "hello", "--no-udp"));

        assertThat(sent).isEqualTo(new Outcome(0, "", ""));
        assertThat(box.swallowed()).isZero();
    }
}
