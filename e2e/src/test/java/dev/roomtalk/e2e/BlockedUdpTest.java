package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bench.proxy.LossyPath;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients for whose datagrams the way is closed, and opened again: bob's pass a path that can be closed to them. */
@NullUnmarked // the fields are set before each test
final class BlockedUdpTest {
    @RegisterExtension
    final Stage stage = new Stage();

    private Person alice;
    private Person bob;
    private Server server;
    private LossyPath path;

    @BeforeEach
    void roomBehindThePath() throws IOException {
        Missing.unlessLinux("where 127.0.0.2 is an address of this machine");
        alice = stage.person("alice");
        bob = stage.person("bob");
        server = stage.server();
        path = stage.path(server, Duration.ZERO, 0);
        path.passUdp(false);
        stage.chat(alice, server, "create-room", "hall");
    }

    @Test
    void everythingTravelsOverTcpWhileUdpIsBlocked() throws IOException {
        Listener direct = Listener.join(stage, server, alice, "hall");
        Listener behind = Listener.join(stage, server, Stage.address(path), bob, "hall");

        stage.chat(alice, server, "send", "hall", "can you hear me?");
        behind.await("can you hear me?");
        Outcome sent = stage.run(bob, "chat", server.command(Stage.address(path), bob, "send", "hall", "well enough"));

        assertThat(sent).isEqualTo(new Outcome(0, "", ""));
        direct.await("well enough");
        assertThat(path.up().passed()).isZero();
        assertThat(path.up().blocked()).isPositive();
    }

    @Test
    void theClientShowsTheTransportAndReturnsToUdpByItself() {
        Terminal screen =
                stage.terminal(bob, "chat", server.command(Stage.address(path), bob, "join", "--lines", "hall"));
        screen.awaitScreen("TCP", shown -> shown.contains("connected · TCP"));

        path.passUdp(true);
        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));
        screen.enter("by datagram");
        screen.awaitText("bob  by datagram");

        Listener direct = Listener.join(stage, server, alice, "hall");
        path.passUdp(false);
        screen.enter("by whatever works");
        direct.await("by whatever works");
        screen.awaitScreen("TCP again", shown -> shown.contains("connected · TCP"));
        screen.enter("by stream");
        screen.awaitText("bob  by stream");
    }

    @Test
    void nothingIsLostWhenUdpIsBlockedMidConversationAndOpenedAgain() {
        path.passUdp(true);
        Terminal screen =
                stage.terminal(bob, "chat", server.command(Stage.address(path), bob, "join", "--lines", "hall"));
        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));
        Program send = stage.start(alice, "chat", server.command(alice, "send", "hall"));
        IntStream.rangeClosed(1, 20).forEach(i -> send.say("line " + i + "."));
        screen.awaitText("line 20.");

        path.passUdp(false);
        IntStream.rangeClosed(21, 40).forEach(i -> send.say("line " + i + "."));
        screen.awaitScreen("TCP", shown -> shown.contains("connected · TCP"));
        screen.awaitText("line 40.");

        path.passUdp(true);
        screen.awaitScreen("UDP again", shown -> shown.contains("connected · UDP"));
        IntStream.rangeClosed(41, 60).forEach(i -> send.say("line " + i + "."));
        screen.awaitText("line 60.");
        send.endInput();
        assertThat(send.awaitEnd()).isEqualTo(new Outcome(0, "", ""));

        List<String> lines = screen.everything()
                .lines()
                .filter(line -> line.contains("line "))
                .map(line -> line.substring(line.indexOf("line ")).strip())
                .toList();
        assertThat(lines)
                .isEqualTo(IntStream.rangeClosed(1, 60)
                        .mapToObj(i -> "line " + i + ".")
                        .toList());
    }

    @Test
    void aClientWhosePortChangesStaysInTheRoom() {
        path.passUdp(true);
        Terminal screen =
                stage.terminal(bob, "chat", server.command(Stage.address(path), bob, "join", "--lines", "hall"));
        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));

        path.changePorts();
        screen.enter("from a new port");
        screen.awaitText("bob  from a new port");
        stage.chat(alice, server, "send", "hall", "to a new port");
        screen.awaitText("to a new port");

        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));
        assertThat(screen.everything()).doesNotContain("connection lost");
    }

    @Test
    void noUdpMeansNoUdp() {
        Outcome sent =
                stage.run(bob, "chat", server.command(Stage.address(path), bob, "send", "hall", "hello", "--no-udp"));

        assertThat(sent).isEqualTo(new Outcome(0, "", ""));
        assertThat(path.up().sent()).isZero();
    }
}
