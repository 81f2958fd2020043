package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.server.app.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client of today at a server that knows neither files, nor what came with them. */
class ServerBeforeTest {
    @TempDir
    Path directory;

    private static TestClient connected(String name, int port) {
        TestClient client = TestClient.start(name, "127.0.0.1", port, true, false);
        get(client.client.connected());
        return client;
    }

    @Test
    void whatItKnowsWorksAndTheRestIsRefusedInOneSentence() throws IOException {
        Path report = Files.writeString(directory.resolve("report.txt"), "a report");
        try (Node node = TestNode.start(directory.resolve("data"), "PLAIN", "true");
                ServerBefore before = new ServerBefore(node.port());
                TestClient bob = connected("bob", before.port());
                TestClient alice = connected("alice", before.port())) {
            alice.create("hall");
            bob.join("hall");
            alice.say("hall", "hello");
            bob.say("hall", "hello alice");
            alice.awaitHeard("alice: hello", "bob: hello alice");
            bob.awaitHeard("alice: hello", "bob: hello alice");
            assertThat(get(alice.client.history("hall", HistoryQuery.last(10))).messages())
                    .hasSize(2);

            assertThat(failure(alice.client.files().send("hall", report, "report.txt", (_, _) -> {})))
                    .hasMessage("this server takes no files");
            assertThat(failure(alice.client.files().save("hall", "0".repeat(32), directory, null, (_, _) -> {})))
                    .hasMessage("this server takes no files");
            assertThat(failure(alice.client.conversations().list(true)).reason())
                    .isEqualTo(Reason.FAILED);
            alice.say("hall", "and on it goes");
        }
    }
}
