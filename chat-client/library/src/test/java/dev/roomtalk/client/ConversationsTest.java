package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.failure;
import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.server.app.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Private conversations, with the real server. */
class ConversationsTest {
    @TempDir
    Path data;

    private Node node;
    private TestClient alice;
    private TestClient bob;

    @BeforeEach
    void start() {
        node = TestNode.start(data);
        alice = TestClient.connected("alice", node.port());
        bob = TestClient.connected("Bob", node.port());
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    @Test
    void whoWatchesIsToldAndGoesOnAfterARestart() {
        assertThat(get(bob.client.conversations().list(true)).list().listed()).isEmpty();
        assertThat(alice.join("@bob").name()).isEqualTo("@Bob");
        alice.say("@bob", "one");
        assertThat(bob.awaitEvent(ChatEvent.ConversationActive.class).room()).isEqualTo("@alice");
        Conversation listed =
                get(bob.client.conversations().list(true)).list().listed().getFirst();
        assertThat(listed.user()).isEqualTo("alice");
        assertThat(listed.unread()).isEqualTo(1);
        bob.join("@alice");
        bob.say("@alice", "two");
        get(bob.client.conversations().markRead("@alice", 2));
        assertThat(get(bob.client.conversations().list(true))
                        .list()
                        .listed()
                        .getFirst()
                        .read())
                .isEqualTo(2);

        int port = node.port();
        node.close();
        node = TestNode.start(data, port);
        alice.awaitEvent(ChatEvent.Rejoined.class);
        bob.awaitEvent(ChatEvent.Rejoined.class);
        alice.say("@Bob", "three");
        bob.awaitHeard("Bob: two", "alice: three");
    }

    @Test
    void howFarARoomWasReadIsKnownLater() {
        alice.create("ops");
        bob.join("ops");
        alice.say("ops", "one");
        alice.say("ops", "two");
        assertThat(get(bob.client.conversations().readMarks())).containsExactly(new ReadMark("ops", 0, 2));
        get(bob.client.conversations().markRead("ops", 1));
        assertThat(get(bob.client.conversations().readMarks())).containsExactly(new ReadMark("ops", 1, 2));
        assertThat(get(alice.client.conversations().readMarks())).containsExactly(new ReadMark("ops", 0, 2));

        int port = node.port();
        node.close();
        node = TestNode.start(data, port);
        bob.awaitEvent(ChatEvent.Rejoined.class);
        assertThat(get(bob.client.conversations().readMarks())).containsExactly(new ReadMark("ops", 1, 2));
    }

    @Test
    void whoIsRefusedIsToldNoMoreThanThatNobodyTakesMessages() {
        get(bob.client.conversations().allow(Contacts.NOBODY));
        assertThat(get(bob.client.conversations().list(false)).contacts()).isEqualTo(Contacts.NOBODY);
        ChatException refused = failure(alice.client.join("@bob", null, true));
        assertThat(refused.reason()).isEqualTo(Reason.NO_SUCH_USER);
        assertThat(refused).hasMessageContaining("there is nobody called 'bob' who takes messages from you");
        assertThat(failure(alice.client.join("@nobody", null, true)).reason()).isEqualTo(Reason.NO_SUCH_USER);
    }
}
