package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Publish;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader of publishes reads nothing that the generated parser reads otherwise. */
class PublishReaderFuzzTest {
    static Stream<byte[]> seeds() {
        Publish.Builder publish = Publish.newBuilder().setRoom(300).setN(7).setAboveBase(3);
        return Stream.of(
                new byte[0],
                publish.setText(ByteString.copyFromUtf8("hello")).build().toByteArray(),
                publish.setLabel(ByteString.copyFromUtf8("cron")).build().toByteArray(),
                publish.setText(ByteString.copyFrom(new byte[] {'a', (byte) 0xff}))
                        .build()
                        .toByteArray());
    }

    @MethodSource("seeds")
    @FuzzTest
    void itAgreesWithTheParser(byte[] bytes) throws InvalidProtocolBufferException {
        PublishReader reader = new PublishReader();
        if (reader.read(bytes, 0, bytes.length)) {
            Publish parsed = Publish.parseFrom(bytes);
            assertThat(reader.room()).isEqualTo(parsed.getRoom());
            assertThat(reader.n()).isEqualTo(parsed.getN());
            assertThat(reader.aboveBase()).isEqualTo(parsed.getAboveBase());
            assertThat(reader.textBytes()).isEqualTo(parsed.getText().size());
            assertText(reader.text(), parsed.getText());
            assertText(reader.label(), parsed.getLabel());
        }
    }

    private static void assertText(@Nullable String read, ByteString parsed) {
        assertThat(read).isEqualTo(parsed.isValidUtf8() ? parsed.toStringUtf8() : null);
    }
}
