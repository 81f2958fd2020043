package dev.roomtalk.bridge.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.StartedProgram;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Receipt;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class LocalSocketTest {
    @TempDir
    private Path directory;

    private final Users users = new Users();
    private final RecordingRoom room = new RecordingRoom();

    private Path path() {
        return directory.resolve("ops.sock");
    }

    private LocalSocket open(Intake intake) throws IOException {
        return open(intake, SocketLimits.DEFAULT);
    }

    private LocalSocket open(Intake intake, SocketLimits limits) throws IOException {
        return LocalSocket.open(
                path(),
                PosixFilePermissions.fromString("rw-rw----"),
                new LinuxProcesses(new Linux(), users),
                intake,
                100,
                limits);
    }

    /** A connection, and what comes back by it. */
    private final class Caller implements AutoCloseable {
        private final SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path()));
        private final BufferedReader answers = new BufferedReader(Channels.newReader(channel, UTF_8));

        Caller() throws IOException {}

        void say(String text) throws IOException {
            channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
        }

        String answer() throws IOException {
            return answers.readLine();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void eachLineIsAMessageOfTheProcessThatConnectedAndIsAnswered() throws Exception {
        try (LocalSocket _ = open(room.intake());
                Caller caller = new Caller()) {
            caller.say("disk full 🎉\n");
            assertThat(caller.answer()).isEqualTo("ok");
            Message message = room.published.getFirst();
            assertThat(message.text()).isEqualTo("disk full 🎉");
            assertThat(message.uid()).isEqualTo(users.own());
            assertThat(message.label())
                    .startsWith(System.getProperty("user.name") + "/"
                            + ProcessHandle.current().pid() + " \"");
            assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void aUserHasABoundedNumberOfConnections() throws Exception {
        try (LocalSocket _ = open(room.intake(), new SocketLimits(10, 2, Duration.ofMinutes(1)));
                Caller one = new Caller()) {
            one.say("one\n");
            assertThat(one.answer()).isEqualTo("ok");
            try (Caller two = new Caller();
                    Caller three = new Caller()) {
                assertThat(three.answer())
                        .isEqualTo("error: too many connections of your user are open at this socket");
                assertThat(three.answer()).isNull();
                two.say("two\n");
                assertThat(two.answer()).isEqualTo("ok");
            }
            // The place of the one that has gone is free, as soon as that is noticed.
            await().atMost(StartedProgram.PATIENCE).until(() -> {
                try (Caller next = new Caller()) {
                    next.say("three\n");
                    return "ok".equals(next.answer());
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(room.texts()).containsExactly("one", "two", "three");
        }
    }

    @Test
    void halfALineEndsItsConnectionAndIsNotSaid() throws Exception {
        try (LocalSocket _ = open(room.intake(), new SocketLimits(10, 10, Duration.ofMillis(200)));
                Caller half = new Caller();
                Caller whole = new Caller()) {
            half.say("one\nhalf");
            assertThat(half.answer()).isEqualTo("ok");
            assertThat(half.answer()).startsWith("error: message rejected: its end did not follow within");
            assertThat(half.answer()).isNull();
            whole.say("two\n");
            assertThat(whole.answer()).isEqualTo("ok");
            assertThat(room.texts()).containsExactly("one", "two");
        }
    }

    @Test
    void halfALineCutsOffNoAnswerOfTheLinesBeforeIt() throws Exception {
        room.answering = false;
        try (LocalSocket _ = open(room.intake(), new SocketLimits(10, 10, Duration.ofMillis(1)));
                Caller caller = new Caller();
                Caller other = new Caller()) {
            caller.say("one\nhalf");
            await().atMost(StartedProgram.PATIENCE).until(() -> room.open.size() == 1);
            // By the time that another half a line has ended its connection, the first has had its time, too.
            other.say("half");
            assertThat(other.answer()).startsWith("error: message rejected: its end did not follow within");
            room.open.getFirst().complete(new Receipt.Delivered(1, 1, true));
            assertThat(caller.answer()).isEqualTo("ok");
            assertThat(caller.answer()).startsWith("error: message rejected: its end did not follow within");
            assertThat(caller.answer()).isNull();
        }
    }

    @Test
    void aDirectoryInWhichOthersMayReplaceTheSocketIsRefused() throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> LocalSocket.open(
                        open.resolve("ops.sock"),
                        PosixFilePermissions.fromString("rw-------"),
                        new LinuxProcesses(new Linux(), users),
                        room.intake(),
                        100))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod go-w " + open);
    }

    @Test
    void answersComeInTheOrderOfTheLinesAndSayWhatWasWrong() throws Exception {
        room.answering = false;
        try (LocalSocket _ = open(room.intake());
                Caller caller = new Caller()) {
            caller.say("one\n" + "x".repeat(101) + "\ntwo\nthree\n");
            await().atMost(StartedProgram.PATIENCE).until(() -> room.open.size() == 3);
            room.open.get(2).complete(new Receipt.Unknown("the session ended"));
            room.open.get(1).complete(new Receipt.Refused(ChatException.Reason.NOT_A_MEMBER, "not a member"));
            room.open.get(0).complete(new Receipt.Delivered(1, 1, true));
            assertThat(List.of(caller.answer(), caller.answer(), caller.answer(), caller.answer()))
                    .containsExactly(
                            "ok",
                            "error: message rejected: it has 101 bytes, and a message at most 100",
                            "error: the room refused the message: not a member",
                            "error: not known whether the room has the message: the session ended");
        }
    }

    @Test
    void whoEndsItsSideIsAnsweredToTheEnd() throws Exception {
        try (LocalSocket _ = open(room.intake());
                Caller caller = new Caller()) {
            caller.say("one\nno end");
            caller.channel.shutdownOutput();
            assertThat(caller.answer()).isEqualTo("ok");
            assertThat(caller.answer()).isEqualTo("ok");
            assertThat(caller.answer()).isNull();
            assertThat(room.texts()).containsExactly("one", "no end");
        }
    }

    @Test
    void whatWasSaidIsSaidAlsoWhereNobodyWaitsForTheAnswer() throws Exception {
        List<String> said =
                IntStream.range(0, 300).mapToObj(i -> "message " + i).toList();
        try (LocalSocket _ = open(room.intake())) {
            for (String text : said) {
                try (Caller caller = new Caller()) {
                    caller.say(text);
                }
            }
            await().atMost(StartedProgram.PATIENCE).until(() -> room.published.size() == said.size());
            assertThat(room.texts()).containsExactlyInAnyOrderElementsOf(said);
        }
    }

    @Test
    void whatThereIsNoPlaceForWaits() throws Exception {
        room.answering = false;
        try (LocalSocket _ = open(room.intake(new UserRateLimit(1_000, 1_000), 2));
                Caller caller = new Caller()) {
            caller.say("one\ntwo\nthree\n");
            await().atMost(StartedProgram.PATIENCE).until(() -> room.open.size() == 2);
            room.open.getFirst().complete(new Receipt.Delivered(1, 1, true));
            assertThat(caller.answer()).isEqualTo("ok");
            await().atMost(StartedProgram.PATIENCE).until(() -> room.open.size() == 3);
            assertThat(room.texts()).containsExactly("one", "two", "three");
        }
    }

    @Test
    void aSocketThatWasLeftBehindIsReplacedAndOneInUseIsNot() throws Exception {
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path()));
        }
        assertThat(path()).exists();
        try (LocalSocket _ = open(room.intake())) {
            assertThatThrownBy(() -> open(room.intake()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another program listens at " + path());
            try (Caller caller = new Caller()) {
                caller.say("hello\n");
                assertThat(caller.answer()).isEqualTo("ok");
            }
        }
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Files.writeString(path(), "mine");
        assertThatThrownBy(() -> open(room.intake()))
                .isInstanceOf(IOException.class)
                .hasMessage(path() + " is there, and is no socket: give another path, or remove it");
        assertThat(path()).hasContent("mine");
    }
}
