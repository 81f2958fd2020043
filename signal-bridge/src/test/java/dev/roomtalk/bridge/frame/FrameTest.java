package dev.roomtalk.bridge.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The framed dialect's frames and replies, byte for byte. */
final class FrameTest {
    @Test
    void isWhatTheDocumentSays() {
        byte[] text = "hé".getBytes(StandardCharsets.UTF_8);
        assertThat(HexFormat.of()
                        .formatHex(Frame.of(0x0102030405060708L, text, 1, 2).encode()))
                .startsWith("21" + "0102030405060708" + "0003" + "0001" + "0002" + "c3a9")
                .hasSize(2 * (Frame.HEADER + 2 + Frame.CHECKSUM));
        // The checksum of "123456789" that every description of CRC-32C gives.
        assertThat(Frame.checksum("123456789".getBytes(StandardCharsets.US_ASCII), 9))
                .isEqualTo(0xE3069283);
    }

    @Property(tries = 200)
    void comesBackWhole(
            @ForAll long id, @ForAll @Size(max = 300) byte[] text, @ForAll @IntRange(max = 300) int offset) {
        Frame frame = Frame.of(id, text, Math.min(offset, text.length), 128);
        Frame back = Objects.requireNonNull(Frame.decode(frame.encode()));
        assertThat(back.id()).isEqualTo(id);
        assertThat(back.length()).isEqualTo(text.length);
        byte[] whole = new byte[text.length];
        back.copyTo(whole);
        int from = back.offset();
        assertThat(Arrays.copyOfRange(whole, from, from + back.count()))
                .isEqualTo(Arrays.copyOfRange(text, from, from + back.count()));
    }

    @Property(tries = 200)
    void isNoneWhenABitIsWrongOrAByteIsMissing(
            @ForAll @Size(min = 1, max = 60) byte[] text, @ForAll @IntRange(max = 9999) int at) {
        byte[] bytes = Frame.of(42, text, 0, text.length).encode();
        for (int length = 0; length < bytes.length; length++) {
            assertThat(Frame.decode(Arrays.copyOf(bytes, length))).isNull();
        }
        bytes[at / 8 % bytes.length] ^= (byte) (1 << (at & 7));
        assertThat(Frame.decode(bytes)).isNull();
    }

    @ParameterizedTest
    @EnumSource(Reply.Kind.class)
    void aReplyBelongsToOneMessage(Reply.Kind kind) {
        Reply reply = new Reply(kind, 4_000);
        byte[] bytes = reply.encode(77);
        assertThat(Reply.decode(77, bytes)).isEqualTo(reply);
        assertThat(Reply.decode(78, bytes)).isNull();
        for (int bit = 0; bit < 8 * Reply.BYTES; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
            assertThat(Reply.decode(77, damaged)).isNull();
        }
        assertThat(Reply.decode(77, FastWords.replied(FastWords.reply(reply, 77))))
                .isEqualTo(reply);
    }

    @Property(tries = 300)
    void noTextInAnyDialectBeginsAFrame(
            @ForAll @Size(min = 1, max = 40) String text, @ForAll @IntRange(max = 2) int before) {
        byte[] bytes = text.replace("\0", "").getBytes(StandardCharsets.UTF_8);
        for (Dialect dialect : Dialect.ALL) {
            FrameReader reader = new FrameReader(frame -> null);
            List<Signal> signals =
                    new ArrayList<>(dialect.signals("é".repeat(before).getBytes(StandardCharsets.UTF_8)));
            signals.addAll(dialect.signals(bytes));
            for (Signal signal : signals) {
                // While it is searching it answers everything with USR2.
                assertThat(reader.accept(signal)).as(dialect.name()).isEqualTo(Signal.USR2);
            }
        }
    }
}
