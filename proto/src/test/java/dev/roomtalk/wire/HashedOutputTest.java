package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashedOutputTest {
    @Test
    void allKindsOfBytesAreHashedAndHandedOn() throws IOException {
        byte[] bytes = new byte[10_000];
        new Random(3).nextBytes(bytes);
        ByteString whole = ByteString.copyFrom(bytes);
        ByteString buffer = UnsafeByteOperations.unsafeWrap(
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        for (ByteString each : List.of(whole, buffer, whole.substring(0, 5_000).concat(whole.substring(5_000)))) {
            ByteBuffer came = ByteBuffer.allocate(bytes.length);
            MessageDigest hash = Pin.newSha256();
            UnsafeByteOperations.unsafeWriteTo(each, new HashedOutput(hash, came::put));
            assertThat(came.array()).isEqualTo(bytes);
            assertThat(hash.digest()).isEqualTo(Pin.sha256(bytes));
        }
    }
}
