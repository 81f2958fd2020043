package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bench.proxy.LossyPath;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations over a path that takes 20 ms each way and loses datagrams. */
final class ChatOverLossyPathTest {
    private static final Duration DELAY = Duration.ofMillis(20);

    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest(name = "{0} % each way")
    @ValueSource(ints = {1, 5, 20})
    void everyLineReachesEveryTailInOrderOnce(int percent) {
        Server server = stage.server();
        LossyPath path = stage.path(server, DELAY, percent / 100.0);
        Person alice = stage.person("alice");
        createRoom(alice, server, path);
        List<Listener> tails = Stream.of("bob", "carol", "dave")
                .map(name -> Listener.join(stage, server, Stage.address(path), stage.person(name), "hall"))
                .toList();
        // Each fills a datagram.
        List<String> lines = IntStream.rangeClosed(1, 300)
                .mapToObj(i -> "line " + i + " " + "x".repeat(700))
                .toList();

        Program send = stage.start(alice, "chat", server.command(Stage.address(path), alice, "send", "hall"));
        lines.forEach(send::say);
        send.endInput();

        assertThat(send.awaitEnd()).isEqualTo(new Outcome(0, "", ""));
        for (Listener tail : tails) {
            tail.await(lines.getLast());
            assertThat(tail.heard()).extracting(Listener.Heard::text).isEqualTo(lines);
        }
        assertThat(path.down().lost()).isPositive();
    }

    @Test
    void aPastedBlockArrivesWholeAndInOrder() {
        Server server = stage.server();
        LossyPath path = stage.path(server, DELAY, .2);
        Person alice = stage.person("alice");
        createRoom(alice, server, path);
        Listener hears = Listener.join(stage, server, Stage.address(path), stage.person("bob"), "hall");
        Terminal screen =
                stage.terminal(alice, "chat", server.command(Stage.address(path), alice, "join", "--lines", "hall"));
        screen.awaitScreen("UDP", shown -> shown.contains("connected · UDP"));
        List<String> lines = IntStream.rangeClosed(1, 200)
                .mapToObj(i -> "pasted line " + i + ", as it stood in the file")
                .toList();

        screen.paste(String.join("\n", lines) + "\n");
        screen.awaitText("200 lines pasted");
        screen.press("Enter");

        hears.await(lines.getLast());
        assertThat(hears.heard()).extracting(Listener.Heard::text).isEqualTo(lines);
        screen.awaitText("alice  " + lines.getLast());
        assertThat(path.up().lost()).isPositive();
    }

    /** By the same way as everything else: a client keeps its token for the address at which it found the server. */
    private void createRoom(Person who, Server server, LossyPath path) {
        assertThat(stage.run(who, "chat", server.command(Stage.address(path), who, "create-room", "hall")))
                .isEqualTo(new Outcome(0, "made room hall\n", ""));
    }
}
