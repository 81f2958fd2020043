package dev.roomtalk.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.server.store.RoomId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of files does. */
abstract class BlobStoreContract {
    static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private static final int STEP = 100_000;

    private final Random random = new Random(7);
    private final byte[] content = new byte[5_000_003];
    private Duration later = Duration.ZERO;
    private BlobStore store;

    /** Makes the place where the store of one test is. */
    void prepare() throws IOException {}

    /** Opens the store with what is in it, beside those that are open. */
    abstract BlobStore opened() throws IOException;

    /** The machine's clock, or a later time. */
    Instant now() {
        return Instant.now().plus(later);
    }

    @BeforeEach
    void open() throws IOException {
        random.nextBytes(content);
        prepare();
        store = opened();
    }

    FileRecord begun(long size) throws IOException {
        FileRecord record = new FileRecord(
                FileId.random(random),
                new RoomId(3),
                7,
                "alice",
                "a report ä.pdf",
                size,
                "application/pdf",
                "aa",
                1,
                "");
        store.begin(record);
        return record;
    }

    private static void write(BlobStore.Draft draft, byte[] content, int from, int to) throws IOException {
        for (int at = from; at < to; at += STEP) {
            draft.write(ByteBuffer.wrap(content, at, Math.min(STEP, to - at)));
        }
    }

    private FileRecord whole(byte[] bytes) throws IOException {
        FileRecord record = begun(bytes.length);
        try (BlobStore.Draft draft = store.draft(record.id())) {
            write(draft, bytes, 0, bytes.length);
            FileRecord whole = record.whole(HASH, 5);
            draft.finish(whole);
            return whole;
        }
    }

    private static byte[] read(BlobStore store, FileRecord file, int offset) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size() + 1);
        try (BlobStore.Source source = store.read(file, offset)) {
            while (source.read(all) >= 0) {
                // Until it is over.
            }
        }
        return Arrays.copyOf(all.array(), all.position());
    }

    @Test
    void whatIsWholeIsReadFromAnyPlaceByAnyNode() throws IOException {
        FileRecord whole = whole(content);
        BlobStore other = opened();
        assertThat(other.records()).containsExactly(whole);
        assertThat(other.record(whole.id())).isEqualTo(whole);
        for (int offset : new int[] {0, 1, BucketStore.PART, BucketStore.PART + 1, 5_000_002, 5_000_003}) {
            assertThat(read(other, whole, offset)).isEqualTo(Arrays.copyOfRange(content, offset, content.length));
        }
    }

    @Test
    void anEmptyContentIsOneToo() throws IOException {
        FileRecord whole = whole(new byte[0]);
        assertThat(store.records()).containsExactly(whole);
        assertThat(read(store, whole, 0)).isEmpty();
    }

    @Test
    void whatWasInterruptedGoesOnFromWhatIsThere() throws IOException {
        FileRecord begun = begun(content.length);
        int there = 0;
        // Killed: nothing is closed.
        write(store.draft(begun.id()), content, 0, 4_500_000);
        for (int round = 0; round < 2; round++) {
            store = opened();
            assertThat(store.record(begun.id())).isEqualTo(begun);
            try (BlobStore.Draft draft = store.draft(begun.id())) {
                assertThat(draft.size()).isBetween((long) Math.max(1, there), (long) content.length);
                there = (int) draft.size();
                ByteBuffer read = ByteBuffer.allocate(content.length + 1);
                while (draft.read(read) >= 0) {
                    // Until it is over.
                }
                assertThat(Arrays.copyOf(read.array(), read.position())).isEqualTo(Arrays.copyOf(content, there));
                write(draft, content, there, content.length);
                if (round == 1) {
                    draft.finish(begun.whole(HASH, 5));
                }
            }
        }
        assertThat(store.records()).containsExactly(begun.whole(HASH, 5));
        assertThat(read(store, begun, 0)).isEqualTo(content);
    }

    @Test
    void whatIsRemovedIsGone() throws IOException {
        FileRecord whole = whole(content);
        FileRecord begun = begun(10);
        store.remove(whole.id());
        store.remove(begun.id());
        store.remove(begun.id());
        assertThat(store.records()).isEmpty();
        assertThat(store.record(whole.id())).isNull();
        assertThatThrownBy(() -> read(store, whole, 0)).isInstanceOf(IOException.class);
    }

    @Test
    void whatNobodyGoesOnWithIsGivenUpAfterADay() throws IOException {
        FileRecord begun = begun(content.length);
        FileRecord whole = whole(new byte[] {1});
        later = Duration.ofHours(23);
        assertThat(store.records()).containsExactlyInAnyOrder(begun, whole);
        later = Duration.ofHours(25);
        assertThat(store.records()).containsExactly(whole);
        assertThat(store.record(begun.id())).isNull();
    }
}
