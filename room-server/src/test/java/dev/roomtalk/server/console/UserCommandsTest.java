package dev.roomtalk.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ban;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.HistoryPage;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.ListBans;
import dev.roomtalk.proto.ListMembers;
import dev.roomtalk.proto.ListedMember;
import dev.roomtalk.proto.MemberJoined;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.ReadHistory;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RemovedMessages;
import dev.roomtalk.proto.Role;
import dev.roomtalk.proto.Search;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.app.TestClient;
import dev.roomtalk.server.app.TestNode;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator changes of users, and what they and others see of it. */
class UserCommandsTest {
    private static final String SELF = System.getProperty("user.name") + " (operator)";

    @TempDir
    Path directory;

    private static String done(ConsoleClient console, ConsoleRequest request) throws IOException {
        ConsoleAnswer answer = console.ask(request);
        assertThat(answer.code()).as(answer.text()).isZero();
        return answer.text();
    }

    private static String done(ConsoleClient console, ConsoleCommand command, String... values) throws IOException {
        return done(console, new ConsoleRequest(command, values));
    }

    private static String declined(ConsoleClient console, ConsoleRequest request) throws IOException {
        ConsoleAnswer answer = console.ask(request);
        assertThat(answer.code()).as(answer.text()).isEqualTo(1);
        return answer.text();
    }

    private static String declined(ConsoleClient console, ConsoleCommand command, String... values) throws IOException {
        return declined(console, new ConsoleRequest(command, values));
    }

    private static ConsoleRequest delete(String user) {
        return new ConsoleRequest(ConsoleCommand.USER_DELETE, List.of(user), Map.of(ConsoleCommand.Option.YES, "true"));
    }

