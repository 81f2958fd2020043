package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Refusal;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.SharedFile;
import dev.roomtalk.server.files.S3Proxy;
import dev.roomtalk.server.settings.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose files are in a bucket. */
class BucketNodeTest {
    private static final byte[] CONTENT = "a report".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private Node node(S3Proxy bucket, String name) throws IOException {
        return TestNode.plain(
                directory.resolve("data"),
                Setting.FILE_BUCKET,
                name,
                Setting.FILE_ENDPOINT,
                bucket.endpoint(),
                Setting.FILE_CREDENTIALS_FILE,
                bucket.credentials());
    }

    @Test
    void whereItIsAwayFilesWaitForItAndEverythingElseGoesOn() throws IOException {
        try (S3Proxy bucket = S3Proxy.start(directory.resolve("s3"))) {
            bucket.make("files");
            assertThatThrownBy(() -> node(bucket, "no-such"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("file-bucket: the bucket no-such at " + bucket.endpoint()
                            + " refuses a request: NoSuchBucket");
            bucket.goAway();
            try (Node node = node(bucket, "files");
                    TestClient alice = TestClient.welcomed(node, "alice")) {
                alice.create("hall");
                Refusal refusal = TestTransfer.offer(alice, "hall", CONTENT, ByteString.EMPTY)
                        .getRefusal();
                assertThat(refusal.getReason()).isEqualTo(RefusalReason.SERVER_FULL);
                assertThat(refusal.getSentence())
                        .isEqualTo("the server cannot keep or read files now: its disk or bucket is full, or cannot be"
                                + " used");
                bucket.comeBack();
                SharedFile sent = TestTransfer.send(node, alice, "hall", CONTENT);
                assertThat(TestTransfer.get(node, alice, "hall", sent)).isEqualTo(CONTENT);
            }
        }
    }
}
