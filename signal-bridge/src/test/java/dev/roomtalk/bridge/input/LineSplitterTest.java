package dev.roomtalk.bridge.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class LineSplitterTest {
    private final LineSplitter lines = new LineSplitter(8);

    private List<LineSplitter.Line> take(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return lines.take(bytes, bytes.length);
    }

    @Test
    void eachLineIsAMessageAndAnEmptyOneIsNone() {
        assertThat(take("one\n\ntwo\r\n\r\nthr"))
                .containsExactly(new LineSplitter.Text("one"), new LineSplitter.Text("two"));
        assertThat(take("ee")).isEmpty();
        assertThat(lines.end()).containsExactly(new LineSplitter.Text("three"));
        assertThat(lines.end()).isEmpty();
    }

    @Test
    void aLineAsLongAsAMessageMayBeIsOneAndALongerOneIsRejectedWhole() {
        assertThat(take("12345678\n12345678\r\n123456789\n🎉🎉\n🎉🎉!\nok\n"))
                .containsExactly(
                        new LineSplitter.Text("12345678"),
                        new LineSplitter.Text("12345678"),
                        new LineSplitter.Rejected(Counter.TOO_LONG, "it has 9 bytes, and a message at most 8"),
                        new LineSplitter.Text("🎉🎉"),
                        new LineSplitter.Rejected(Counter.TOO_LONG, "it has 9 bytes, and a message at most 8"),
                        new LineSplitter.Text("ok"));
    }

    @Test
    void whatIsNotUtf8IsRejectedWhole() {
        byte[] bytes = {'a', (byte) 0xff, 'b', '\n', 'c', '\n'};
        assertThat(lines.take(bytes, bytes.length))
                .containsExactly(
                        new LineSplitter.Rejected(Counter.NOT_UTF8, "line 1, byte 2 is not UTF-8"),
                        new LineSplitter.Text("c"));
    }

    @Test
    void aByteOrderMarkAtTheBeginningOfALineIsNoPartOfIt() {
        assertThat(take("\uFEFFone\r\n\uFEFF12345678\r\n\uFEFF\n\uFEFF123456789\na\uFEFFb\n"))
                .containsExactly(
                        new LineSplitter.Text("one"),
                        new LineSplitter.Text("12345678"),
                        new LineSplitter.Rejected(Counter.TOO_LONG, "it has 9 bytes, and a message at most 8"),
                        new LineSplitter.Text("a\uFEFFb"));
    }

    @Test
    void theLineThatIsNotUtf8IsNamed() {
        byte[] bytes = {'a', '\n', '\n', (byte) 0xef, (byte) 0xbb, (byte) 0xbf, 'c', (byte) 0xe4, '\n'};
        assertThat(lines.take(bytes, bytes.length))
                .containsExactly(
                        new LineSplitter.Text("a"),
                        new LineSplitter.Rejected(Counter.NOT_UTF8, "line 3, byte 5 is not UTF-8"));
    }

    @Property
    void itDoesNotMatterHowTheBytesCome(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 6) Integer> drawn,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 9) Integer> pieces) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        drawn.forEach(i -> stream.writeBytes(
                List.of("\n", "\r", "a", "ä", "🎉", "bcd", "\uFEFF").get(i).getBytes(UTF_8)));
        byte[] bytes = stream.toByteArray();
        List<LineSplitter.Line> atOnce = new ArrayList<>(lines.take(bytes, bytes.length));
        atOnce.addAll(lines.end());

        List<LineSplitter.Line> inPieces = new ArrayList<>();
        int from = 0;
        for (int piece : pieces) {
            int to = Math.min(bytes.length, from + piece);
            inPieces.addAll(lines.take(Arrays.copyOfRange(bytes, from, to), to - from));
            from = to;
        }
        inPieces.addAll(lines.take(Arrays.copyOfRange(bytes, from, bytes.length), bytes.length - from));
        inPieces.addAll(lines.end());
        assertThat(inPieces).isEqualTo(atOnce);
    }
}
