package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TestNode;
import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.console.ConsoleAnswer;
import dev.roomtalk.server.console.ConsoleClient;
import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.Role;
import dev.roomtalk.server.store.MemoryEngine;
import dev.roomtalk.server.store.Retention;
import dev.roomtalk.server.store.RoomRecord;
import dev.roomtalk.server.store.TokenHash;
import dev.roomtalk.server.store.UserRecords;
import dev.roomtalk.text.ProgramOutput;
import dev.roomtalk.text.TextWidth;
import dev.roomtalk.wire.Name;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands against the real server, in one process. */
class ChatTest {
    /** The fields of a message as JSON. */
    private static final List<String> MESSAGE = List.of(
            "room",
            "epoch",
            "sequence",
            "time",
            "author",
            "label",
            "text",
            "kind",
            "target-epoch",
            "target",
            "changed-by",
            "removed-by");

    @TempDir
    Path home;

    private Node node;

    @BeforeEach
    void start() {
        node = TestNode.start(home.resolve("server"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** One run of the program against this server. */
    private final class Run extends ChatRun {
        Run(String user, String input, String... args) {
            this(user, input.getBytes(StandardCharsets.UTF_8), args);
        }

        Run(String user, byte[] input, String... args) {
            super(home, node.port(), user, input, args);
        }

        @Override
        Run ends(ExitCode wanted) {
            super.ends(wanted);
            return this;
        }
    }

    private Run chat(String user, String... args) {
        return new Run(user, "", args);
    }

    @Test
    void printsWhatWasSaid() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        assertThat(chat("bob", "history", "lobby").ends(ExitCode.DONE).out()).isEmpty();
        StringBuilder texts = new StringBuilder();
        for (int n = 1; n <= 60; n++) {
            texts.append("m").append(n).append('\n');
        }
        new Run("alice", texts + "two \u001B[31m\n", "send", "lobby", "--label", "nightly").ends(ExitCode.DONE);
        List<String> usual = chat("bob", "history", "lobby")
                .ends(ExitCode.DONE)
                .out()
                .lines()
                .toList();
        assertThat(usual).hasSize(51);
        assertThat(usual.getFirst()).matches("── \\d{4}-\\d\\d-\\d\\d ──");
        assertThat(usual.get(1)).endsWith(" alice · nightly: m12");
        assertThat(usual.getLast()).endsWith(" alice · nightly: two ␛[31m");

        assertThat(said("--last", "2")).containsExactly("m60", "two \u001B[31m");
        assertThat(said("--since", "1h")).hasSize(61).startsWith("m1", "m2");
        assertThat(said("--since", "1h", "--last", "1")).containsExactly("two \u001B[31m");
        assertThat(said("--until", "1h")).isEmpty();
        assertThat(said("--around", "30", "--context", "2")).containsExactly("m28", "m29", "m30", "m31", "m32");
        assertThat(said("--around", "1", "--lines", "1")).containsExactly("m1", "m2");
        assertThat(said("--around", "1h", "--context", "2")).containsExactly("m1", "m2");
        assertThat(said("--around", "0s", "--context", "2")).containsExactly("m60", "two \u001B[31m");

        JsonObject first = JsonParser.parseString(chat("bob", "history", "lobby", "--json", "--last", "1")
                        .ends(ExitCode.DONE)
                        .out())
                .getAsJsonObject();
        assertThat(first.keySet()).containsExactlyElementsOf(MESSAGE);
        assertThat(first.get("sequence").getAsLong()).isEqualTo(61);
        assertThat(first.get("author").getAsString()).isEqualTo("alice");
    }

    private List<String> said(String... options) {
        List<String> args = new ArrayList<>(List.of("history", "lobby", "--json"));
        args.addAll(List.of(options));
        return chat("bob", args.toArray(String[]::new))
                .ends(ExitCode.DONE)
                .out()
                .lines()
                .map(line -> JsonParser.parseString(line)
                        .getAsJsonObject()
                        .get("text")
                        .getAsString())
                .toList();
    }

    private List<String> texts(String room) {
        return chat("alice", "history", room, "--json")
                .ends(ExitCode.DONE)
                .out()
                .lines()
                .map(line -> line.replaceFirst(".*\"text\":\"(.*)\",\"kind\":\"text\",.*}", "$1"))
                .toList();
    }

    @Test
    void whatIsTypedIsSaid() throws IOException {
        Path file = Files.writeString(home.resolve("everyone"), "--label\nsecret\n");
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        for (String text : List.of("@" + file, "@@" + file, "@", "${sys:user.home}", "%n$HOME", "@nobody here")) {
            chat("alice", "send", "lobby", text).ends(ExitCode.DONE);
        }
        assertThat(texts("lobby"))
                .containsExactly("@" + file, "@@" + file, "@", "${sys:user.home}", "%n$HOME", "@nobody here");
        chat("alice", "topic", "lobby", "@" + file).ends(ExitCode.DONE);
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).out()).contains("@" + file);
        // The conversation with a user of that name, which there cannot be.
        complains(chat("alice", "send", "@" + file, "hi"), ExitCode.BAD_INPUT, "a user name");
        complains(chat("alice", "send", "lobby", "hi", "--password-file", "@" + file), ExitCode.BAD_INPUT, "@" + file);
        assertThat(texts("lobby")).hasSize(6);
    }

