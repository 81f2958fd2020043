package dev.roomtalk.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bucket of a server in a process of its own. */
class BucketStoreTest extends BlobStoreContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();
    private static S3Proxy server;

    private BucketSettings settings;

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        server = S3Proxy.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    void prepare() throws IOException {
        String name = "files-" + BUCKETS.incrementAndGet();
        server.make(name);
        settings = new BucketSettings(name, server.endpoint(), "us-east-1", server.credentials());
    }

    @Override
    BlobStore opened() throws IOException {
        return BucketStore.open(settings, this::now);
    }

    private void assertRefused(String bucket, Path credentials, String sentence) {
        assertThatThrownBy(() -> {
                    BucketSettings wrong =
                            new BucketSettings(bucket, settings.endpoint(), settings.region(), credentials);
                    BucketStore.open(wrong, InstantSource.system()).records();
                })
                .isInstanceOf(IOException.class)
                .hasMessage(sentence);
    }

    @Test
    void whatIsWrongIsSaidInOneSentence(@TempDir Path directory) throws IOException {
        String there = " at " + settings.endpoint() + " refuses a request: ";
        assertRefused("no-such", settings.credentials(), "the bucket no-such" + there + "NoSuchBucket");
        assertRefused(
                settings.bucket(),
                server.credentials("who", "wrong"),
                "the bucket " + settings.bucket() + there + "SignatureDoesNotMatch");
        Path none = directory.resolve("none");
        assertRefused(settings.bucket(), none, "file-credentials-file: " + none + " cannot be read");
        assertRefused(
                settings.bucket(),
                null,
                "file-bucket: its keys are missing: give file-credentials-file, or AWS_ACCESS_KEY_ID and"
                        + " AWS_SECRET_ACCESS_KEY in the environment");
    }

    @Test
    void aServerThatIsAwayIsSaidSoAndNothingIsLost() throws IOException {
        BlobStore store = opened();
        FileRecord begun = begun(BucketStore.PART + 4);
        BlobStore.Draft draft = store.draft(begun.id());
        draft.write(ByteBuffer.allocate(BucketStore.PART));
        server.goAway();
        try {
            assertThatThrownBy(() -> draft.write(ByteBuffer.allocate(BucketStore.PART)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(BucketRefusedException.class)
                    .hasMessage("the bucket " + settings.bucket() + " at " + settings.endpoint()
                            + " cannot be reached: Connection refused");
            draft.close();
        } finally {
            server.comeBack();
        }
        try (BlobStore.Draft again = store.draft(begun.id())) {
            assertThat(again.size()).isEqualTo(BucketStore.PART);
            again.write(ByteBuffer.allocate(4));
            again.finish(begun.whole(HASH, 5));
        }
        assertThat(store.records()).containsExactly(begun.whole(HASH, 5));
    }

    @Test
    void ofWhatWasRemovedWhileItWasSentNothingStays() throws IOException {
        BlobStore store = opened();
        FileRecord begun = begun(BucketStore.PART + 4);
        try (BlobStore.Draft draft = store.draft(begun.id())) {
            store.remove(begun.id());
            draft.write(ByteBuffer.allocate(BucketStore.PART + 4));
            assertThatThrownBy(() -> draft.finish(begun.whole(HASH, 5))).hasMessageContaining("it was removed");
        }
        assertThat(server.objects(settings.bucket())).isEmpty();
    }
}
