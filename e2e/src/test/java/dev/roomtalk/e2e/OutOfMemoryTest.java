package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server whose memory has run out ends, with a status that its service manager starts it again for. */
final class OutOfMemoryTest {
    private static final int OUT_OF_MEMORY = 3;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void aServerThatMayKeepMoreThanItsHeapEndsWithStatusThree() {
        Server server = stage.server(
                Map.of("ROOMTALK_JAVA_OPTIONS", "-Xmx32m"),
                "--engine",
                "memory",
                "--history-total",
                "2047M",
                "--history-bytes",
                "2047M",
                "--publish-rate",
                "100000",
                "--publish-burst",
                "100000",
                "--publish-rate-per-address",
                "100000",
                "--publish-burst-per-address",
                "100000",
                "--publish-burst-per-room",
                "100000",
                "--publish-bytes-burst-per-room",
                "900M",
                "--publish-bytes",
                "900M",
                "--publish-bytes-burst",
                "900M",
                "--publish-rate-per-room",
                "100000",
                "--publish-bytes-per-room",
                "900M");
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        List<Thread> talks = Stream.of(alice, stage.person("bob"), stage.person("carol"))
                .map(person -> {
                    Program send = stage.start(person, "chat", server.command(person, "send", "hall"));
                    return Thread.ofVirtual().start(() -> talk(server, send));
                })
                .toList();
        Outcome end = server.program().awaitEnd();
        assertThat(end.exitCode()).as(end.err()).isEqualTo(OUT_OF_MEMORY);
        assertThat(end.out() + end.err()).contains("OutOfMemoryError");
        talks.forEach(Thread::interrupt);
        server.startAgain();
        assertThat(server.program().alive()).isTrue();
    }

    private static void talk(Server server, Program send) {
        String line = "x".repeat(4000);
        try {
            while (server.program().alive() && send.alive()) {
                send.say(line);
            }
        } catch (UncheckedIOException e) {
            // It has ended, because its server has.
        }
    }
}
