package dev.roomtalk.chat.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.console.MarkedText.Piece;
import dev.roomtalk.client.Search.Stretch;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkedTextTest {
    private static List<List<Piece>> lines(String text, Stretch... matches) {
        return MarkedText.lines(text, List.of(matches));
    }

    @Test
    void marksWhatWasFoundOverTheLines() {
        assertThat(lines("a rain\nin ops\n", new Stretch(2, 9)))
                .containsExactly(
                        List.of(new Piece("a ", false), new Piece("rain", true)),
                        List.of(new Piece("in", true), new Piece(" ops", false)));
    }

    @Test
    void whatIsFoundIsAsSafeToPrintAsEverythingElse() {
        assertThat(lines("\u001B[31mrain\u202E", new Stretch(5, 9)))
                .containsExactly(
                        List.of(new Piece("␛[31m", false), new Piece("rain", true), new Piece("\\u{202E}", false)));
    }

    @Test
    void anEmojiIsNotTornApart() {
        assertThat(lines("👩\u200d🚀!", new Stretch(0, 2)))
                .containsExactly(List.of(new Piece("👩\u200d🚀", true), new Piece("!", false)));
    }

    @Test
    void aTextWithoutAMatchIsOnePiece() {
        assertThat(lines("rain")).containsExactly(List.of(new Piece("rain", false)));
        assertThat(lines("")).hasSize(1);
    }
}
