package dev.roomtalk.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.store.RoomId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, and the directory that keeps them. */
class SharedFilesTest {
    private static final RoomId ROOM = new RoomId(3);
    private static final RoomId OTHER = new RoomId(4);
    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path directory;

    private final Random random = new Random(5);
    private FileLimits limits = new FileLimits(1000, 300_000, 400_000, 500_000, 0, 10);
    private SharedFiles files;

    @BeforeEach
    void open() throws IOException {
        files = opened();
    }

    private SharedFiles opened() throws IOException {
        SharedFiles opened =
                new SharedFiles(DirectoryStore.open(directory, InstantSource.fixed(NOW)), true, () -> limits, random);
        opened.look();
        return opened;
    }

    private static SharedFiles.Offer offer(RoomId room, long user, long size, String key) {
        return new SharedFiles.Offer(room, user, "user " + user, "report.pdf", size, "application/pdf", key);
    }

    private SharedFiles.Outcome offer(RoomId room, long user, long size) throws IOException {
        return files.offer(offer(room, user, size, ""), 1);
    }

    private FileRecord taken(String key) throws IOException {
        return ((SharedFiles.Taken) files.offer(offer(ROOM, 7, 4, key), 1)).record();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private FileRecord whole() throws IOException {
        FileRecord begun = taken("");
        try (BlobStore.Draft draft = files.draft(begun.id())) {
            draft.write(bytes("test"));
            return files.finish(begun, draft, HASH, 5);
        }
    }

    @Test
    void whatIsWholeIsFoundInItsRoomAloneAlsoAfterAStart() throws IOException {
        FileRecord whole = whole();
        for (SharedFiles each : List.of(files, opened())) {
            assertThat(each.find(ROOM, whole.id())).isEqualTo(whole);
            assertThat(each.find(OTHER, whole.id())).isNull();
            ByteBuffer read = ByteBuffer.allocate(10);
            try (BlobStore.Source source = each.read(whole, 1)) {
                assertThat(source.read(read)).isEqualTo(3);
            }
            assertThat(read.flip()).isEqualTo(bytes("est"));
        }
    }

    @Test
    void whatWasBegunGoesOnUnderItsIdAlsoAfterAStart() throws IOException {
        FileRecord begun = taken("aa");
        try (BlobStore.Draft draft = files.draft(begun.id())) {
            draft.write(bytes("te"));
        }
        files = opened();
        assertThat(files.find(ROOM, begun.id())).isNull();
        assertThat(taken("bb").id()).isNotEqualTo(begun.id());
        FileRecord again = taken("aa");
        assertThat(again).isEqualTo(begun);
        try (BlobStore.Draft draft = files.draft(again.id())) {
            assertThat(draft.size()).isEqualTo(2);
            draft.write(bytes("st"));
            files.finish(again, draft, HASH, 5);
        }
        ByteBuffer read = ByteBuffer.allocate(10);
        try (BlobStore.Source source = files.read(again, 0)) {
            assertThat(source.read(read)).isEqualTo(4);
        }
        assertThat(read.flip()).isEqualTo(bytes("test"));
    }

    /** The server was killed after the record had its hash, and before the content had its name. */
    @Test
    void whatWasNotNamedYetIsNotWhole() throws IOException {
        FileRecord whole = whole();
        Files.move(directory.resolve(whole.id() + ".content"), directory.resolve(whole.id() + ".part"));
        files = opened();
        assertThat(files.find(ROOM, whole.id())).isNull();
        try (BlobStore.Draft draft = files.draft(whole.id())) {
            assertThat(draft.size()).isEqualTo(4);
        }
    }

    @Test
    void anotherNodeFindsWhatThisOneHasTaken() throws IOException {
        SharedFiles other = opened();
        FileRecord whole = whole();
        assertThat(other.find(ROOM, whole.id())).isEqualTo(whole);
    }

    @Test
    void anotherNodeGoesOnWithWhatThisOneHasBegun() throws IOException {
        SharedFiles other = opened();
        FileRecord begun = taken("aa");
        assertThat(other.offer(offer(ROOM, 7, 4, "aa"), 2_000)).isEqualTo(new SharedFiles.Taken(begun));
    }

    @Test
    void whatIsTooMuchIsRefusedInOneSentence() throws IOException {
        assertThat(offer(ROOM, 7, 2000))
                .isEqualTo(new SharedFiles.TooMuch(true, "a file here has at most 1.0 kB; this one has 2.0 kB"));
        // A file counts for 64 KiB at least.
        for (int i = 0; i < 4; i++) {
            assertThat(offer(ROOM, 7, 1000)).isInstanceOf(SharedFiles.Taken.class);
        }
        assertThat(sentence(offer(ROOM, 7, 1000))).startsWith("your files take 262 kB of the 300 kB");
        assertThat(offer(ROOM, 8, 1)).isInstanceOf(SharedFiles.Taken.class);
        assertThat(offer(ROOM, 8, 1)).isInstanceOf(SharedFiles.Taken.class);
        assertThat(sentence(offer(ROOM, 9, 1))).startsWith("the files of this room take 393 kB of the 400 kB");
        assertThat(offer(OTHER, 9, 1)).isInstanceOf(SharedFiles.Taken.class);
        assertThat(sentence(offer(OTHER, 9, 1))).startsWith("the files of this server take 459 kB of the 500 kB");
        files.removeIf(file -> file.userId() == 7);
        assertThat(offer(ROOM, 7, 1000)).isInstanceOf(SharedFiles.Taken.class);
    }

    private static String sentence(SharedFiles.Outcome outcome) {
        return ((SharedFiles.TooMuch) outcome).sentence();
    }

    @Test
    void whatIsRemovedLeavesNothing() throws IOException {
        FileRecord whole = whole();
        taken("aa");
        files.removeIf(file -> file.room().equals(ROOM));
        assertThat(files.find(ROOM, whole.id())).isNull();
        assertThat(names()).isEmpty();
    }

    @Test
    void whatNobodyGoesOnWithIsGivenUpAfterADay() throws IOException {
        FileRecord begun = taken("aa");
        Path part = directory.resolve(begun.id() + ".part");
        Files.setLastModifiedTime(part, FileTime.from(NOW.minusSeconds(23 * 3600)));
        files.look();
        assertThat(taken("aa")).isEqualTo(begun);
        Files.setLastModifiedTime(part, FileTime.from(NOW.minusSeconds(25 * 3600)));
        files.look();
        assertThat(names()).isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(Path::toString).toList();
        }
    }
}
