package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Publish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The reader of frames finds what the generated parser finds, stays within its range, and covers it without a gap. */
class FrameReaderFuzzTest {
    static Stream<byte[]> seeds() {
        Frame publish = Frame.newBuilder()
                .setPublish(Publish.newBuilder().setRoom(1).setN(7).setText(ByteString.copyFromUtf8("hello")))
                .build();
        Frame nack = Frame.newBuilder()
                .setNack(Nack.newBuilder().setRoom(300).addRanges(5).addRanges(1L << 40))
                .build();
        Frame deliver = Frame.newBuilder()
                .setDeliver(Deliver.newBuilder().setRoom(1).setText("x".repeat(200)))
                .build();
        return Stream.of(
                new byte[0],
                publish.toByteArray(),
                publish.toByteString()
                        .concat(nack.toByteString())
                        .concat(deliver.toByteString())
                        .toByteArray());
    }

    @MethodSource("seeds")
    @FuzzTest
    void aWalkCoversWhatItHasReadWithoutAGap(byte[] bytes) {
        int before = bytes.length == 0 ? 0 : Byte.toUnsignedInt(bytes[0]) % 5;
        byte[] surrounded = new byte[before + bytes.length + 5];
        Arrays.fill(surrounded, (byte) 0x0a);
        System.arraycopy(bytes, 0, surrounded, before, bytes.length);
        FrameReader reader = new FrameReader();
        reader.reset(surrounded, before, bytes.length);
        int at = before;
        List<byte[]> frames = new ArrayList<>();
        while (reader.next()) {
            assertThat(reader.start()).isEqualTo(at);
            assertThat(reader.kind()).isBetween(1, 15);
            assertThat(reader.bodyLength()).isNotNegative();
            assertThat(reader.length()).isBetween(reader.bodyLength() + 2, reader.bodyLength() + 4);
            assertThat(reader.body() + reader.bodyLength()).isEqualTo(at + reader.length());
            at += reader.length();
            assertThat(at).isLessThanOrEqualTo(before + bytes.length);
            frames.add(Arrays.copyOfRange(surrounded, reader.start(), at));
        }
        assertThat(reader.malformed()).isEqualTo(at != before + bytes.length);
        assertThat(reader.next()).isFalse();
        frames.forEach(FrameReaderFuzzTest::parserAgrees);
    }

    /** What is one frame to the reader is one field to the parser, with the same body or none that it can read. */
    private static void parserAgrees(byte[] frame) {
        FrameReader alone = new FrameReader();
        alone.reset(frame, 0, frame.length);
        assertThat(alone.next()).isTrue();
        try {
            Frame parsed = Frame.parseFrom(frame);
            boolean known = Frame.getDescriptor().findFieldByNumber(alone.kind()) != null;
            assertThat(parsed.getKindCase().getNumber()).isEqualTo(known ? alone.kind() : 0);
            assertThat(parsed.getUnknownFields().asMap().keySet()).isEqualTo(known ? Set.of() : Set.of(alone.kind()));
        } catch (InvalidProtocolBufferException e) {
            // The body is no message of its kind: whoever handles the frame finds out.
            assertThat(Frame.getDescriptor().findFieldByNumber(alone.kind())).isNotNull();
        }
    }
}
