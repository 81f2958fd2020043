package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.console.ConsoleAnswer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the console of one of two servers on one Redis shows and changes of both. */
class ConsoleOfNodesTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final List<TestClient> clients = new ArrayList<>();
    private RedisServer redis;
    private Node one;
    private Node two;

    @BeforeEach
    void begin() throws IOException {
        redis = RedisServer.start(directory);
        one = node("one");
        two = node("two", Setting.ADVERTISE, "198.51.100.7:5000");
    }

    private Node node(String name, Object... more) throws IOException {
        Object[] settings = new Object[more.length + 2];
        settings[0] = Setting.ENGINE;
        settings[1] = "redis://127.0.0.1:" + redis.port() + "/0";
        System.arraycopy(more, 0, settings, 2, more.length);
        return TestNode.plain(directory.resolve(name), settings);
    }

    @AfterEach
    void end() throws IOException {
        for (TestClient client : clients) {
            client.close();
        }
        one.close();
        two.close();
        redis.close();
    }

    private TestClient newUser(Node node, String name) throws IOException {
        TestClient client = TestClient.welcomed(node, name);
        clients.add(client);
        return client;
    }

    private static JsonObject status(ConsoleClient console) throws IOException {
        ConsoleAnswer answer = console.ask(
                new ConsoleRequest(ConsoleCommand.STATUS, List.of(), Map.of(ConsoleCommand.Option.JSON, "true")));
        assertThat(answer.code()).isZero();
        return JsonParser.parseString(answer.text()).getAsJsonObject();
    }

    private static List<Integer> sessions(JsonArray nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .filter(node -> !node.get("sessions").isJsonNull())
                .map(node -> node.get("sessions").getAsInt())
                .toList();
    }

    @Test
    void statusAndTopShowAllNodesAndTheirSums() throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(directory.resolve("one"))) {
            newUser(one, "alice").create("hall");
            newUser(two, "bob");
            newUser(two, "carol");
            await().atMost(LONG)
                    .untilAsserted(() -> assertThat(sessions(status(console).getAsJsonArray("node_list")))
                            .containsExactly(1, 2));

            JsonObject status = status(console);
            assertThat(status.get("sessions").getAsInt()).as("of this node").isEqualTo(1);
            assertThat(status.getAsJsonObject("all_nodes").get("sessions").getAsInt())
                    .isEqualTo(3);
            JsonObject other = status.getAsJsonArray("node_list").get(1).getAsJsonObject();
            assertThat(other.get("node").getAsLong())
                    .isNotEqualTo(status.get("node").getAsLong());
            assertThat(other.get("state").getAsString()).isEqualTo("serving");
            assertThat(other.get("version")).isEqualTo(status.get("version"));
            assertThat(other.getAsJsonArray("addresses").get(0).getAsString()).isEqualTo("127.0.0.1:" + two.port());
            assertThat(other.getAsJsonArray("relay").get(0).getAsString()).isEqualTo("198.51.100.7:5000");
            assertThat(other.get("seen_seconds").getAsDouble()).isLessThan(5);

            assertThat(console.ask(new ConsoleRequest(ConsoleCommand.STATUS)).text())
                    .contains("all nodes   sessions 3,")
                    .contains(status.get("node").getAsLong() + " (this one)")
                    .containsPattern("serving .* 198.51.100.7:5000 +2 ");
            assertThat(console.ask(new ConsoleRequest(ConsoleCommand.TOP)).text())
                    .contains("this is node " + status.get("node").getAsLong() + " of 2; all nodes: sessions 3,");
        }
    }

    /** One that ended in order is listed no longer. */
    @Test
    void aNodeThatIsDrainedOrHasEndedIsShownSo() throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(directory.resolve("one"));
                ConsoleClient its = ConsoleClient.connect(directory.resolve("two"))) {
            newUser(two, "bob");
            newUser(two, "carol");
            its.ask(new ConsoleRequest(ConsoleCommand.DRAIN, List.of(), Map.of(ConsoleCommand.Option.WITHIN, "1h")));
            await().atMost(LONG)
                    .until(() -> console.ask(new ConsoleRequest(ConsoleCommand.STATUS))
                            .text()
                            .contains("draining"));
            two.close();
            await().atMost(LONG)
                    .until(() -> status(console).getAsJsonArray("node_list").size() == 1);
        }
    }

    @Test
    void aSessionOnAnotherNodeIsEnded() throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(directory.resolve("one"))) {
            TestClient bob = newUser(two, "bob");
            await().atMost(LONG).until(() -> status(console).get("nodes").getAsInt() == 2);
            ConsoleAnswer answer = console.ask(new ConsoleRequest(ConsoleCommand.DISCONNECT, "bob"));
            assertThat(answer.text()).isEqualTo("ended 0 sessions of bob on this node; told 1 other node\n");
            assertThat(bob.read().getClose().getReason()).isEqualTo(CloseReason.DISCONNECTED);
        }
    }

    /** One of an earlier version tells nothing, and one that was killed does not give its place back. */
    @Test
    void nodesThatTellNothingAndThoseThatAreSilentAreListed() throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(directory.resolve("one"))) {
            long now = System.currentTimeMillis();
            assertThat(redis.command(
                            "HSET %s 1000 %d 1001 %d".formatted(DatabaseKeys.OF_ONE.nodes(), now, now - 30_000)))
                    .startsWith(":2");
            await().atMost(LONG)
                    .until(() -> status(console).getAsJsonArray("node_list").size() == 4);
            String text = console.ask(new ConsoleRequest(ConsoleCommand.STATUS)).text();
            assertThat(text).containsPattern("1000 +serving +- ").containsPattern("1001 +silent +- ");
        }
    }
}
