package dev.roomtalk.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.ListConversations;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.SharedFile;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.app.TestTransfer;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the private conversations and the files of a user who is deleted. */
class DeletedUserTest {
    private static final byte[] CONTENT = "a report".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private static RefusalReason refusal(ServerMessage answer) {
        return answer.getRefusal().getReason();
    }

    private static List<String> history(TestClient client, Joined room) throws IOException {
        return client
                .ask(ClientMessage.newBuilder()
                        .setReadHistory(ReadHistory.newBuilder().setRoom(room.getRoom())))
                .getHistoryPage()
                .getMessagesList()
                .stream()
                .map(message -> message.getText())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"sqlite, false", "sqlite, true", "memory, false", "memory, true"})
    void conversationsEndWithTheirFilesAndThoseOfRoomsStayUnlessTheMessagesGo(String engine, boolean messages)
            throws IOException {
        try (Node node = TestNode.plain(directory, Setting.ENGINE, engine);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            alice.create("hall");
            bob.join("hall");
            Joined conversation = bob.join("@alice");
            assertThat(alice.join("@bob").getRoom()).isEqualTo(conversation.getRoom());
            bob.sendFrameByTcp(TestClient.publish(conversation.getRoom(), 1, "between us"));
            bob.readUntil(m -> m.getFrame().hasAck());
            SharedFile toAlice = TestTransfer.send(node, bob, "@alice", CONTENT);
            SharedFile toHall = TestTransfer.send(node, bob, "hall", CONTENT);
            assertThat(TestTransfer.get(node, alice, "@bob", toAlice)).isEqualTo(CONTENT);

            Map<ConsoleCommand.Option, String> options = messages
                    ? Map.of(ConsoleCommand.Option.YES, "true", ConsoleCommand.Option.MESSAGES, "true")
                    : Map.of(ConsoleCommand.Option.YES, "true");
            ConsoleAnswer deleted =
                    console.ask(new ConsoleRequest(ConsoleCommand.USER_DELETE, List.of("bob"), options));
            assertThat(deleted.code()).as(deleted.text()).isZero();

            assertThat(alice.readUntil(ServerMessage::hasRoomClosed)
                            .getRoomClosed()
                            .getRoom())
                    .isEqualTo(conversation.getRoom());
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setListConversations(ListConversations.getDefaultInstance()))
                            .getConversationList()
                            .getConversationsList())
                    .isEmpty();
            assertThat(refusal(TestTransfer.ask(alice, "@bob", toAlice)))
                    .isNotEqualTo(RefusalReason.REFUSAL_UNSPECIFIED);
            if (messages) {
                assertThat(refusal(TestTransfer.ask(alice, "hall", toHall))).isEqualTo(RefusalReason.NO_SUCH_FILE);
            } else {
                assertThat(TestTransfer.get(node, alice, "hall", toHall)).isEqualTo(CONTENT);
            }

            // Who takes the name is another, and finds nothing of the one before.
            try (TestClient other = TestClient.welcomed(node, "bob")) {
                Joined anew = other.join("@alice");
                assertThat(history(other, anew)).isEmpty();
                assertThat(refusal(TestTransfer.ask(other, "@alice", toAlice))).isEqualTo(RefusalReason.NO_SUCH_FILE);
                assertThat(history(alice, alice.join("@bob"))).isEmpty();
            }
        }
    }
}
