package dev.roomtalk.server.store;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The words of a text, as they are indexed and looked for.
 *
 * <p>A word is a run of letters and digits, without regard to case, accents and compatibility forms: {@code Größe},
 * {@code GRÖSSE} and {@code grosse} are one. Scripts that put no spaces between words (Chinese, Japanese, Korean, Thai,
 * Lao, Khmer, Burmese) and emoji have a word for each character, so that any part of a run of them is found as a
 * phrase. Everything else separates words.
 *
 * <p>A Korean syllable is the letters that it is made of, one word: so it is the same whether it was composed or not,
 * and begins with its first letters. Letters that stand alone, as in ㅋㅋㅋ and ㅠㅠ, are words each.
 */
public final class Words {
    private static final int FIRST_ACCENT = 0x300;
    private static final int LAST_ACCENT = 0x36f;
    private static final int PROLONGED_SOUND_MARK = 0x30fc;

    private final String text;
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private int runStart;
    private int runEnd;
    /** The run is of a script whose characters are words. */
    private boolean alone;

    /**
     * A word, and where it stands.
     *
     * @param start in UTF-16 code units of the text
     * @param end behind its last
     */
    public record Word(String word, int start, int end) {}

    private enum Kind {
        /** Makes a word together with its neighbours. */
        JOINED,
        /** Makes a word by itself. */
        ALONE,
        /** Belongs to what is before it. */
        MARK,
        /** A letter of a Korean syllable that follows another one; without that it makes a word by itself. */
        JAMO,
        SEPARATOR
    }

    private Words(String text) {
        this.text = text;
    }

    /** In the order of the text. */
    public static List<Word> of(String text) {
        return new Words(text).split();
    }

    /** The words with single spaces between them: what a tokenizer that knows only ASCII splits in the same way. */
    public static String spaced(String text) {
        StringJoiner spaced = new StringJoiner(" ");
        of(text).forEach(word -> spaced.add(word.word));
        return spaced.toString();
    }

    private List<Word> split() {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            int end = i + Character.charCount(c);
            if (c < 0x80) {
                take(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c, i, end);
            } else if (ignored(c)) {
                runEnd = end;
            } else if (isLoneJamo(c)) {
                int start = i;
                finish();
                folded(c).codePoints().filter(f -> !ignored(f)).forEach(f -> add(f, start, end));
                finish();
            } else {
                int start = i;
                folded(c).codePoints().filter(f -> !ignored(f)).forEach(f -> take(f, start, end));
            }
            i = end;
        }
        finish();
        return words;
    }

    /**
     * Whether it is a Korean letter as a keyboard gives it, which is no part of a syllable: the compatibility letters,
     * and those of half width.
     */
    private static boolean isLoneJamo(int c) {
        return (c >= 0x3131 && c <= 0x318e) || (c >= 0xffa1 && c <= 0xffdc);
    }

    /** Whether it begins a syllable that is written in its letters. */
    private static boolean isLeading(int c) {
        return (c >= 0x1100 && c <= 0x115e) || (c >= 0xa960 && c <= 0xa97c);
    }

    private static boolean isVowel(int c) {
        return (c >= 0x1161 && c <= 0x11a7) || (c >= 0xd7b0 && c <= 0xd7c6);
    }

    private static boolean isTrailing(int c) {
        return (c >= 0x11a8 && c <= 0x11ff) || (c >= 0xd7cb && c <= 0xd7fb);
    }

    /** Whether this Korean letter goes on with the syllable that the run is. */
    private boolean goesOn(int c) {
        int last = run.isEmpty() ? 0 : run.codePointBefore(run.length());
        return (isVowel(c) && isLeading(last)) || (isTrailing(c) && isVowel(last));
    }

    /** Accents, what chooses how a character is drawn, and what is not drawn at all. */
    private static boolean ignored(int c) {
        return (c >= FIRST_ACCENT && c <= LAST_ACCENT)
                || c == 0x115f
                || c == 0x1160
                || c == 0x3164
                || c == 0xffa0
                || (c >= 0xfe00 && c <= 0xfe0f)
                || (c >= 0xe0100 && c <= 0xe01ef)
                || (c >= 0x180b && c <= 0x180f)
                || Character.isEmojiModifier(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.ENCLOSING_MARK;
    }

    private static String folded(int c) {
        return Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private void take(int c, int start, int end) {
        switch (kind(c)) {
            case JOINED -> {
                if (alone) {
                    finish();
                }
                append(c, start, end);
            }
            case ALONE -> {
                finish();
                add(c, start, end);
            }
            case MARK -> {
                if (!run.isEmpty()) {
                    append(c, start, end);
                }
            }
            case JAMO -> {
                if (!goesOn(c)) {
                    finish();
                }
                add(c, start, end);
            }
            case SEPARATOR -> finish();
        }
    }

    private static Kind kind(int c) {
        if (c < 0x80) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? Kind.JOINED : Kind.SEPARATOR;
        }
        if (c == PROLONGED_SOUND_MARK || (Character.isEmoji(c) && c > 0xff)) {
            return Kind.ALONE;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> Kind.MARK;
            // Some are ideographs: 〇.
            case Character.OTHER_NUMBER, Character.LETTER_NUMBER -> ofLetter(c);
            default -> Character.isLetterOrDigit(c) ? ofLetter(c) : Kind.SEPARATOR;
        };
    }

    private static Kind ofLetter(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> Kind.ALONE;
            // A syllable has come apart into its letters: the first begins it.
            case HANGUL -> isVowel(c) || isTrailing(c) ? Kind.JAMO : Kind.ALONE;
            // The closing mark, which is of no script.
            default -> c == 0x3006 ? Kind.ALONE : Kind.JOINED;
        };
    }

    /** The next character of a word that is made by itself. */
    private void add(int c, int start, int end) {
        append(c, start, end);
        alone = true;
    }

    private void append(int c, int start, int end) {
        if (run.isEmpty()) {
            runStart = start;
        }
        run.appendCodePoint(c);
        runEnd = end;
    }

    private void finish() {
        if (!run.isEmpty()) {
            words.add(new Word(run.toString(), runStart, runEnd));
            run.setLength(0);
        }
        alone = false;
    }
}
