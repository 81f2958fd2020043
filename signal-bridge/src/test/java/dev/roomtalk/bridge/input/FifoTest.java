package dev.roomtalk.bridge.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.bridge.StartedProgram;
import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.client.Receipt;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FifoTest {
    @TempDir
    private Path directory;

    private final POSIX posix = POSIXFactory.getNativePOSIX();
    private final Users users = new Users();
    private final RecordingRoom room = new RecordingRoom();

    private Path path() {
        return directory.resolve("ops");
    }

    private Fifo open() throws IOException {
        return Fifo.open(path(), posix, users, room.intake(), 4_000);
    }

    private void write(String text) throws IOException {
        try (OutputStream out = new FileOutputStream(path().toFile())) {
            out.write(text.getBytes(UTF_8));
        }
    }

    private void awaitTexts(String... texts) {
        await().atMost(StartedProgram.PATIENCE).until(() -> room.published.size() >= texts.length);
        assertThat(room.texts()).containsExactly(texts);
    }

    @Test
    void eachLineIsAMessageOfTheUserThatThePipeIsFor() throws Exception {
        try (Fifo _ = open()) {
            assertThat(Files.getPosixFilePermissions(path())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            write("disk full 🎉\nsecond\n");
            awaitTexts("disk full 🎉", "second");
            assertThat(room.published.getFirst().label()).isEqualTo(System.getProperty("user.name") + "/ops");
            assertThat(room.published.getFirst().uid()).isEqualTo(users.own());
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void aLineWithoutAnEndEndsWithItsWriter() throws Exception {
        try (Fifo _ = open()) {
            write("no end");
            awaitTexts("no end");
            write("another");
            awaitTexts("no end", "another");
        }
    }

    @Test
    void nothingIsLostBetweenManyWriters() throws Exception {
        List<String> said =
                IntStream.range(0, 500).mapToObj(i -> "message " + i).toList();
        try (Fifo _ = open()) {
            for (String text : said) {
                write(text + "\n");
            }
            awaitTexts(said.toArray(String[]::new));
        }
    }

    @Test
    void writersWaitWhileThereIsNoPlace() throws Exception {
        room.answering = false;
        try (Fifo _ = Fifo.open(path(), posix, users, room.intake(new UserRateLimit(1_000, 1_000), 2), 4_000)) {
            write("one\ntwo\nthree\n");
            awaitTexts("one", "two");
            room.open.getFirst().complete(new Receipt.Delivered(1, 1, true));
            awaitTexts("one", "two", "three");
            assertThat(room.counters.get(Counter.QUEUE_FULL)).isZero();
        }
    }

    @Test
    void whereOthersMayWriteNobodyIsNamed() throws Exception {
        posix.mkfifo(path().toString(), 0600);
        posix.chmod(path().toString(), 0622);
        try (Fifo _ = open()) {
            write("hello\n");
            awaitTexts("hello");
            assertThat(room.published.getFirst().label()).isEqualTo("anyone/ops");
        }
        assertThat(path()).exists();
    }

    private static long descriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    private void remove() throws IOException {
        Files.delete(path());
    }

    /** Until its new pipe is heard: who opens it for writing waits for that. */
    private void make() {
        assertThat(posix.mkfifo(path().toString(), 0600)).isZero();
    }

    @Test
    void aPipeThatWasRemovedAndMadeAgainIsHeardAgain() throws Exception {
        try (Fifo _ = open()) {
            write("before\n");
            awaitTexts("before");
            long open = descriptors();
            for (int i = 1; i <= 3; i++) {
                remove();
                make();
                write("after " + i + "\n");
                int heard = i + 1;
                await().atMost(StartedProgram.PATIENCE).until(() -> room.published.size() >= heard);
            }
            assertThat(room.texts()).containsExactly("before", "after 1", "after 2", "after 3");
            await().atMost(StartedProgram.PATIENCE).until(() -> descriptors() <= open + 1);
        }
    }

    @Test
    void whereAPipeWasRemovedNoFileIsMade() throws Exception {
        try (Fifo _ = open()) {
            try (OutputStream out = new FileOutputStream(path().toFile())) {
                remove();
                out.write("said to the old one\n".getBytes(UTF_8));
            }
            awaitTexts("said to the old one");
            // Its last writer has gone, which is when it opens its own way in again.
            make();
            write("said to the new one\n");
            awaitTexts("said to the old one", "said to the new one");
            remove();
            assertThat(path()).doesNotExist();
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void whatSomebodyStillWritesToTheOldPipeIsHeardToo() throws Exception {
        try (Fifo _ = open();
                OutputStream old = new FileOutputStream(path().toFile())) {
            old.write("one\n".getBytes(UTF_8));
            awaitTexts("one");
            remove();
            make();
            write("two\n");
            awaitTexts("one", "two");
            old.write("three\n".getBytes(UTF_8));
            awaitTexts("one", "two", "three");
        }
    }

    @Test
    void anotherFileOfItsNameIsLeftAlone() throws Exception {
        try (Fifo _ = open()) {
            remove();
            Files.writeString(path(), "mine");
        }
        assertThat(path()).hasContent("mine");
    }

    @Test
    void aFileThatIsNoPipeIsLeftAlone() throws Exception {
        Files.writeString(path(), "mine");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage(path() + " is there, and is no named pipe: give another path, or remove it");
        assertThat(path()).hasContent("mine");
    }

    @Test
    void aDirectoryThatIsNotThereIsNamed() {
        Path gone = directory.resolve("gone/ops");
        assertThatThrownBy(() -> Fifo.open(gone, posix, users, room.intake(), 4_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the named pipe " + gone + " cannot be made");
    }
}
