package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Property
    void aTextIsAsLongAsItsBytes(@ForAll String text) {
        assertEncoded(text);
    }

    @Property
    void whatWasEncodedIsDecoded(@ForAll String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.decode(bytes, 0, bytes.length)).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void halvesOfPairsAreOneByteAndPairsFour() {
        for (String text : new String[] {"", "a", "ä", "€", "😀", "\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00x"}) {
            assertEncoded(text);
        }
    }

    private static void assertEncoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.length(text)).isEqualTo(bytes.length);
        byte[] out = new byte[bytes.length + 1];
        assertThat(Utf8.encode(text, out, 1)).isEqualTo(out.length);
        assertThat(Arrays.copyOfRange(out, 1, out.length)).isEqualTo(bytes);
    }

    @Test
    void aReplacementThatWasWrittenIsText() {
        byte[] written = "a\ufffdb".getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.decode(written, 0, written.length)).isEqualTo("a\ufffdb");
        assertThat(Utf8.decode(new byte[] {'a', (byte) 0xff, 'b'}, 0, 3)).isNull();
        // Overlong, half of a pair, cut.
        assertThat(Utf8.decode(new byte[] {(byte) 0xc0, (byte) 0x80}, 0, 2)).isNull();
        assertThat(Utf8.decode(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}, 0, 3))
                .isNull();
        assertThat(Utf8.decode(written, 0, 3)).isNull();
    }
}
