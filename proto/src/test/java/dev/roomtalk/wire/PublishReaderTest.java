package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Publish;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublishReaderTest {
    private final PublishReader reader = new PublishReader();

    @Provide
    Arbitrary<Publish> publishes() {
        Arbitrary<ByteString> texts = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(200).map(ByteString::copyFromUtf8),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(12).map(ByteString::copyFrom));
        return Combinators.combine(
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        Arbitraries.integers(),
                        texts,
                        texts,
                        Arbitraries.integers(),
                        Arbitraries.longs(),
                        Arbitraries.longs())
                .as((room, n, above, text, label, kind, epoch, target) -> Publish.newBuilder()
                        .setRoom(room)
                        .setN(n)
                        .setAboveBase(above)
                        .setText(text)
                        .setLabel(label)
                        .setKindValue(kind)
                        .setTargetEpoch(epoch)
                        .setTarget(target)
                        .build());
    }

    /** Bytes that are a publish more often than chance would make them. */
    @Provide
    Arbitrary<byte[]> nearlyPublishes() {
        Arbitrary<Byte> small = Arbitraries.bytes().between((byte) 0, (byte) 6);
        Arbitrary<Byte> tag = Arbitraries.of(
                (byte) 0x08, (byte) 0x10, (byte) 0x18, (byte) 0x22, (byte) 0x2a, (byte) 0x30, (byte) 0x38, (byte) 0x40);
        return Arbitraries.frequencyOf(Tuple.of(4, small), Tuple.of(4, tag), Tuple.of(1, Arbitraries.bytes()))
                .array(byte[].class)
                .ofMaxSize(40);
    }

    @Property
    void readsWhatTheGeneratedClassWrites(@ForAll("publishes") Publish publish) {
        byte[] body = publish.toByteArray();
        byte[] bytes = new byte[body.length + 10];
        Arrays.fill(bytes, (byte) 0x08);
        System.arraycopy(body, 0, bytes, 5, body.length);
        assertThat(reader.read(bytes, 5, body.length)).isTrue();
        assertIs(publish);
    }

    @Property
    void readsNothingThatTheGeneratedClassReadsOtherwise(@ForAll("nearlyPublishes") byte[] bytes)
            throws InvalidProtocolBufferException {
        if (reader.read(bytes, 0, bytes.length)) {
            assertIs(Publish.parseFrom(bytes));
        }
    }

    private void assertIs(Publish publish) {
        assertThat(reader.room()).isEqualTo(publish.getRoom());
        assertThat(reader.n()).isEqualTo(publish.getN());
        assertThat(reader.aboveBase()).isEqualTo(publish.getAboveBase());
        assertThat(reader.textBytes()).isEqualTo(publish.getText().size());
        assertText(reader.text(), publish.getText());
        assertText(reader.label(), publish.getLabel());
        assertThat(reader.kind()).isEqualTo(publish.getKindValue());
        assertThat(reader.targetEpoch()).isEqualTo(publish.getTargetEpoch());
        assertThat(reader.target()).isEqualTo(publish.getTarget());
    }

    private static void assertText(@Nullable String read, ByteString written) {
        if (written.isValidUtf8()) {
            assertThat(read).isEqualTo(written.toStringUtf8());
        } else {
            assertThat(read).isNull();
        }
    }

    @Test
    void leavesToTheGeneratedClassWhatItDoesNotKnow() {
        for (String hex : new String[] {"08", "0801480a", "2205616263", "0affffffffffffffffffff01", "0000", "880001"}) {
            byte[] bytes = HexFormat.of().parseHex(hex);
            assertThat(reader.read(bytes, 0, bytes.length)).as(hex).isFalse();
        }
    }
}