    @Test
    void whatIsReadIsUtf8WithoutItsByteOrderMark() throws IOException {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        new Run("alice", "\uFEFFone\r\n\uFEFF\n\uFEFFtwo\n", "send", "lobby").ends(ExitCode.DONE);
        new Run("alice", "\uFEFFthree", "send", "lobby", "--whole").ends(ExitCode.DONE);
        byte[] latin = "four\ngrün\nfive\n".getBytes(StandardCharsets.ISO_8859_1);
        complains(new Run("alice", latin, "send", "lobby"), ExitCode.BAD_INPUT, "line 2, byte 3");
        complains(new Run("alice", latin, "send", "lobby", "--whole"), ExitCode.BAD_INPUT, "line 2, byte 3");
        complains(new Run("alice", latin, "token", "import", "-"), ExitCode.BAD_INPUT, "line 2, byte 3");
        assertThat(texts("lobby")).containsExactly("one", "two", "three", "four");

        Path secret = Files.writeString(home.resolve("secret"), "\uFEFFsésame\r\n");
        chat("alice", "create-room", "locked", "--password-file", secret.toString())
                .ends(ExitCode.DONE);
        Files.writeString(secret, "sésame");
        chat("bob", "send", "locked", "hi", "--password-file", secret.toString())
                .ends(ExitCode.DONE);
        Files.writeString(secret, "sésame", StandardCharsets.ISO_8859_1);
        complains(
                chat("bob", "send", "locked", "hi", "--password-file", secret.toString()),
                ExitCode.BAD_INPUT,
                "line 1, byte 2");
    }

    @Test
    void findsWhatWasSaid() {
        chat("alice", "create-room", "ops").ends(ExitCode.DONE);
        chat("alice", "create-room", "dev").ends(ExitCode.DONE);
        new Run("alice", "well?\nthe Build is red\nagain\nred build\n", "send", "ops").ends(ExitCode.DONE);
        chat("alice", "send", "dev", "--label", "ci", "build 42").ends(ExitCode.DONE);

        assertThat(found(chat("alice", "search", "build").ends(ExitCode.DONE)))
                .containsExactly(
                        "TIME ops alice: the Build is red",
                        "TIME ops alice: red build",
                        "TIME dev alice · ci: build 42");
        assertThat(found(chat("alice", "search", "--context", "1", "--room", "ops", "the", "build")
                        .ends(ExitCode.DONE)))
                .containsExactly("TIME ops alice: well?", "TIME ops alice: the Build is red", "TIME ops alice: again");
        assertThat(found(chat("alice", "search", "red build", "--from", "ALICE", "--since", "1h")
                        .ends(ExitCode.DONE)))
                .containsExactly("TIME ops alice: red build");
        Run more = chat("alice", "search", "--limit", "1", "buil*").ends(ExitCode.DONE);
        assertThat(found(more)).containsExactly("TIME dev alice · ci: build 42");
        assertThat(more.err()).startsWith("There are more: older ones with --limit 2, or --before ");
        JsonObject json = JsonParser.parseString(chat("alice", "search", "--json", "--context", "1", "build is")
                        .ends(ExitCode.DONE)
                        .out())
                .getAsJsonObject();
        assertThat(json.get("room").getAsString()).isEqualTo("ops");
        assertThat(json.get("text").getAsString()).isEqualTo("the Build is red");
        assertThat(json.getAsJsonArray("after")
                        .get(0)
                        .getAsJsonObject()
                        .get("text")
                        .getAsString())
                .isEqualTo("again");
    }

    private static List<String> found(Run run) {
        return run.out()
                .replaceAll("(?m)^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d", "TIME")
                .lines()
                .toList();
    }

