package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TestNode;
import dev.roomtalk.server.app.Node;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replies and reactions of scripts, with the real server. */
class RepliesTest {
    @TempDir
    Path home;

    private Node node;

    @BeforeEach
    void begin() {
        node = TestNode.start(home.resolve("server"));
    }

    @AfterEach
    void end() {
        node.close();
    }

    private String run(String user, String... command) {
        return new ChatRun(home, node.port(), user, new byte[0], command)
                .ends(ExitCode.DONE)
                .out();
    }

    /** Without the time before each of them. */
    private static List<String> messages(String printed) {
        return printed.lines()
                .filter(line -> !line.startsWith("──"))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    @Test
    void theyShowWhatTheyAreAbout() {
        run("alice", "create-room", "ops");
        run("alice", "send", "ops", "cake?");
        run("bob", "send", "ops", "--reply-to", "1", "gladly");
        run("bob", "react", "ops", "1", ":cake:");
        assertThat(messages(run("alice", "history", "ops")))
                .containsExactly("alice: cake?", "↪ alice: cake?", "bob: gladly", "* bob reacted 🍰 to alice: cake?");
        assertThat(messages(run("alice", "history", "ops", "--last", "2")))
                .as("what they are about was not printed")
                .containsExactly("↪ message 1", "bob: gladly", "* bob reacted 🍰 to message 1");
        assertThat(run("alice", "search", "gladly")).contains("ops bob (answers message 1): gladly");
        JsonObject reaction = JsonParser.parseString(run("alice", "history", "ops", "--last", "1", "--json"))
                .getAsJsonObject();
        assertThat(reaction.get("kind").getAsString()).isEqualTo("reaction");
        assertThat(reaction.get("target").getAsLong()).isEqualTo(1);
        assertThat(reaction.get("text").getAsString()).isEqualTo("🍰");
    }
}
