package dev.roomtalk.chat.tui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.tui.TerminalEvent.Pasted;
import dev.roomtalk.chat.tui.TerminalEvent.Typed;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EditorTest {
    private static final TerminalEvent.Key LEFT = TerminalEvent.Key.of(KeyName.LEFT);
    private static final TerminalEvent.Key UP = TerminalEvent.Key.of(KeyName.UP);
    private static final TerminalEvent.Key DOWN = TerminalEvent.Key.of(KeyName.DOWN);
    private static final TerminalEvent.Key TAB = TerminalEvent.Key.of(KeyName.TAB);
    private static final TerminalEvent.Key BACKSPACE = TerminalEvent.Key.of(KeyName.BACKSPACE);
    private static final TerminalEvent.Key ESCAPE = TerminalEvent.Key.of(KeyName.ESCAPE);
    private static final TerminalEvent.Key ENTER = TerminalEvent.Key.of(KeyName.ENTER);

    private final List<String> typed = new ArrayList<>(List.of("first", "second thing", "third"));
    private final Editor editor = new Editor(EditorTest::complete, typed);

    private static List<Candidate> complete(String before, boolean asked) {
        int from = before.lastIndexOf(' ') + 1;
        String word = before.substring(from);
        if (!asked && !word.startsWith("@")) {
            return List.of();
        }
        return Stream.of("@alice", "@albert", "@bob")
                .filter(name -> name.startsWith(word))
                .map(name -> new Candidate(from, name, name, ""))
                .toList();
    }

    @Test
    void whatIsTypedStandsAtTheCursor() {
        type("helo");
        press(LEFT);
        type("l");
        assertThat(editor.text()).isEqualTo("hello");
        assertThat(editor.cursor()).isEqualTo(4);
    }

    @Test
    void enterIsNotItsOwnAndAltEnterBeginsALine() {
        type("one");
        assertThat(editor.on(ENTER)).isFalse();
        press(TerminalEvent.Key.of(KeyName.ENTER, TerminalEvent.Key.ALT));
        type("two");
        assertThat(editor.text()).isEqualTo("one\ntwo");
    }

    /** Issue 19: a flag, Left, Left, X, Ctrl-U. */
    @Test
    void aFlagIsOneCluster() {
        type("a");
        type("🇩🇪");
        press(LEFT);
        assertThat(editor.cursor()).isOne();
        press(LEFT);
        type("X");
        assertThat(editor.text()).isEqualTo("Xa🇩🇪");
        press(TerminalEvent.Key.ctrl('e'));
        press(BACKSPACE);
        assertThat(editor.text()).isEqualTo("Xa");
        press(TerminalEvent.Key.ctrl('u'));
        assertThat(editor.text()).isEmpty();
    }

    @Test
    void wordsAndLinesAreKilledAndYanked() {
        type("the quick brown fox");
        press(TerminalEvent.Key.ctrl('w'), TerminalEvent.Key.ctrl('w'));
        assertThat(editor.text()).isEqualTo("the quick ");
        press(TerminalEvent.Key.ctrl('a'), TerminalEvent.Key.ctrl('y'));
        assertThat(editor.text()).isEqualTo("brown foxthe quick ");
        press(
                TerminalEvent.Key.ctrl('e'),
                TerminalEvent.Key.alt('b'),
                TerminalEvent.Key.alt('b'),
                TerminalEvent.Key.ctrl('k'));
        assertThat(editor.text()).isEqualTo("brown ");
        press(TerminalEvent.Key.ctrl('y'));
        assertThat(editor.text()).isEqualTo("brown foxthe quick ");
        press(TerminalEvent.Key.alt('y'));
        assertThat(editor.text()).isEqualTo("brown brown fox");
    }

    @Test
    void editsOfSeveralLinesKeepToTheirLine() {
        editor.set("one\ntwo\nthree", 5);
        press(TerminalEvent.Key.ctrl('a'));
        assertThat(editor.cursor()).isEqualTo(4);
        press(TerminalEvent.Key.ctrl('k'));
        assertThat(editor.text()).isEqualTo("one\n\nthree");
        press(TerminalEvent.Key.ctrl('k'));
        assertThat(editor.text()).isEqualTo("one\nthree");
        press(TerminalEvent.Key.ctrl('t'));
        assertThat(editor.text()).isEqualTo("onet\nhree");
    }

    @Test
    void undoTakesBackWhatWasTypedInARow() {
        type("one");
        type(" ");
        type("t");
        type("wo");
        press(TerminalEvent.Key.ctrl('_'));
        assertThat(editor.text()).isEqualTo("one ");
        press(TerminalEvent.Key.ctrl('_'));
        assertThat(editor.text()).isEqualTo("one");
        press(TerminalEvent.Key.ctrl('_'), TerminalEvent.Key.ctrl('_'));
        assertThat(editor.text()).isEmpty();
    }

    @Test
    void upAndDownGoThroughRowsAndThenThroughWhatWasTyped() {
        type("ab\nabcdef");
        press(UP);
        assertThat(editor.cursor()).isEqualTo(2);
        press(DOWN);
        assertThat(editor.cursor()).isEqualTo(9);
        press(UP, UP);
        assertThat(editor.text()).isEqualTo("third");
        press(UP, UP, UP);
        assertThat(editor.text()).isEqualTo("first");
        press(DOWN, DOWN, DOWN);
        assertThat(editor.text()).isEqualTo("ab\nabcdef");
        assertThat(editor.on(DOWN)).isFalse();
    }

    @Test
    void ctrlRFindsWhatWasTyped() {
        type("draft");
        press(TerminalEvent.Key.ctrl('r'));
        type("i");
        assertThat(editor.searching()).isEqualTo("i");
        assertThat(editor.text()).isEqualTo("third");
        type("n");
        assertThat(editor.text()).isEqualTo("second thing");
        press(BACKSPACE, TerminalEvent.Key.ctrl('r'), TerminalEvent.Key.ctrl('r'));
        assertThat(editor.text()).isEqualTo("first");
        press(ENTER);
        assertThat(editor.searching()).isNull();
        assertThat(editor.text()).isEqualTo("first");
        press(TerminalEvent.Key.ctrl('r'));
        type("third");
        press(ESCAPE);
        assertThat(editor.text()).isEqualTo("first");
    }

    @Test
    void tabCompletesWhatIsCommonAndThenGoesThroughTheCandidates() {
        type("hi @a");
        assertThat(editor.candidates()).extracting(Candidate::shown).containsExactly("@alice", "@albert");
        press(TAB);
        assertThat(editor.text()).isEqualTo("hi @al");
        press(TAB);
        assertThat(editor.text()).isEqualTo("hi @alice");
        assertThat(editor.chosen()).isZero();
        press(TAB);
        assertThat(editor.text()).isEqualTo("hi @albert");
        press(TerminalEvent.Key.of(KeyName.TAB, TerminalEvent.Key.SHIFT));
        assertThat(editor.text()).isEqualTo("hi @alice");
        assertThat(editor.on(ESCAPE)).isTrue();
        assertThat(editor.candidates()).isEmpty();
        assertThat(editor.on(ESCAPE)).isFalse();
        type(" @b");
        press(TAB);
        assertThat(editor.text()).isEqualTo("hi @alice @bob");
        assertThat(editor.candidates()).isEmpty();
        press(TerminalEvent.Key.ctrl('_'));
        assertThat(editor.text()).isEqualTo("hi @alice @b");
    }

    @Test
    void theRowOfTheCursorIsAlwaysDrawn() {
        editor.set("0123456789", 10);
        Editor.Drawn drawn = editor.draw(6, 5, Style.PLAIN);
        assertThat(drawn.lines()).extracting(Line::text).containsExactly("01234", "56789");
        assertThat(drawn.cursorRow()).isOne();
        assertThat(drawn.cursorColumn()).isEqualTo(5);
        editor.set("a\nb\nc\nd\ne\nf", 0);
        assertThat(editor.draw(20, 3, Style.PLAIN).lines())
                .extracting(Line::text)
                .containsExactly("a", "b", "c");
        editor.set("a\nb\nc\nd\ne\nf", 11);
        drawn = editor.draw(20, 3, Style.PLAIN);
        assertThat(drawn.lines()).extracting(Line::text).containsExactly("d", "e", "f");
        assertThat(drawn.cursorRow()).isEqualTo(2);
    }

    @Test
    void aSecretIsNotShownAndNotRemembered() {
        Editor secret = Editor.secret();
        secret.on(new Typed("p🇩🇪w"));
        assertThat(secret.draw(20, 1, Style.PLAIN).lines()).containsExactly(Line.of("***", Style.PLAIN));
        secret.on(TerminalEvent.Key.ctrl('u'));
        secret.on(TerminalEvent.Key.ctrl('y'));
        secret.on(TerminalEvent.Key.ctrl('_'));
        assertThat(secret.text()).isEmpty();
    }

    @Test
    void difficultTextsAreEditedByClusterAndDrawnWithinTheirWidth() {
        Random random = new Random(1);
        for (String text : DifficultTexts.all()) {
            if (text.length() > 3000) {
                continue;
            }
            editor.set("before", 6);
            editor.on(new Pasted(text));
            for (int i = 0; i < 20; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> type("x");
                    case 1 -> press(BACKSPACE);
                    case 2 -> press(UP);
                    case 3 -> editor.on(DOWN);
                    default -> press(LEFT);
                }
                int columns = 12 + random.nextInt(60);
                Editor.Drawn drawn = editor.draw(columns, 4, Style.PLAIN);
                assertThat(drawn.cursorColumn()).isBetween(0, columns - 1);
                assertThat(drawn.lines())
                        .hasSizeBetween(1, 4)
                        .allSatisfy(line -> assertThat(line.width()).isLessThan(columns));
                Grid grid = new Grid(1, columns);
                int end = grid.put(0, 0, columns, drawn.lines().get(drawn.cursorRow()));
                assertThat(drawn.cursorColumn()).as(text).isLessThanOrEqualTo(end);
            }
            editor.set(text, text.length());
            int clusters = 0;
            while (editor.cursor() > 0) {
                int before = editor.cursor();
                press(LEFT);
                assertThat(editor.cursor()).isLessThan(before);
                clusters++;
            }
            press(TerminalEvent.Key.ctrl('_'));
            for (int i = 0; i < clusters; i++) {
                editor.on(TerminalEvent.Key.of(KeyName.RIGHT));
            }
            assertThat(editor.cursor()).isEqualTo(text.length());
        }
    }

    @Test
    void aMegabyteInOneLineIsStillEdited() {
        editor.set("", 0);
        editor.on(new Pasted("word ".repeat(200_000)));
        for (int i = 0; i < 20; i++) {
            type("x");
            editor.draw(100, 5, Style.PLAIN);
        }
        assertThat(editor.text()).endsWith("x".repeat(20));
    }

    private void type(String text) {
        assertThat(editor.on(new Typed(text))).isTrue();
    }

    private void press(TerminalEvent.Key... keys) {
        for (TerminalEvent.Key key : keys) {
            editor.on(key);
        }
    }
}
