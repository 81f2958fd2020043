package dev.roomtalk.client;

import static dev.roomtalk.client.TestClient.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.server.app.Node;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are edited and removed, between clients and a server. */
class ChangedMessagesTest {
    @TempDir
    Path data;

    private Node node;
    private TestClient alice;
    private TestClient bob;

    @BeforeEach
    void start() {
        node = TestNode.start(data);
        alice = TestClient.connected("alice", node.port());
        bob = TestClient.connected("bob", node.port());
        alice.create("lobby");
        bob.join("lobby");
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        node.close();
    }

    private static MessageId id(Receipt.Delivered receipt) {
        return new MessageId(receipt.epoch(), receipt.sequence());
    }

    private static Receipt publish(TestClient who, MessageContent content) {
        return get(who.client.publish("lobby", content).answered());
    }

    private List<ChatEvent.Message> history() {
        return get(bob.client.history("lobby", HistoryQuery.last(10))).messages();
    }

    @Test
    void whatIsRemovedIsGoneForEverybodyAndAfterARestart() {
        MessageId said = id(bob.say("lobby", "a secret"));
        alice.awaitHeard("bob: a secret");
        assertThat(publish(bob, MessageContent.removal(said))).isInstanceOf(Receipt.Delivered.class);
        await().until(() -> alice.heard().size() == 2);
        ChatEvent.Message removal = alice.events(ChatEvent.Message.class).getLast();
        assertThat(removal.kind()).isEqualTo(MessageKind.REMOVAL);
        assertThat(removal.target()).isEqualTo(said);
        ChatEvent.Message shown =
                alice.events(ChatEvent.Message.class).getFirst().after(removal);
        assertThat(shown.text()).isEmpty();
        assertThat(shown.removedBy()).isEqualTo("bob");

        int port = node.port();
        node.close();
        node = TestNode.start(data, port);
        alice.awaitEvent(ChatEvent.Rejoined.class);
        bob.awaitEvent(ChatEvent.Rejoined.class);
        assertThat(history().getFirst().text()).isEmpty();
        assertThat(history().getFirst().removedBy()).isEqualTo("bob");
        assertThat(get(alice.client.search(new Search("secret", List.of(), null, null, null, 10, 0)))
                        .hits())
                .isEmpty();
        // The log has it, and no ring.
        Receipt again = publish(bob, MessageContent.edit(said, "once more"));
        assertThat(again)
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ChatException.Reason.NO_SUCH_MESSAGE));
    }

    @Test
    void anOldMessageIsEditedByItsAuthorAloneAndOnlyForAsLongAsTheRoomSays() {
        MessageId said = id(bob.say("lobby", "teh answer"));
        int port = node.port();
        node.close();
        node = TestNode.start(data, port);
        alice.awaitEvent(ChatEvent.Rejoined.class);
        bob.awaitEvent(ChatEvent.Rejoined.class);
        assertThat(publish(alice, MessageContent.edit(said, "no answer")))
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ChatException.Reason.NOT_AUTHOR));
        assertThat(publish(bob, MessageContent.edit(said, "the answer"))).isInstanceOf(Receipt.Delivered.class);
        assertThat(history().getFirst().text()).isEqualTo("the answer");
        Search.Page found = get(alice.client.search(new Search("answer", List.of(), null, null, null, 10, 0)));
        assertThat(found.hits()).hasSize(1);
        assertThat(found.hits().getFirst().message().text()).isEqualTo("the answer");
        assertThat(found.hits().getFirst().matches()).containsExactly(new Search.Stretch(4, 10));

        get(alice.client.changeRoom("lobby", RoomSettingsChange.NONE.with("edit-for", "1s")));
        Instant late = history().getFirst().time().plusMillis(1100);
        await().until(() -> Instant.now().isAfter(late));
        for (MessageContent content : List.of(MessageContent.edit(said, "late"), MessageContent.removal(said))) {
            assertThat(publish(bob, content))
                    .isInstanceOfSatisfying(
                            Receipt.Refused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(ChatException.Reason.TOO_LATE));
        }
        // alice is the host.
        assertThat(publish(alice, MessageContent.removal(said))).isInstanceOf(Receipt.Delivered.class);
        assertThat(history().getFirst().removedBy()).isEqualTo("alice");
    }
}