    private static ServerMessage hello(TestClient client, String name, ByteString token) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .addVersions(Protocol.VERSION)
                        .setName(name)
                        .setToken(token)
                        .setInstance(name.hashCode())));
    }

    private static Close closed(TestClient client) throws IOException {
        return client.readUntil(ServerMessage::hasClose).getClose();
    }

    private static void say(TestClient client, int room, long n, String text) throws IOException {
        client.sendFrameByTcp(TestClient.publish(room, n, text));
        client.readUntil(m -> m.getFrame().hasAck());
    }

    private static List<String> members(TestClient client, String room) throws IOException {
        return client
                .ask(ClientMessage.newBuilder()
                        .setListMembers(ListMembers.newBuilder().setRoom(room)))
                .getMemberList()
                .getMembersList()
                .stream()
                .map(ListedMember::getName)
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "memory"})
    void theIdentityThatIsPrintedIsTheUserAndTheOldTokenIsNobodys(String engine) throws IOException {
        try (Node node = TestNode.plain(directory, Setting.ENGINE, engine);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient late = new TestClient(node.port());
                TestClient again = new TestClient(node.port())) {
            ByteString old = alice.welcome().getToken();
            alice.create("hall");
            String identity = done(
                    console,
                    new ConsoleRequest(
                            ConsoleCommand.USER_RESET_TOKEN,
                            List.of("ALICE"),
                            Map.of(ConsoleCommand.Option.SERVER, "Chat.Example:4242")));

            List<String> lines = identity.lines().toList();
            assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.startsWith("# "));
            String[] fields = lines.getLast().split(" ", 4);
            assertThat(fields[0]).isEqualTo("chat.example:4242");
            assertThat(fields[1]).isEqualTo("plain");
            assertThat(fields[3]).isEqualTo("alice");
            Close close = closed(alice);
            assertThat(close.getReason()).isEqualTo(CloseReason.TOKEN_REVOKED);
            assertThat(close.getSentence()).startsWith(SELF + " has given alice another token");
            assertThat(close.getRetry()).isFalse();

            assertThat(hello(late, "alice", old).getRefusal().getReason()).isEqualTo(RefusalReason.UNKNOWN_TOKEN);
            ByteString token = ByteString.copyFrom(Base64.getUrlDecoder().decode(fields[2]));
            assertThat(hello(again, "alice", token).getWelcome().getUserId())
                    .isEqualTo(alice.welcome().getUserId());
            // Nobody else was ended, and the secret is in no log.
            assertThat(bob.create("den").getName()).isEqualTo("den");
            assertThat(done(console, ConsoleCommand.LOG))
                    .contains("user-reset-token", "ALICE")
                    .doesNotContain(fields[2]);
            assertThat(declined(console, ConsoleCommand.USER_RESET_TOKEN, "nobody"))
                    .contains("no user 'nobody'");
            assertThat(declined(
                            console,
                            new ConsoleRequest(
                                    ConsoleCommand.USER_RESET_TOKEN,
                                    List.of("bob"),
                                    Map.of(ConsoleCommand.Option.SERVER, "two words:1"))))
                    .contains("HOST:PORT");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "memory"})
    void whoIsRenamedComesBackUnderTheNewNameWithTheSameToken(String engine) throws IOException {
        try (Node node = TestNode.plain(directory, Setting.ENGINE, engine);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient again = new TestClient(node.port())) {
            int hall = alice.create("hall").getRoom();
            bob.join("hall");
            say(alice, hall, 1, "before");
            assertThat(done(console, ConsoleCommand.USER_RENAME, "alice", "Zoë"))
                    .isEqualTo("alice is now Zoë; 1 session was ended\n");
            Close close = closed(alice);
            assertThat(close.getSentence()).isEqualTo(SELF + " has renamed alice to Zoë");
            assertThat(close.getRetry()).isTrue();

            // Others see it as a member that leaves, and one that comes.
            assertThat(bob.readUntil(ServerMessage::hasMemberLeft)
                            .getMemberLeft()
                            .getName())
                    .isEqualTo("alice");
            MemberJoined joined = bob.readUntil(ServerMessage::hasMemberJoined).getMemberJoined();
            assertThat(joined.getMember().getName()).isEqualTo("Zoë");
            assertThat(joined.getMember().getRole()).isEqualTo(Role.ROLE_HOST);
            assertThat(members(bob, "hall")).containsExactly("Zoë", "bob");

            // The same program of the same person: what it says now has the new name, what it said before the old one.
            assertThat(hello(again, "alice", alice.welcome().getToken())
                            .getWelcome()
                            .getName())
                    .isEqualTo("Zoë");
            again.join("hall");
            say(again, hall, 2, "after");
            assertThat(bob.readUntil(m -> m.getFrame().hasDeliver()
                                    && m.getFrame().getDeliver().getText().equals("after"))
                            .getFrame()
                            .getDeliver()
                            .getAuthorInfo()
                            .getName())
                    .isEqualTo("Zoë");
            assertThat(bob.ask(ClientMessage.newBuilder()
                                    .setReadHistory(ReadHistory.newBuilder().setRoom(hall)))
                            .getHistoryPage()
                            .getAuthorsList())
                    .extracting("name")
                    .containsExactlyInAnyOrder("alice", "Zoë");
        }
    }

    @Test
    void aNewNameFitsTheRulesOfNewNames() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            alice.create("hall");
            for (String name :
                    List.of("BOB", "b\u043eb", "root (operator)", "12:03 x", "a/b", "", " ", "x\ny", "alice")) {
                assertThat(declined(console, ConsoleCommand.USER_RENAME, "alice", name))
                        .as(name)
                        .isNotBlank();
            }
            assertThat(declined(console, ConsoleCommand.USER_RENAME, "nobody", "carol"))
                    .contains("nobody");
            // None of that has ended anything.
            assertThat(members(alice, "hall")).containsExactly("alice");
            assertThat(bob.create("den").getName()).isEqualTo("den");
        }
    }

    @Test
    void aBanIsOfTheUserUnderWhateverName() throws IOException {
        try (Node node = TestNode.plain(directory);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient again = new TestClient(node.port())) {
            alice.create("hall");
            alice.ask(ClientMessage.newBuilder()
                    .setBan(Ban.newBuilder().setRoom("hall").setName("bob").setReason("loud")));
            done(console, ConsoleCommand.USER_RENAME, "bob", "carol");
            hello(again, "carol", bob.welcome().getToken());
            assertThat(again.ask(ClientMessage.newBuilder()
                                    .setJoinRoom(JoinRoom.newBuilder().setName("hall")))
                            .getRefusal()
                            .getReason())
                    .isEqualTo(RefusalReason.BANNED);
            assertThat(alice.ask(ClientMessage.newBuilder()
                                    .setListBans(ListBans.newBuilder().setRoom("hall")))
                            .getBanList()
                            .getBansList())
                    .extracting("name")
                    .containsExactly("carol");
            assertThat(done(console, ConsoleCommand.UNBAN, "hall", "carol")).contains("carol may join");
            assertThat(again.join("hall").getName()).isEqualTo("hall");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "memory"})
    void whoIsDeletedIsGoneFromItsRoomsAndItsNameIsFree(String engine) throws IOException {
        try (Node node = TestNode.plain(directory, Setting.ENGINE, engine);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient carol = TestClient.welcomed(node, "carol");
                TestClient late = new TestClient(node.port())) {
            alice.create("hall");
            bob.join("hall");
            carol.join("hall");
            assertThat(declined(console, ConsoleCommand.USER_DELETE, "alice")).contains("--yes");
            assertThat(members(bob, "hall")).containsExactly("alice", "bob", "carol");

            assertThat(done(console, delete("alice"))).isEqualTo("deleted alice; 1 session was ended\n");
            Close close = closed(alice);
            assertThat(close.getSentence()).isEqualTo(SELF + " has deleted the user alice");
            assertThat(close.getRetry()).isFalse();
            assertThat(hello(late, "alice", alice.welcome().getToken())
                            .getRefusal()
                            .getReason())
                    .isEqualTo(RefusalReason.UNKNOWN_TOKEN);
            // The room has another host, and lives.
            assertThat(bob.readUntil(ServerMessage::hasHostChanged)
                            .getHostChanged()
                            .getName())
                    .isEqualTo("bob");
            assertThat(members(bob, "hall")).containsExactly("bob", "carol");
            assertThat(declined(console, delete("alice"))).contains("no user 'alice'");
            try (TestClient other = TestClient.welcomed(node, "alice")) {
                assertThat(other.welcome().getUserId())
                        .isNotEqualTo(alice.welcome().getUserId());
                other.join("hall");
                assertThat(members(other, "hall")).containsExactly("alice", "bob", "carol");
            }
        }
    }

    /** All parts of an export, as its command puts them together. */
    private static List<JsonObject> export(ConsoleClient console, String user) throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        ConsoleRequest request = new ConsoleRequest(ConsoleCommand.USER_EXPORT, user);
        String part = done(console, request);
        while (true) {
            String next = part.substring(0, part.indexOf('\n'));
            part.lines()
                    .skip(1)
                    .forEach(line -> lines.add(JsonParser.parseString(line).getAsJsonObject()));
            if (next.isEmpty()) {
                return lines;
            }
            part = done(console, request.with(ConsoleCommand.Option.CURSOR, next));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "memory"})
    void anExportHasEverythingOfTheUserAndNothingOfOthers(String engine) throws IOException {
        try (Node node = TestNode.plain(directory, Setting.ENGINE, engine);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int hall = alice.create("hall").getRoom();
            int den = bob.create("den").getRoom();
            bob.join("hall");
            alice.join("den");
            say(alice, hall, 1, "one\u001b[31m\u202e\n\"x\"");
            say(bob, hall, 1, "not hers");
            say(alice, den, 1, "two");
            bob.ask(ClientMessage.newBuilder()
                    .setBan(Ban.newBuilder().setRoom("den").setName("alice").setReason("r\u0007")));

            String first = done(console, ConsoleCommand.USER_EXPORT, "alice");
            assertThat(first).doesNotContain("\u001b", "\u0007", "\u202e");
            List<JsonObject> lines = export(console, "alice");
            assertThat(lines)
                    .extracting(line -> line.get("kind").getAsString())
                    .containsExactly("user", "member", "ban", "message", "message");
            assertThat(lines.getFirst().get("user").getAsString()).isEqualTo("alice");
            assertThat(lines.getFirst().get("token_sha256").getAsString()).hasSize(64);
            assertThat(lines.get(1).get("role").getAsString()).isEqualTo("host");
            assertThat(lines.get(2).get("reason").getAsString()).isEqualTo("r\u0007");
            assertThat(lines.get(3).get("text").getAsString()).isEqualTo("one\u001b[31m\u202e\n\"x\"");
            assertThat(lines.get(4).get("text").getAsString()).isEqualTo("two");
            assertThat(lines.toString()).doesNotContain("not hers", "bob\",\"user_id");
            assertThat(declined(console, ConsoleCommand.USER_EXPORT, "nobody")).contains("no user 'nobody'");
        }
    }

    private static ConsoleRequest purge(String room, ConsoleCommand.Option option, String value) {
        return new ConsoleRequest(
                ConsoleCommand.PURGE, List.of(room), Map.of(ConsoleCommand.Option.YES, "true", option, value));
    }

    private static HistoryPage history(TestClient client, int room) throws IOException {
        return client.ask(ClientMessage.newBuilder()
                        .setReadHistory(ReadHistory.newBuilder().setRoom(room)))
                .getHistoryPage();
    }

    private static List<String> texts(HistoryPage page) {
        return page.getMessagesList().stream().map(Deliver::getText).toList();
    }

    private static List<String> found(TestClient client, String words) throws IOException {
        return client
                .ask(ClientMessage.newBuilder().setSearch(Search.newBuilder().setWords(words)))
                .getSearchPage()
                .getHitsList()
                .stream()
                .map(hit -> hit.getMessage().getText())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "memory"})
    void whatIsPurgedIsNeitherReadNorFoundNorRepeated(String engine) throws IOException {
        try (Node node = TestNode.plain(directory, Setting.ENGINE, engine);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob")) {
            int hall = alice.create("hall").getRoom();
            bob.join("hall");
            say(alice, hall, 1, "word one");
            say(bob, hall, 1, "word two");
            say(alice, hall, 2, "word three");
            assertThat(declined(console, ConsoleCommand.PURGE, "hall")).contains("--yes");
            assertThat(declined(console, purge("hall", ConsoleCommand.Option.BEFORE, "yesterday")))
                    .contains("'yesterday' is not a time");
            assertThat(declined(console, purge("nowhere", ConsoleCommand.Option.AUTHOR, "bob")))
                    .contains("no room 'nowhere'");
            assertThat(done(console, purge("hall", ConsoleCommand.Option.BEFORE, "1h")))
                    .isEqualTo("0 messages were removed from 'hall'\n");
            assertThat(texts(history(alice, hall))).containsExactly("word one", "word two", "word three");

            assertThat(done(console, purge("hall", ConsoleCommand.Option.AUTHOR, "BOB")))
                    .isEqualTo("1 message was removed from 'hall'\n");
            HistoryPage page = history(alice, hall);
            assertThat(texts(page)).containsExactly("word one", "word three");
            assertThat(page.getRemovedList())
                    .containsExactly(
                            RemovedMessages.newBuilder().setFirst(2).setLast(2).build());
            assertThat(found(alice, "word")).containsExactly("word three", "word one");

            // Whoever misses it is told that the ring has it no longer, and repeats nothing.
            alice.sendFrameByTcp(Frame.newBuilder()
                    .setNack(Nack.newBuilder().setRoom(hall).addRanges(2).addRanges(1))
                    .build());
            assertThat(alice.readUntil(m -> m.getFrame().hasLatest()
                                    && m.getFrame().getLatest().getOldest() > 2)
                            .getFrame()
                            .getLatest()
                            .getSequence())
                    .isEqualTo(3);
            say(alice, hall, 3, "word four");
            assertThat(texts(history(bob, hall))).containsExactly("word one", "word three", "word four");
            assertThat(done(console, ConsoleCommand.LOG)).contains("\"purge\"", "\"author\":\"BOB\"", "\"removed\":1");

            assertThat(done(
                            console,
                            new ConsoleRequest(
                                    ConsoleCommand.PURGE, List.of("hall"), Map.of(ConsoleCommand.Option.YES, "true"))))
                    .isEqualTo("3 messages were removed from 'hall'\n");
            assertThat(texts(history(bob, hall))).isEmpty();
            assertThat(history(bob, hall).getCoversTo()).isEqualTo(4);
            assertThat(found(bob, "word")).isEmpty();
            say(alice, hall, 4, "word five");
            assertThat(texts(history(bob, hall))).containsExactly("word five");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "memory"})
    void withADeletedUserGoesWhatItHasSaidIfThatIsWanted(String engine) throws IOException {
        try (Node node = TestNode.plain(directory, Setting.ENGINE, engine);
                ConsoleClient console = ConsoleClient.connect(directory);
                TestClient alice = TestClient.welcomed(node, "alice");
                TestClient bob = TestClient.welcomed(node, "bob");
                TestClient carol = TestClient.welcomed(node, "carol")) {
            int hall = alice.create("hall").getRoom();
            int den = alice.create("den").getRoom();
            bob.join("hall");
            bob.join("den");
            carol.join("hall");
            say(alice, hall, 1, "hall word");
            say(alice, den, 1, "den word");
            say(bob, hall, 1, "bobs word");
            say(carol, hall, 1, "carols word");
            assertThat(done(console, delete("carol"))).isEqualTo("deleted carol; 1 session was ended\n");
            assertThat(texts(history(bob, hall))).containsExactly("hall word", "bobs word", "carols word");
            assertThat(done(console, delete("alice").with(ConsoleCommand.Option.MESSAGES, "true")))
                    .isEqualTo("deleted alice; 1 session was ended; 2 messages were removed\n");
            assertThat(texts(history(bob, hall))).containsExactly("bobs word", "carols word");
            assertThat(texts(history(bob, den))).isEmpty();
            assertThat(found(bob, "word")).containsExactlyInAnyOrder("bobs word", "carols word");
            assertThat(export(console, "bob").toString()).doesNotContain("hall word");
            // What one has said who is deleted goes by the name.
            assertThat(done(console, purge("hall", ConsoleCommand.Option.AUTHOR, "Carol")))
                    .isEqualTo("1 message was removed from 'hall'\n");
        }
    }
}
