package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three servers on one Redis: whoever is connected to one talks with whoever is connected to another. */
final class NodesTest {
    private static final int ROUNDS = 3;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void peopleOfThreeNodesTalkAndWhoseNodeIsKilledGoesOnAtAnother() throws IOException {
        Redis redis = Redis.start(stage);
        Path shared = stage.directory().resolve("shared");
        stage.run(stage.person("operator"), "room-server", "key", "make", shared.toString());
        String[] options = {
            "--certificate",
            shared.resolve("certificate.pem").toString(),
            "--key",
            shared.resolve("key.pem").toString(),
            "--engine",
            redis.address()
        };
        Server one = stage.server(options);
        Server two = stage.server(options);
        Server three = stage.server(options);
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        // Only members are known to all nodes, so bob is one.
        stage.chat(bob, one, "create-room", "hall");
        Listener hears = Listener.join(stage, two, two.address() + "," + three.address(), bob, "hall");
        await().untilAsserted(
                        () -> assertThat(stage.chat(alice, one, "who", "hall")).containsPattern("bob .*here"));

        for (int round = 1; round <= ROUNDS; round++) {
            stage.chat(alice, one, "send", "hall", "by one " + round);
            stage.chat(alice, three, "send", "hall", "by three " + round);
        }
        hears.await("by three " + ROUNDS);

        // One of the two is his.
        for (Server node : List.of(two, three)) {
            node.kill();
            String meanwhile = "while a node is away " + node.address();
            stage.chat(alice, one, "send", "hall", meanwhile);
            hears.await(meanwhile);
            node.startAgain();
        }
        stage.chat(alice, two, "send", "hall", "from a new node");
        hears.await("from a new node");
        List<String> said = IntStream.rangeClosed(1, ROUNDS)
                .boxed()
                .flatMap(round -> List.of("by one " + round, "by three " + round).stream())
                .toList();
        assertThat(hears.heard()).extracting(Listener.Heard::text).startsWith(said.toArray(String[]::new));
        assertThat(hears.heard())
                .extracting(Listener.Heard::text)
                .hasSize(said.size() + 3)
                .endsWith("while a node is away " + three.address(), "from a new node");
        assertThat(hears.heard())
                .as("in the order of the room, each once")
                .extracting(Listener.Heard::sequence)
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
