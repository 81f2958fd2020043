package dev.roomtalk.wire;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A name of a room or a user, or a label, that keeps the rules of PROTOCOL.md.
 *
 * @param display as people see it: NFKC, without spaces around it, single spaces within
 * @param key what makes it unique: the display form without regard to case and variation selectors
 */
public record Name(String display, String key) {
    /** The longest room name, in code points. */
    public static final int MAX_ROOM = 64;

    /** The longest user name, in code points. */
    public static final int MAX_USER = 32;

    /** The longest label, in code points. */
    public static final int MAX_LABEL = 64;

    private static final int OGHAM_SPACE_MARK = 0x1680;

    /** Letters, marks and one symbol that are drawn as nothing: with them two names could look alike. */
    private static final String INVISIBLE = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

    /** They choose how the character before them is drawn (text or emoji), and make no other name. */
    private static final Pattern VARIATION_SELECTOR =
            Pattern.compile("[\\x{180b}-\\x{180d}\\x{180f}\\x{fe00}-\\x{fe0f}\\x{e0100}-\\x{e01ef}]");

    /**
     * A selector between a character and its accent chooses nothing, and hides from normalisation, and so from the
     * mapping of case, in which order the marks stand.
     */
    private static final Pattern VARIATION_SELECTOR_BEFORE_MARK =
            Pattern.compile(VARIATION_SELECTOR + "(?=[\\p{Mn}\\p{Mc}])");

    private static final Pattern SPACE_AROUND = Pattern.compile("^ +| +$");

    private static final Pattern SPACES = Pattern.compile(" {2,}");

    /** What {@link #parse} found. */
    public sealed interface Parsed {}

    public record Valid(Name name) implements Parsed {}

    /** @param sentence for people: what is wrong, where, and what would be right */
    public record Invalid(String sentence) implements Parsed {}

    public static Parsed room(String text) {
        return parse("a room name", text, MAX_ROOM);
    }

    public static Parsed user(String text) {
        return parse("a user name", text, MAX_USER);
    }

    public static Parsed label(String text) {
        return parse("a label", text, MAX_LABEL);
    }

    private static Parsed parse(String what, String text, int longest) {
        // Bounds the work before normalisation, which can lengthen a text eighteenfold; no character that NFKC
        // composes has parts of more code units.
        if (text.length() > 8 * longest) {
            return tooLong(what, longest, text);
        }
        int position = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            position++;
            if (!allowed(c)) {
                return new Invalid("%s may not contain %s (character %d)".formatted(what, describe(c), position));
            }
            i += Character.charCount(c);
        }
        // NFKC makes every other allowed space U+0020, and brings no character that is not allowed.
        String normal = Normalizer.normalize(text, Normalizer.Form.NFKC);
        String display = withoutExtraSpace(Normalizer.normalize(
                VARIATION_SELECTOR_BEFORE_MARK.matcher(normal).replaceAll(""), Normalizer.Form.NFKC));
        if (display.codePointCount(0, display.length()) > longest) {
            return tooLong(what, longest, display);
        }
        String key = key(display);
        if (key.isEmpty()) {
            return new Invalid(what + " has at least one character that can be seen");
        }
        return new Valid(new Name(display, key));
    }

    private static Invalid tooLong(String what, int longest, String text) {
        int length = text.codePointCount(0, text.length());
        return new Invalid(what + " has at most " + longest + " characters; this one has " + length);
    }

    /**
     * Decomposed first, so that case is mapped in the order of the marks (Unicode 3.13, D145); then lower, upper,
     * lower: no single pair brings both spellings of ß together with ss.
     */
    private static String key(String display) {
        String folded = Normalizer.normalize(VARIATION_SELECTOR.matcher(display).replaceAll(""), Normalizer.Form.NFD)
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return withoutExtraSpace(Normalizer.normalize(folded, Normalizer.Form.NFKC));
    }

    private static String withoutExtraSpace(String text) {
        return SPACES.matcher(SPACE_AROUND.matcher(text).replaceAll("")).replaceAll(" ");
    }

    private static boolean allowed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // The one space that NFKC leaves as it is; some fonts draw it as a dash.
            case Character.SPACE_SEPARATOR -> c != OGHAM_SPACE_MARK;
            default -> INVISIBLE.indexOf(c) < 0;
        };
    }

    private static String describe(int c) {
        String name = Character.getName(c);
        return "U+%04X%s".formatted(c, name == null ? "" : " " + name);
    }
}
