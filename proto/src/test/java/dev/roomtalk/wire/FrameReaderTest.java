package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.ServerMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final HexFormat HEX = HexFormat.of();

    private final FrameReader reader = new FrameReader();

    /** A frame as read: its field number and where it stands. */
    private record Read(int kind, int start, int body, int end) {}

    private record Walk(List<Read> frames, boolean malformed) {}

    @Provide
    Arbitrary<List<Frame>> frames() {
        return Frames.any().list().ofMaxSize(12);
    }

    /** Bytes that are frames more often than chance would make them. */
    @Provide
    Arbitrary<byte[]> nearlyFrames() {
        Arbitrary<Byte> small = Arbitraries.bytes().between((byte) 0, (byte) 12);
        Arbitrary<Byte> tag = Arbitraries.integers().between(0, 15).map(kind -> (byte) ((kind << 3) | 2));
        return Arbitraries.frequencyOf(Tuple.of(4, small), Tuple.of(3, tag), Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(60);
    }

    @Property
    void findsEveryFrameOfAConcatenation(
            @ForAll("frames") List<Frame> frames, @ForAll @IntRange(max = 40) int before, @ForAll byte fill)
            throws InvalidProtocolBufferException {
        byte[] plaintext = Frames.plaintext(frames);
        byte[] bytes = surrounded(plaintext, before, fill);

        reader.reset(bytes, before, plaintext.length);

        for (Frame frame : frames) {
            assertThat(reader.next()).isTrue();
            assertThat(Frame.parseFrom(slice(bytes, reader.start(), reader.length())))
                    .isEqualTo(frame);
            assertThat(reader.kind()).isEqualTo(frame.getKindCase().getNumber());
            assertThat(slice(bytes, reader.body(), reader.bodyLength())).isEqualTo(body(frame));
        }
        assertThat(reader.next()).isFalse();
        assertThat(reader.malformed()).isFalse();
        assertThat(reader.next()).isFalse();
    }

    @Property(tries = 100)
    void findsTheWholeFramesOfATruncatedConcatenation(@ForAll("frames") List<Frame> frames) {
        byte[] plaintext = Frames.plaintext(frames);
        Walk whole = walk(plaintext, 0, plaintext.length);
        List<Integer> ends = whole.frames().stream().map(Read::end).toList();
        for (int length = 0; length <= plaintext.length; length++) {
            int cut = length;
            Walk walk = walk(plaintext, 0, cut);
            assertThat(walk.frames())
                    .isEqualTo(
                            whole.frames().stream().filter(f -> f.end() <= cut).toList());
            assertThat(walk.malformed()).isEqualTo(cut > 0 && !ends.contains(cut));
        }
    }

    @Property
    void agreesWithANaiveReaderOnRandomBytes(@ForAll byte[] bytes) {
        assertThat(walk(bytes, 0, bytes.length)).isEqualTo(naive(bytes));
    }

    @Property(tries = 5000)
    void agreesWithANaiveReaderOnBytesThatAreNearlyFrames(@ForAll("nearlyFrames") byte[] bytes) {
        assertThat(walk(bytes, 0, bytes.length)).isEqualTo(naive(bytes));
    }

    @Property(tries = 5000)
    void looksAtNothingOutsideItsRange(
            @ForAll("nearlyFrames") byte[] bytes, @ForAll @IntRange(max = 40) int before, @ForAll byte fill) {
        Walk inside = walk(surrounded(bytes, before, fill), before, bytes.length);
        assertThat(inside.malformed()).isEqualTo(naive(bytes).malformed());
        assertThat(inside.frames())
                .isEqualTo(naive(bytes).frames().stream()
                        .map(f -> new Read(f.kind(), f.start() + before, f.body() + before, f.end() + before))
                        .toList());
    }

    @Test
    void agreesWithANaiveReaderAfterEveryChangeOfAByte() {
        byte[] plaintext = HEX.parseHex("0a0708011001220141420308ff01");
        Random random = new Random(4242);
        for (int i = 0; i < plaintext.length; i++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = plaintext.clone();
                changed[i] = (byte) value;
                assertThat(walk(changed, 0, changed.length)).isEqualTo(naive(changed));
                changed[random.nextInt(changed.length)] ^= (byte) random.nextInt(256);
                assertThat(walk(changed, 0, changed.length)).isEqualTo(naive(changed));
            }
        }
    }

    @Test
    void refusesWhatIsNoFrame() {
        assertMalformed("0a", "a tag and no length");
        assertMalformed("0a80", "a length that goes on behind the end");
        assertMalformed("0a01", "a body shorter than its length");
        assertMalformed("0200", "field number 0");
        assertMalformed("0800", "wire type 0, a varint");
        assertMalformed("090000000000000000", "wire type 1, 8 bytes");
        assertMalformed("0b0c", "wire types 3 and 4, a group");
        assertMalformed("0d00000000", "wire type 5, 4 bytes");
        assertMalformed("820100", "field number 16, whose tag has 2 bytes");
        assertMalformed("0a80808000", "a length of 4 bytes");
        assertMalformed("0affffffff0f", "a length of -1");
    }

    @Test
    void keepsTheFramesBeforeWhatIsNoFrame() {
        Walk walk = walk(HEX.parseHex("42020801" + "4a00" + "ff"), 0, 7);
        assertThat(walk.frames()).containsExactly(new Read(8, 0, 2, 4), new Read(9, 4, 6, 6));
        assertThat(walk.malformed()).isTrue();
    }

    @Test
    void passesOverKindsThatItDoesNotKnow() {
        Walk walk = walk(HEX.parseHex("7a03aabbcc" + "4200"), 0, 7);
        assertThat(walk.frames()).containsExactly(new Read(15, 0, 2, 5), new Read(8, 5, 7, 7));
        assertThat(walk.malformed()).isFalse();
    }

    @Test
    void takesALengthThatIsLongerThanItNeedsToBe() {
        assertThat(walk(HEX.parseHex("0a818000" + "55"), 0, 5).frames()).containsExactly(new Read(1, 0, 4, 5));
    }

    @Test
    void readsLengthsOfUpToThreeBytes() {
        for (int length : new int[] {0, 127, 128, 16_383, 16_384, Protocol.MAX_CONTROL, (1 << 21) - 1}) {
            byte[] bytes = new byte[4 + length];
            bytes[0] = 0x0a;
            bytes[1] = (byte) ((length & 0x7f) | 0x80);
            bytes[2] = (byte) (((length >> 7) & 0x7f) | 0x80);
            bytes[3] = (byte) (length >> 14);
            assertThat(walk(bytes, 0, bytes.length)).isEqualTo(new Walk(List.of(new Read(1, 0, 4, 4 + length)), false));
        }
    }

    @Test
    void refusesARangeThatIsNotWithinTheArray() {
        assertThatThrownBy(() -> reader.reset(new byte[4], 2, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> reader.reset(new byte[4], -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> reader.reset(new byte[4], 2, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> reader.reset(new byte[4], Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void beginsAfreshAfterSomethingMalformed() {
        assertThat(walk(HEX.parseHex("ff"), 0, 1).malformed()).isTrue();
        assertThat(walk(HEX.parseHex("4200"), 0, 2)).isEqualTo(new Walk(List.of(new Read(8, 0, 2, 2)), false));
    }

    @Test
    void everyKindOfFrameHasAOneByteTag() {
        for (FieldDescriptor kind : Frame.getDescriptor().getFields()) {
            assertThat(kind.getNumber()).as(kind.getName()).isBetween(1, 15);
            assertThat(kind.getType()).as(kind.getName()).isEqualTo(FieldDescriptor.Type.MESSAGE);
            assertThat(kind.getRealContainingOneof()).as(kind.getName()).isNotNull();
        }
        assertThat(ClientMessage.FRAME_FIELD_NUMBER).isEqualTo(15);
        assertThat(ServerMessage.FRAME_FIELD_NUMBER).isEqualTo(15);
    }

    @Test
    void everyFieldInsideAFrameHasAOneByteTag() {
        for (FieldDescriptor kind : Frame.getDescriptor().getFields()) {
            for (FieldDescriptor field : kind.getMessageType().getFields()) {
                assertThat(field.getNumber()).as(field.getFullName()).isBetween(1, 15);
            }
        }
    }

    private void assertMalformed(String hex, String what) {
        byte[] bytes = HEX.parseHex(hex);
        assertThat(walk(bytes, 0, bytes.length)).as(what).isEqualTo(new Walk(List.of(), true));
    }

    private Walk walk(byte[] bytes, int offset, int length) {
        List<Read> frames = new ArrayList<>();
        reader.reset(bytes, offset, length);
        while (reader.next()) {
            assertThat(reader.body()).isBetween(reader.start() + 2, offset + length);
            assertThat(reader.start() + reader.length()).isEqualTo(reader.body() + reader.bodyLength());
            frames.add(new Read(reader.kind(), reader.start(), reader.body(), reader.body() + reader.bodyLength()));
        }
        return new Walk(frames, reader.malformed());
    }

    /**
     * The rules of PROTOCOL.md once more, by another way: the length is read from at most 3 bytes as one little number.
     */
    private static Walk naive(byte[] bytes) {
        List<Read> frames = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int tag = Byte.toUnsignedInt(bytes[at]);
            int kind = tag / 8;
            if (tag % 8 != 2 || kind < 1 || kind > 15) {
                return new Walk(frames, true);
            }
            int lengthBytes = 1;
            while (lengthBytes <= 3 && at + lengthBytes < bytes.length && bytes[at + lengthBytes] < 0) {
                lengthBytes++;
            }
            if (lengthBytes > 3 || at + lengthBytes >= bytes.length) {
                return new Walk(frames, true);
            }
            int length = 0;
            for (int i = lengthBytes; i >= 1; i--) {
                length = length * 128 + Byte.toUnsignedInt(bytes[at + i]) % 128;
            }
            int body = at + 1 + lengthBytes;
            if (body + length > bytes.length) {
                return new Walk(frames, true);
            }
            frames.add(new Read(kind, at, body, body + length));
            at = body + length;
        }
        return new Walk(frames, false);
    }

    private static byte[] surrounded(byte[] inner, int before, byte fill) {
        byte[] bytes = new byte[before + inner.length + 40];
        Arrays.fill(bytes, fill);
        System.arraycopy(inner, 0, bytes, before, inner.length);
        return bytes;
    }

    private static byte[] slice(byte[] bytes, int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private static byte[] body(Frame frame) {
        return frame.getAllFields().values().stream()
                .map(message -> ((MessageLite) message).toByteArray())
                .findFirst()
                .orElseThrow();
    }
}