    @Test
    void historyOfAnyLengthIsPrintedInOrder() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        StringBuilder texts = new StringBuilder();
        for (int n = 1; n <= 400; n++) {
            texts.append("m").append(n).append(" ").append("x".repeat(3900)).append('\n');
        }
        new Run("alice", texts.toString(), "send", "lobby").ends(ExitCode.DONE);
        List<String> last = said("--last", "390");
        assertThat(last).hasSize(390);
        for (int i = 0; i < last.size(); i++) {
            assertThat(last.get(i)).startsWith("m" + (i + 11) + " ");
        }
        assertThat(said("--since", "1d")).hasSize(400);
    }

    @Test
    void historySaysWhatIsWrongWithAnOption() {
        complains(
                chat("bob", "history", "lobby", "--since", "tomorrow"),
                ExitCode.BAD_INPUT,
                "option '--since': 'tomorrow' is not a time");
        complains(
                chat("bob", "history", "lobby", "--until", "25:00"),
                ExitCode.BAD_INPUT,
                "option '--until': '25:00' is not a time");
        complains(
                chat("bob", "history", "lobby", "--around", "soon"),
                ExitCode.BAD_INPUT,
                "--around: 'soon' is not a time");
        complains(chat("bob", "history", "lobby", "--around", "0"), ExitCode.BAD_INPUT, "no message 0");
        complains(chat("bob", "history", "lobby", "--last", "0"), ExitCode.BAD_INPUT, "--last is at least 1");
        complains(chat("bob", "history", "lobby", "--context", "3"), ExitCode.BAD_INPUT, "--context is for --around");
        complains(
                chat("bob", "history", "lobby", "--around", "7", "--last", "3"),
                ExitCode.BAD_INPUT,
                "leave out --last");
        complains(chat("bob", "history", "nowhere"), ExitCode.REFUSED, "nowhere");
    }

    @Test
    void tailBeginsWithWhatWasSaidBefore() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        new Run("alice", "one\ntwo\nthree\n", "send", "lobby").ends(ExitCode.DONE);
        Run tail = chat("bob", "tail", "lobby", "--last", "2", "--count", "3");
        awaitMembers("bob");
        chat("alice", "send", "lobby", "four").ends(ExitCode.DONE);
        assertThat(tail.ends(ExitCode.DONE).out().lines().map(line -> line.replaceAll("^.* ", "")))
                .containsExactly("two", "three", "four");
        assertThat(chat("bob", "tail", "lobby", "--last", "9", "--count", "1")
                        .ends(ExitCode.DONE)
                        .out())
                .endsWith(": four\n");
    }

    @Test
    void whatIsNotFoundOrNotUnderstoodIsSaidAndHasItsExitCode() {
        Run nothing = chat("alice", "search", "rain").ends(ExitCode.NOTHING_FOUND);
        assertThat(nothing.out()).isEmpty();
        assertThat(nothing.err()).isEmpty();
        assertThat(chat("alice", "search").ends(ExitCode.BAD_INPUT).err())
                .isEqualTo("chat: nothing to search for: give words, or --from NAME\n");
        assertThat(chat("alice", "search", "rain", "--since", "yesterday")
                        .ends(ExitCode.BAD_INPUT)
                        .err())
                .startsWith("chat: Invalid value for option '--since': 'yesterday' is not a time");
        assertThat(chat("alice", "search", "...").ends(ExitCode.BAD_INPUT).err())
                .contains("there is no word in '...'");
        assertThat(chat("alice", "search", "rain", "--context", "9")
                        .ends(ExitCode.BAD_INPUT)
                        .err())
                .isEqualTo("chat: --context is 0 to 5\n");
        assertThat(chat("alice", "search", "rain", "--room", "nowhere")
                        .ends(ExitCode.REFUSED)
                        .err())
                .isEqualTo("chat: there is no room 'nowhere'\n");
    }

    @Test
    void aRoomThatOneIsNoMemberOfIsVisitedToSearchIt() {
        chat("alice", "create-room", "ops").ends(ExitCode.DONE);
        chat("alice", "send", "ops", "rain").ends(ExitCode.DONE);
        chat("bob", "search", "rain").ends(ExitCode.NOTHING_FOUND);
        assertThat(found(chat("bob", "search", "rain", "--room", "ops").ends(ExitCode.DONE)))
                .containsExactly("TIME ops alice: rain");
        chat("bob", "search", "rain").ends(ExitCode.NOTHING_FOUND);
    }

    @Test
    void sendsAndTails() {
        chat("alice", "create-room", "lobby", "--topic", "the weather").ends(ExitCode.DONE);
        Run tail = chat("bob", "tail", "lobby", "--count", "4");
        Run json = chat("carol", "tail", "lobby", "--json", "--count", "4");
        awaitMembers("bob", "carol");
        assertThat(chat("alice", "send", "lobby", "hello", "you")
                        .ends(ExitCode.DONE)
                        .err())
                .isEmpty();
        new Run("alice", "one\n\ntwo \u001B[31m\u202E\n", "send", "lobby").ends(ExitCode.DONE);
        new Run("dave", "a\nb\n", "send", "lobby", "-", "--whole", "--label", "nightly").ends(ExitCode.DONE);
        assertThat(tail.ends(ExitCode.DONE).out().replaceAll("\\d\\d:\\d\\d:\\d\\d", "TIME"))
                .isEqualTo("""
                        TIME alice: hello you
                        TIME alice: one
                        TIME alice: two ␛[31m\\u{202E}
                        TIME dave · nightly: a
                                 b
                        """);
        List<JsonObject> objects = json.ends(ExitCode.DONE)
                .out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
        assertThat(objects)
                .hasSize(4)
                .allSatisfy(object -> assertThat(object.keySet()).containsExactlyElementsOf(MESSAGE));
        assertThat(objects.get(2).get("text").getAsString()).isEqualTo("two \u001B[31m\u202E");
        assertThat(objects.get(3).get("label").getAsString()).isEqualTo("nightly");
        assertThat(objects.get(3).get("sequence").getAsLong()).isEqualTo(4);
        assertThat(json.out()).doesNotContain("\u001B", "\u202E");
        // Who was no member before is none soon afterwards.
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                chat("erin", "who", "lobby").ends(ExitCode.DONE).out())
                        .matches("alice  not connected since \\S+ \\S+  host\n"));
        // The session that asks is one of alice's own.
        assertThat(chat("alice", "who", "lobby").ends(ExitCode.DONE).out()).isEqualTo("alice  not connected  host\n");
    }

    @Test
    void aTailThatNobodyReadsEndsByItself() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        Map<String, String> environment = Map.of(
                "XDG_CONFIG_HOME",
                home.resolve("bob").toString(),
                "ROOMTALK_SERVER",
                "127.0.0.1:" + node.port(),
                "ROOMTALK_NAME",
                "bob");
        Console closedPipe = new Console(
                new ByteArrayInputStream(new byte[0]),
                ProgramOutput.to(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                }),
                new PrintStream(OutputStream.nullOutputStream()),
                environment,
                false,
                false,
                false);
        CompletableFuture<Integer> tail = CompletableFuture.supplyAsync(
                () -> CommandLines.run(new String[] {"tail", "lobby"}, closedPipe), task -> new Thread(task).start());
        awaitMembers("bob");
        chat("alice", "send", "lobby", "is anybody there").ends(ExitCode.DONE);
        await().atMost(ChatRun.PATIENCE).until(tail::isDone);
        // A message could not be written.
        assertThat(tail.join()).isEqualTo(ExitCode.FAILED.number());
    }

    private void awaitMembers(String... names) {
        await().atMost(ChatRun.PATIENCE)
                .untilAsserted(() -> assertThat(chat("alice", "who", "lobby")
                                .ends(ExitCode.DONE)
                                .out())
                        .contains(names));
    }

    @Test
    void listsRooms() {
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).out()).isEmpty();
        chat("alice", "create-room", "lobby", "--topic", "x\u001B[2J").ends(ExitCode.DONE);
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).out()).isEqualTo("lobby  0 of 1 here  member  x␛[2J\n");
        assertThat(chat("alice", "topic", "lobby").ends(ExitCode.DONE).out()).isEqualTo("x␛[2J\n");
        chat("bob", "topic", "lobby", "new", "topic").ends(ExitCode.DONE);
        assertThat(chat("alice", "topic", "lobby").ends(ExitCode.DONE).out()).isEqualTo("new topic\n");
        chat("alice", "close-room", "lobby").ends(ExitCode.DONE);
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).out()).isEmpty();
    }

    @Test
    void aMemberLeaves() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        assertThat(chat("alice", "leave", "lobby").ends(ExitCode.DONE).out()).isEqualTo("you left lobby\n");
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).out()).isEqualTo("lobby  0 of 0 here\n");
        complains(chat("alice", "leave", "lobby"), ExitCode.REFUSED, "not a member");
    }

    @Test
    void aBlankMessageIsNotSent() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        for (String blank : List.of("", " ", "\t \u00A0\u3000", "\u200B")) {
            complains(chat("alice", "send", "lobby", blank), ExitCode.BAD_INPUT, "the message is blank");
        }
        complains(new Run("alice", " \n\t\n", "send", "lobby", "--whole"), ExitCode.BAD_INPUT, "the message is blank");
        new Run("alice", " \none\n\u00A0\n", "send", "lobby").ends(ExitCode.DONE);
        assertThat(texts("lobby")).containsExactly("one");
    }

    @Test
    void aRoomIsSetByItsHost() {
        chat("alice", "create-room", "lobby", "--keep", "30d", "--keep-messages", "500", "--keep-bytes", "10MB")
                .ends(ExitCode.DONE);
        assertThat(chat("bob", "set-room", "lobby").ends(ExitCode.DONE).out())
                .isEqualTo("history-lines 50\nkeep 30d\nkeep-messages 500\nkeep-bytes 10M\n");
        chat("alice", "set-room", "lobby", "--keep", "0", "--history-lines", "5")
                .ends(ExitCode.DONE);
        assertThat(chat("bob", "set-room", "lobby").ends(ExitCode.DONE).out())
                .isEqualTo("history-lines 5\nkeep 3650d\nkeep-messages 500\nkeep-bytes 10M\n");
        complains(chat("bob", "set-room", "lobby", "--keep", "1d"), ExitCode.REFUSED, "not a member");
        complains(chat("alice", "set-room", "lobby", "--keep", "30"), ExitCode.BAD_INPUT, "30d");
        complains(chat("alice", "set-room", "lobby", "--keep-bytes", "much"), ExitCode.BAD_INPUT, "10M");
        complains(chat("alice", "set-room", "lobby", "--history-lines", "501"), ExitCode.BAD_INPUT, "500");
        complains(chat("alice", "create-room", "x", "--no-history", "--keep", "1d"), ExitCode.BAD_INPUT, "--keep");
        assertThat(chat("alice", "create-room", "whispers", "--no-history")
                        .ends(ExitCode.DONE)
                        .out())
                .isEqualTo("made room whispers, which keeps no history\n");
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).out())
                .contains("whispers  0 of 1 here  member no history");
        assertThat(chat("alice", "set-room", "whispers").ends(ExitCode.DONE).out())
                .isEqualTo("no-history\n");
        complains(chat("alice", "set-room", "whispers", "--keep", "1d"), ExitCode.REFUSED, "no history");
    }

    @Test
    void rolesAreGiven() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        chat("bob", "send", "lobby", "hello").ends(ExitCode.DONE);
        complains(chat("alice", "role", "lobby", "bob", "moderator"), ExitCode.REFUSED, "bob is not in 'lobby'");
        assertThat(chat("alice", "role", "lobby", "bob", "muted", "--for", "2h", "calm", "down")
                        .ends(ExitCode.DONE)
                        .out())
                .matches("muted bob in lobby until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d \\(2 h\\): calm down\n");
        complains(chat("alice", "role", "lobby", "bob", "muted", "--for", "2x"), ExitCode.BAD_INPUT, "45s, 90m, 2h");
        complains(chat("bob", "send", "lobby", "but"), ExitCode.REFUSED, "you are muted there for another 2 h");
        Run reads = chat("bob", "tail", "--last", "1", "lobby");
        await().atMost(ChatRun.PATIENCE).until(() -> reads.out().contains("hello"));
        assertThat(chat("alice", "who", "lobby").ends(ExitCode.DONE).out())
                .contains("alice  not connected  host")
                .contains("bob    here           muted");
        chat("alice", "kick", "lobby", "bob").ends(ExitCode.DONE);
        reads.ends(ExitCode.REFUSED);
        assertThat(chat("alice", "role", "lobby", "bob", "MEMBER")
                        .ends(ExitCode.DONE)
                        .out())
                .isEqualTo("bob is member of lobby now\n");
        chat("bob", "send", "lobby", "thank you").ends(ExitCode.DONE);
        complains(chat("alice", "role", "lobby", "bob", "king"), ExitCode.BAD_INPUT, "king");
        complains(chat("alice", "role", "lobby", "bob", "host", "--for", "2h"), ExitCode.BAD_INPUT, "--for");
    }

    @Test
    void othersArePutOutAndKeptOut() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        chat("bob", "send", "lobby", "spam").ends(ExitCode.DONE);
        Run bobReads = chat("bob", "tail", "--last", "1", "lobby");
        await().atMost(ChatRun.PATIENCE).until(() -> bobReads.out().contains("spam"));
        assertThat(chat("alice", "kick", "lobby", "BOB", "no", "spam\u001B[31m")
                        .ends(ExitCode.DONE)
                        .out())
                .isEqualTo("kicked BOB from lobby: no spam␛[31m\n");
        assertThat(bobReads.ends(ExitCode.REFUSED).err()).isEqualTo("chat: alice kicked you: no spam␛[31m\n");
        complains(chat("alice", "kick", "lobby", "bob"), ExitCode.REFUSED, "bob is not in 'lobby'");
        complains(chat("alice", "ban", "lobby", "nobody"), ExitCode.REFUSED, "no user 'nobody'");
        complains(chat("alice", "ban", "lobby", "alice"), ExitCode.REFUSED, "leave 'lobby'");
        complains(chat("alice", "ban", "--for", "soon", "lobby", "bob"), ExitCode.BAD_INPUT, "2h");
        complains(chat("alice", "unban", "lobby", "bob"), ExitCode.REFUSED, "not banned");
        complains(chat("bob", "ban", "lobby", "alice"), ExitCode.REFUSED, "not a member");
        complains(chat("alice", "kick", "lobby", "bob", "x".repeat(201)), ExitCode.BAD_INPUT, "200");

        assertThat(chat("alice", "ban", "--for", "2h", "lobby", "bob", "spam")
                        .ends(ExitCode.DONE)
                        .out())
                .matches("banned bob from lobby until [-\\d]+ [:\\d]+ \\(2 h\\): spam\n");
        complains(
                chat("bob", "send", "lobby", "let me in"),
                ExitCode.REFUSED,
                "alice has banned you from 'lobby' until 20");
        complains(chat("bob", "tail", "lobby"), ExitCode.REFUSED, "UTC: spam");
        complains(chat("bob", "history", "lobby"), ExitCode.REFUSED, "banned");
        complains(chat("bob", "search", "--room", "lobby", "spam"), ExitCode.REFUSED, "banned");
        complains(chat("bob", "create-room", "lobby"), ExitCode.REFUSED, "already");
        JsonObject ban = JsonParser.parseString(chat("alice", "bans", "lobby", "--json")
                        .ends(ExitCode.DONE)
                        .out())
                .getAsJsonObject();
        assertThat(ban.keySet()).containsExactly("room", "name", "by", "reason", "since", "until", "address");
        assertThat(ban.get("address").getAsBoolean()).isFalse();
        assertThat(ban.get("name").getAsString()).isEqualTo("bob");
        assertThat(chat("alice", "bans", "lobby").ends(ExitCode.DONE).out()).matches("bob  until .*  by alice  spam\n");
        chat("alice", "unban", "lobby", "bob").ends(ExitCode.DONE);
        assertThat(chat("alice", "bans", "lobby").ends(ExitCode.DONE).out()).isEmpty();
        chat("bob", "send", "lobby", "thank you").ends(ExitCode.DONE);
    }

    @Test
    void aPrivateRoomIsEnteredWithAnInvitation() {
        chat("alice", "create-room", "club", "--private").ends(ExitCode.DONE);
        assertThat(chat("bob", "rooms").ends(ExitCode.DONE).out()).isEmpty();
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).out()).contains("club", "member private");
        complains(chat("bob", "send", "club", "hello"), ExitCode.REFUSED, "there is no room 'club'");
        complains(chat("alice", "invite", "--uses", "0", "club"), ExitCode.BAD_INPUT, "1 to 10000");
        complains(chat("alice", "invite", "--for", "soon", "club"), ExitCode.BAD_INPUT, "7d");
        complains(chat("bob", "invite", "club"), ExitCode.REFUSED, "there is no room 'club'");
        String token = chat("alice", "invite", "--for", "2h", "club")
                .ends(ExitCode.DONE)
                .out()
                .strip();
        assertThat(token).matches("inv-[A-Za-z0-9_-]{43}");
        JsonObject listed = JsonParser.parseString(chat("alice", "invites", "club", "--json")
                        .ends(ExitCode.DONE)
                        .out())
                .getAsJsonObject();
        assertThat(listed.keySet()).containsExactly("room", "id", "by", "since", "until", "uses", "used", "state");
        assertThat(listed.get("state").getAsString()).isEqualTo("open");
        String id = listed.get("id").getAsString();
        assertThat(chat("alice", "invites", "club").ends(ExitCode.DONE).out())
                .matches(id + "  open  0 of 1 used  until .*  by alice\n");
        complains(chat("alice", "uninvite", "club", "nothing"), ExitCode.REFUSED, "no invitation to 'club'");
        chat("alice", "uninvite", "club", id).ends(ExitCode.DONE);
        assertThat(chat("alice", "invites", "club").ends(ExitCode.DONE).out()).isEmpty();
    }

    @Test
    void aBanOfAnAddressKeepsOutWhoIsNoMember() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        chat("bob", "send", "lobby", "spam").ends(ExitCode.DONE);
        chat("alice", "ban", "lobby", "bob", "--address", "spam").ends(ExitCode.DONE);
        // Everybody here has one address: alice is a member, and carol is none.
        chat("alice", "send", "lobby", "they are gone").ends(ExitCode.DONE);
        complains(
                chat("carol", "send", "lobby", "it is me, bob"),
                ExitCode.REFUSED,
                "alice has banned your address from 'lobby' until this is lifted: spam");
        assertThat(chat("alice", "bans", "lobby").ends(ExitCode.DONE).out())
                .matches("bob and the address  until it is lifted  by alice  spam\n");
        chat("alice", "unban", "lobby", "bob").ends(ExitCode.DONE);
        chat("carol", "send", "lobby", "hello").ends(ExitCode.DONE);
    }

    @Test
    void aRoomWithAPassword() throws IOException {
        Path right = Files.writeString(home.resolve("right"), "s3cret\n");
        Path wrong = Files.writeString(home.resolve("wrong"), "guess\n");
        chat("alice", "create-room", "club", "--password-file", right.toString())
                .ends(ExitCode.DONE);
        assertThat(chat("bob", "send", "club", "hi").ends(ExitCode.REFUSED).err())
                .contains("password");
        chat("bob", "send", "club", "hi", "--password-file", wrong.toString()).ends(ExitCode.REFUSED);
        chat("bob", "send", "club", "hi", "--password-file", right.toString()).ends(ExitCode.DONE);
        Path empty = Files.writeString(home.resolve("empty"), "");
        chat("bob", "send", "club", "hi", "--password-file", empty.toString()).ends(ExitCode.BAD_INPUT);
        chat("bob", "send", "club", "hi", "--password-file", "/nowhere").ends(ExitCode.BAD_INPUT);
    }

    @Test
    void complainsInOneLineAndWithACode() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        complains(chat("alice", "create-room", "lobby"), ExitCode.REFUSED, "already");
        complains(chat("alice", "create-room", "bad\u202Ename"), ExitCode.BAD_INPUT, "U+202E");
        complains(chat("alice", "send", "nowhere", "hi"), ExitCode.REFUSED, "nowhere");
        complains(chat("alice", "send", "lobby", "x".repeat(4001)), ExitCode.BAD_INPUT, "4000");
        complains(chat("alice", "send", "lobby", "hi", "--label", "a\nb"), ExitCode.BAD_INPUT, "label");
        complains(chat("alice", "send"), ExitCode.BAD_INPUT, "ROOM");
        complains(chat("alice", "tail", "lobby", "--count", "0"), ExitCode.BAD_INPUT, "--count");
        complains(chat("alice", "frobnicate"), ExitCode.BAD_INPUT, "frobnicate");
        complains(chat("alice", "rooms", "--frob"), ExitCode.BAD_INPUT, "--frob");
        complains(chat("alice", "rooms", "--server", "localhost:99999"), ExitCode.BAD_INPUT, "99999");
        complains(chat("alice", "rooms", "--server", "127.0.0.1:1"), ExitCode.UNREACHABLE, "127.0.0.1:1");
        complains(chat("alice", "rooms", "--server", "nowhere.invalid"), ExitCode.UNREACHABLE, "nowhere.invalid");
        complains(chat("alice", "rooms", "--plain", "--server", "192.0.2.1"), ExitCode.BAD_INPUT, "--plain-anywhere");
        complains(chat("alice", "rooms", "--plain"), ExitCode.UNREACHABLE, "leave out --plain");
        complains(chat("alice", "rooms", "--fingerprint", "SHA256:x"), ExitCode.BAD_INPUT, "fingerprint");
        complains(chat("alice", "rooms", "--name", "\u0007"), ExitCode.BAD_INPUT, "--name");
        complains(chat("bob", "rooms", "--name", "Alice"), ExitCode.REFUSED, "taken");
        complains(chat("alice", "join", "lobby"), ExitCode.BAD_INPUT, "terminal");
        complains(chat("bob", "close-room", "lobby"), ExitCode.REFUSED, "member");
    }

    private static void complains(Run run, ExitCode code, String about) {
        run.ends(code);
        assertThat(run.err()).startsWith("chat: ").contains(about).hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aChangedKeyEndsWithFiveUntilItIsForgotten(@TempDir Path otherData) {
        chat("alice", "rooms").ends(ExitCode.DONE);
        int port = node.port();
        node.close();
        node = TestNode.start(otherData, port);
        complains(chat("alice", "rooms"), ExitCode.UNTRUSTED, "HAS CHANGED");
        complains(
                chat("alice", "rooms", "--fingerprint", "SHA256:" + "A".repeat(43)),
                ExitCode.UNTRUSTED,
                "given fingerprint");
        assertThat(chat("alice", "fingerprint", "list").ends(ExitCode.DONE).out())
                .contains("127.0.0.1:" + port);
        chat("alice", "fingerprint", "forget").ends(ExitCode.DONE);
        complains(chat("alice", "fingerprint", "forget"), ExitCode.BAD_INPUT, "not known");
        chat("alice", "rooms").ends(ExitCode.DONE);
    }

    @Test
    void anIdentityMovesToAnotherMachine() throws IOException {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        Path exported = home.resolve("alice.token");
        chat("alice", "token", "export", exported.toString()).ends(ExitCode.DONE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(exported)))
                .isEqualTo("rw-------");
        complains(chat("alice", "token", "export", exported.toString()), ExitCode.BAD_INPUT, "exists");
        // "carol" is another machine here.
        assertThat(chat("carol", "token", "import", exported.toString())
                        .ends(ExitCode.DONE)
                        .out())
                .contains("you are alice");
        assertThat(chat("carol", "rooms", "--name", "alice").ends(ExitCode.DONE).out())
                .contains("member");
        chat("carol", "token", "renew", "--name", "alice").ends(ExitCode.DONE);
        chat("carol", "send", "lobby", "hi", "--name", "alice").ends(ExitCode.DONE);
        complains(chat("alice", "send", "lobby", "hi"), ExitCode.REFUSED, "no longer knows the token");
        new Run("dave", "nonsense\n", "token", "import").ends(ExitCode.BAD_INPUT);
        complains(chat("dave", "token", "export"), ExitCode.BAD_INPUT, "not known");
        complains(chat("dave", "token", "frob"), ExitCode.BAD_INPUT, "frob");
    }

    @Test
    void whoseTokenCannotBeKeptIsNotRegistered() throws IOException {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        Path inTheWay = home.resolve("config of carol/roomtalk/tokens-unconfirmed");
        Files.createDirectories(inTheWay);
        complains(chat("carol", "send", "lobby", "hi"), ExitCode.FAILED, "tokens-unconfirmed");
        Files.delete(inTheWay);
        chat("carol", "send", "lobby", "hi").ends(ExitCode.DONE);
        assertThat(texts("lobby")).containsExactly("hi");
        // A name that is another's leaves nothing behind.
        complains(chat("carol", "send", "lobby", "hi", "--name", "alice"), ExitCode.REFUSED, "taken");
        assertThat(Files.readString(inTheWay)).doesNotContain("alice", "carol");
        assertThat(Files.readString(inTheWay.resolveSibling("tokens")))
                .contains("carol")
                .doesNotContain("alice");
    }

    @Test
    void anInvitationThatCouldNotBePrintedIsKept() throws IOException {
        chat("alice", "create-room", "lobby", "--private").ends(ExitCode.DONE);
        Map<String, String> environment = Map.of(
                "XDG_CONFIG_HOME",
                home.resolve("config of alice").toString(),
                "ROOMTALK_SERVER",
                "127.0.0.1:" + node.port(),
                "ROOMTALK_NAME",
                "alice");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Console full = new Console(
                new ByteArrayInputStream(new byte[0]),
                ProgramOutput.to(new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                }),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment,
                false,
                false,
                false);
        assertThat(CommandLines.run(new String[] {"invite", "lobby"}, full)).isEqualTo(ExitCode.FAILED.number());
        String said = err.toString(StandardCharsets.UTF_8);
        assertThat(said).hasLineCount(1).contains("could not be printed");
        Path file = Path.of(said.replaceFirst("(?s).* is in (/.*), remove.*", "$1"));
        String token = Files.readString(file).strip();
        chat("bob", "join", "lobby", "--invite", token);
        assertThat(chat("alice", "invites", "lobby").ends(ExitCode.DONE).out()).contains("open");
        for (String[] command :
                new String[][] {{"rooms"}, {"who", "lobby"}, {"invites", "lobby"}, {"--help"}, {"tail", "--help"}}) {
            err.reset();
            assertThat(CommandLines.run(command, full)).as(command[0]).isEqualTo(ExitCode.FAILED.number());
            assertThat(err.toString(StandardCharsets.UTF_8)).hasLineCount(1).contains("No space left on device");
        }
    }

    @Test
    void aRefusedMessageIsKnownToBeRefused() {
        chat("alice", "create-room", "lobby", "--slow", "90s").ends(ExitCode.DONE);
        Run run = new Run("bob", "one\ntwo\nthree\n", "send", "lobby", "--timeout", "5").ends(ExitCode.REFUSED);
        assertThat(run.err()).contains("room lobby refused the message", "; wait ");
        assertThat(texts("lobby")).containsExactly("one");
    }

    @Test
    void aPageOfASearchEndsBetweenTwoInstants() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        StringBuilder lines = new StringBuilder();
        for (int n = 1; n <= 90; n++) {
            lines.append("needle ").append(n).append('\n');
        }
        new Run("alice", lines.toString(), "send", "lobby").ends(ExitCode.DONE);
        java.util.Set<String> found = new java.util.TreeSet<>();
        String before = "2100-01-01";
        for (int pages = 0; pages < 90 && !before.isEmpty(); pages++) {
            Run page = chat("alice", "search", "needle", "--json", "--limit", "1", "--before", before)
                    .ends(ExitCode.DONE);
            page.out().lines().forEach(found::add);
            before = page.err().contains("--before ") ? page.err().replaceFirst("(?s).*--before (\\S+).*", "$1") : "";
        }
        assertThat(found).hasSize(90);
    }

    @Test
    void columnsStandBelowEachOther() {
        for (String room : List.of("ascii", "日本語の部屋", "party🎉🎉", "한국어")) {
            chat("alice", "create-room", room).ends(ExitCode.DONE);
        }
        assertThat(chat("alice", "rooms")
                        .ends(ExitCode.DONE)
                        .out()
                        .lines()
                        .map(line -> TextWidth.of(line.substring(0, line.indexOf(" of ") - 1))))
                .hasSize(4)
                .containsOnly(14);
    }

    @Test
    void aServerThatHasForgottenItsUsersIsSaidToHave() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        int port = node.port();
        node.close();
        node = TestNode.start(home.resolve("server"), port, "ENGINE", "memory");
        Run run = chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        assertThat(run.err())
                .startsWith("chat: ")
                .contains("forgotten", "alice")
                .hasLineCount(1);
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"servers", "tokens"})
    void aDamagedLineOfAStateFileIsSetAsideAndSaidOnce(String name) throws IOException {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        Path file = home.resolve("config of alice/roomtalk").resolve(name);
        String good = Files.readString(file);
        Files.writeString(file, "\u0000nonsense\n" + good);
        Run run = chat("alice", "rooms").ends(ExitCode.DONE);
        assertThat(run.err())
                .startsWith("chat: line 1 of " + file + " makes no sense")
                .hasLineCount(1);
        assertThat(run.out()).contains("lobby");
        assertThat(file).hasContent(good);
        assertThat(file.resolveSibling(name + ".damaged")).hasContent("\u0000nonsense\n");
        assertThat(chat("alice", "rooms").ends(ExitCode.DONE).err()).isEmpty();
    }

    @Test
    void theKeyOfAServerIsNotGuessedFromADamagedLine() throws IOException {
        chat("alice", "rooms").ends(ExitCode.DONE);
        Path file = home.resolve("config of alice/roomtalk/servers");
        String damaged = Files.readString(file).replace(" pinned ", " pined ");
        Files.writeString(file, damaged);
        complains(chat("alice", "rooms"), ExitCode.FAILED, "line 2 of " + file);
        assertThat(file).hasContent(damaged);
    }

    @Test
    void manyAtOnceAsTheSameNewUser() {
        chat("host", "create-room", "lobby").ends(ExitCode.DONE);
        List<Run> runs = List.of(
                chat("alice", "send", "lobby", "1"),
                chat("alice", "send", "lobby", "2"),
                chat("alice", "send", "lobby", "3"),
                chat("alice", "send", "lobby", "4"));
        runs.forEach(run -> run.ends(ExitCode.DONE));
    }

    @Test
    void helpIsThere() {
        assertThat(chat("alice", "--help").ends(ExitCode.DONE).out()).contains("create-room", "send", "tail");
        assertThat(chat("alice", "send", "--help").ends(ExitCode.DONE).out()).contains("Exit codes", "--whole");
        assertThat(chat("alice", "--version").ends(ExitCode.DONE).out()).startsWith("chat ");
        assertThat(chat("alice").ends(ExitCode.BAD_INPUT).err()).contains("Usage");
    }

    private ConsoleAnswer operator(ConsoleCommand command, String... values) throws IOException {
        try (ConsoleClient console = ConsoleClient.connect(home.resolve("server"))) {
            ConsoleRequest request = new ConsoleRequest(command, values);
            return console.ask(
                    command == ConsoleCommand.USER_DELETE || command == ConsoleCommand.PURGE
                            ? request.with(ConsoleCommand.Option.YES, "true")
                            : request);
        }
    }

    @Test
    void aNameThatAnOperatorGivesBackIsImported() throws IOException {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        String identity = operator(ConsoleCommand.USER_RESET_TOKEN, "alice").text();
        assertThat(chat("alice", "send", "lobby", "old").ends(ExitCode.REFUSED).err())
                .contains(
                        "no longer knows the token of alice, and there is a user of that name",
                        "an operator reset it",
                        "chat token import",
                        "choose another name");
        // On a machine that has no token, and does not know the server.
        new Run("alice", identity, "token", "import").ends(ExitCode.DONE);
        chat("alice", "send", "lobby", "new").ends(ExitCode.DONE);
        assertThat(texts("lobby")).containsExactly("new");
    }

    @Test
    void whoWasRenamedHasItsTokenUnderBothNames() throws IOException {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        assertThat(operator(ConsoleCommand.USER_RENAME, "alice", "zoe").text()).isEqualTo("alice is now zoe\n");
        chat("alice", "send", "lobby", "as alice").ends(ExitCode.DONE);
        Path config = home.resolve("config of alice");
        Files.createSymbolicLink(home.resolve("config of zoe"), config);
        chat("zoe", "send", "lobby", "as zoe").ends(ExitCode.DONE);
        assertThat(chat("zoe", "who", "lobby").ends(ExitCode.DONE).out()).isEqualTo("zoe  not connected  host\n");
        assertThat(chat("zoe", "history", "lobby").ends(ExitCode.DONE).out())
                .contains(" zoe: as alice", " zoe: as zoe");
    }

    @Test
    void aReversedRangeIsSaidToBeOne() {
        chat("alice", "create-room", "lobby").ends(ExitCode.DONE);
        for (List<String> ends : List.of(
                List.of("history", "lobby", "--since", "1h", "--until", "2h"),
                List.of("history", "lobby", "--until", "2026-01-01", "--since", "2026-01-02", "--last", "5"),
                List.of("search", "word", "--since", "1h", "--before", "2h"),
                List.of("search", "--from", "alice", "--before", "2026-01-01", "--since", "2026-01-01T00:01"))) {
            assertThat(chat("alice", ends.toArray(String[]::new))
                            .ends(ExitCode.BAD_INPUT)
                            .err())
                    .contains("the range is reversed: --since ", " is later than --");
        }
        chat("alice", "history", "lobby", "--since", "2026-01-01", "--until", "2026-01-01")
                .ends(ExitCode.DONE);
    }

    @Test
    void aListThatIsCutSaysHowManyMoreThereAre() {
        node.close();
        MemoryEngine engine = new MemoryEngine(
                System::nanoTime,
                InstantSource.system(),
                new Random(20_261_129)::nextLong,
                10_000,
                Duration.ofDays(90),
                new Retention(10_000, 8 << 20, 256 << 20));
        List<MemberRecord> members = new ArrayList<>();
        for (int i = 0; i < 503; i++) {
            UserRecords.UserCreation made = engine.createUser(
                            ((Name.Valid) Name.user("user" + i)).name(),
                            false,
                            TokenHash.of(new byte[] {(byte) i, (byte) (i >> 8)}))
                    .toCompletableFuture()
                    .join();
            members.add(new MemberRecord(((UserRecords.Created) made).user().id(), "user" + i, Role.MEMBER, 1, true));
            Name room = ((Name.Valid) Name.room("room" + i)).name();
            engine.createRoom(
                    RoomRecord.wanted(room, "", null, false, false).withMembers(i == 502 ? members : List.of()));
        }
        node = TestNode.start(home.resolve("server"), 0, engine);
        List<String> rooms =
                chat("alice", "rooms").ends(ExitCode.DONE).out().lines().toList();
        assertThat(rooms).hasSize(501);
        assertThat(rooms.getLast()).isEqualTo("… and 3 more");
        List<String> who = chat("alice", "who", "room502")
                .ends(ExitCode.DONE)
                .out()
                .lines()
                .toList();
        // She visits it to ask, and is not listed herself.
        assertThat(who).hasSize(200);
        assertThat(who.getLast()).isEqualTo("… and 304 more");
    }
}
