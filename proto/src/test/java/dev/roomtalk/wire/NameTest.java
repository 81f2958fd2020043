package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NameTest {
    /** All of the planes with characters; of the others, which are unassigned or private, a sample. */
    private static final int[] CODE_POINTS = IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
            .filter(c -> c < 0x40000 || c >> 12 == 0xe0 || c % 97 == 0)
            .toArray();

    /** Characters that one rule or another looks at, and ordinary ones. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.frequencyOf(
                        Tuple.of(6, Arbitraries.chars().range('!', '~').map(String::valueOf)),
                        Tuple.of(
                                3,
                                Arbitraries.of(
                                        " ", "ß", "ẞ", "ss", "Σ", "ς", "σ", "İ", "ı", "i\u0307", "ﬁ", "Ａ", "é",
                                        "e\u0301", "ᾳ", "ΑΙ", "\u0345", "Ǆ", "ǅ", "\ufe0f", "❤", "𝕳", "𐐀", "\u00a0",
                                        "\ufdfa", "Ϊ́", "ΐ")),
                        Tuple.of(
                                1,
                                Arbitraries.integers()
                                        .between(0, Character.MAX_CODE_POINT)
                                        .map(Character::toString)))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5000)
    void whatIsTakenKeepsTheRules(@ForAll("texts") String text) {
        if (!(Name.room(text) instanceof Name.Valid(Name name))) {
            return;
        }
        assertThat(Normalizer.isNormalized(name.display(), Normalizer.Form.NFKC))
                .isTrue();
        assertThat(Normalizer.isNormalized(name.key(), Normalizer.Form.NFKC)).isTrue();
        assertThat(name.display().codePointCount(0, name.display().length())).isBetween(1, Name.MAX_ROOM);
        assertThat(name.key()).isNotBlank();
        assertThat(name.display()).doesNotStartWith(" ").doesNotEndWith(" ");
        assertThat(name.display().codePoints())
                .allMatch(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT);
    }

    @Property(tries = 5000)
    void aDisplayFormIsTakenAsItIs(@ForAll("texts") String text) {
        if (Name.room(text) instanceof Name.Valid(Name name)) {
            assertThat(Name.room(name.display())).isEqualTo(new Name.Valid(name));
        }
    }

    @Property(tries = 5000)
    void theKeyHasNoRegardToCase(@ForAll("texts") String text) {
        if (Name.room(text) instanceof Name.Valid(Name name)) {
            String parts = Normalizer.normalize(name.display(), Normalizer.Form.NFD);
            for (String other :
                    new String[] {parts.toUpperCase(Locale.ROOT), parts.toLowerCase(Locale.ROOT), parts, name.key()}) {
                if (Name.room(other) instanceof Name.Valid(Name changed)) {
                    assertThat(changed.key()).as("%s of %s", other, text).isEqualTo(name.key());
                }
            }
        }
    }

    @Test
    void theKeyOfEveryCharacterHasNoRegardToCase() {
        for (int c : CODE_POINTS) {
            String text = Character.toString(c);
            if (Name.room(text) instanceof Name.Valid(Name name)) {
                for (String other : new String[] {
                    text.toUpperCase(Locale.ROOT),
                    text.toLowerCase(Locale.ROOT),
                    Character.toString(Character.toTitleCase(c)),
                    name.key()
                }) {
                    assertThat(valid(other).key()).as("U+%04X", c).isEqualTo(name.key());
                }
            }
        }
    }

    @Test
    void everyCharacterIsTakenOrNamed() {
        for (int c : CODE_POINTS) {
            switch (Name.room("a" + Character.toString(c) + "b")) {
                case Name.Invalid(String sentence) ->
                    assertThat(sentence)
                            .startsWith("a room name may not contain U+%04X".formatted(c))
                            .endsWith(" (character 2)");
                // NFKC brings nothing that would have been refused: what is taken is taken again.
                case Name.Valid(Name name) ->
                    assertThat(Name.room(name.display())).as("U+%04X", c).isEqualTo(new Name.Valid(name));
            }
        }
    }

    @Test
    void aCharacterThatIsComposedHasPartsOfAtMostEightCodeUnits() {
        // What Name relies on when it bounds the length of a text before it is normalised.
        for (int c : CODE_POINTS) {
            String text = Character.toString(c);
            String parts = Normalizer.normalize(text, Normalizer.Form.NFD);
            if (Normalizer.normalize(parts, Normalizer.Form.NFKC).equals(text)) {
                assertThat(parts.length()).as("U+%04X", c).isLessThanOrEqualTo(8);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0000, NULL",
        "0007, BEL",
        "0009, CHARACTER TABULATION",
        "000A, LINE FEED (LF)",
        "000D, CARRIAGE RETURN (CR)",
        "001B, ESCAPE",
        "007F, DELETE",
        "0085, NEXT LINE (NEL)",
        "009B, CONTROL SEQUENCE INTRODUCER",
        "00AD, SOFT HYPHEN",
        "061C, ARABIC LETTER MARK",
        "200B, ZERO WIDTH SPACE",
        "200D, ZERO WIDTH JOINER",
        "200E, LEFT-TO-RIGHT MARK",
        "200F, RIGHT-TO-LEFT MARK",
        "202A, LEFT-TO-RIGHT EMBEDDING",
        "202B, RIGHT-TO-LEFT EMBEDDING",
        "202C, POP DIRECTIONAL FORMATTING",
        "202D, LEFT-TO-RIGHT OVERRIDE",
        "202E, RIGHT-TO-LEFT OVERRIDE",
        "2028, LINE SEPARATOR",
        "2029, PARAGRAPH SEPARATOR",
        "2066, LEFT-TO-RIGHT ISOLATE",
        "2067, RIGHT-TO-LEFT ISOLATE",
        "2068, FIRST STRONG ISOLATE",
        "2069, POP DIRECTIONAL ISOLATE",
        "FEFF, ZERO WIDTH NO-BREAK SPACE",
        "1680, OGHAM SPACE MARK",
        "3164, HANGUL FILLER",
        "FFA0, HALFWIDTH HANGUL FILLER",
        "2800, BRAILLE PATTERN BLANK",
        "034F, COMBINING GRAPHEME JOINER",
        "E000, PRIVATE USE AREA E000",
        "D800, HIGH SURROGATES D800",
        "E0041, TAG LATIN CAPITAL LETTER A",
        "10FFFD, SUPPLEMENTARY PRIVATE USE AREA B 10FFFD",
    })
    void theOffendingCharacterIsNamed(String hex, String character) {
        String offender = Character.toString(Integer.parseInt(hex, 16));
        for (String text : new String[] {"ab" + offender, "ab" + offender + "c" + offender}) {
            assertThat(invalid(Name.user(text)))
                    .isEqualTo("a user name may not contain U+%s %s (character 3)".formatted(hex, character));
        }
    }

    @Test
    void anUnassignedCharacterIsNamedByItsNumber() {
        assertThat(invalid(Name.label("\uffff"))).isEqualTo("a label may not contain U+FFFF (character 1)");
    }

    @Test
    void theOffendingCharacterIsCountedInTheTextAsItWasGiven() {
        assertThat(invalid(Name.room("  \ufb01\ud83d\ude00e\u0301\u001b")))
                .isEqualTo("a room name may not contain U+001B ESCAPE (character 7)");
    }

    @Test
    void aNameIsNormalised() {
        assertThat(valid("Ｒｏｏｍ　ﬁ ①").display()).isEqualTo("Room fi 1");
        assertThat(valid("Cafe\u0301").display()).isEqualTo("Caf\u00e9");
        assertThat(valid("\u1112\u1161\u11ab").display()).isEqualTo("한");
        assertThat(valid("a\u2003b\u00a0c").display()).isEqualTo("a b c");
    }

    @Test
    void spacesAroundANameAreNoPartOfIt() {
        assertThat(valid("  \u3000my room\u00a0 ")).isEqualTo(new Name("my room", "my room"));
    }

    @Test
    void namesThatDifferInCaseAloneHaveOneKey() {
        assertThat(valid("LOBBY").key()).isEqualTo(valid("lobby").key()).isEqualTo("lobby");
        assertThat(valid("Straße").key())
                .isEqualTo(valid("STRASSE").key())
                .isEqualTo(valid("STRAẞE").key())
                .isEqualTo("strasse");
        assertThat(valid("ὈΔΥΣΣΕΎΣ").key()).isEqualTo(valid("ὀδυσσεύς").key());
        assertThat(valid("\ud801\udc00").key())
                .isEqualTo(valid("\ud801\udc28").key())
                .isEqualTo("\ud801\udc28");
        assertThat(valid("LOBBY").display()).isEqualTo("LOBBY");
    }

    @Test
    void theKeyDoesNotDependOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));
            assertThat(valid("TITLE").key()).isEqualTo("title");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aVariationSelectorMakesNoOtherName() {
        assertThat(valid("I \u2764\ufe0f NY").display()).isEqualTo("I \u2764\ufe0f NY");
        assertThat(valid("I \u2764\ufe0f NY").key())
                .isEqualTo(valid("i \u2764 ny").key());
        assertThat(valid("a\ud840\udc00\udb40\udd00 \ufe0f").key()).isEqualTo("a\ud840\udc00");
    }

    @Test
    void aVariationSelectorDoesNotHideTheOrderOfMarks() {
        Name name = valid("\u1fb3\ufe0f\u0300");
        assertThat(name.display()).isEqualTo("\u1fb2");
        assertThat(valid(Normalizer.normalize(name.display(), Normalizer.Form.NFD)
                                .toUpperCase(Locale.ROOT))
                        .key())
                .isEqualTo(name.key());
        // The emoji of a key has its selector before an enclosing mark.
        assertThat(valid("1\ufe0f\u20e3").display()).isEqualTo("1\ufe0f\u20e3");
    }

    @Test
    void oneSpaceStaysOfSeveral() {
        assertThat(valid(" my \u3000 room").display()).isEqualTo("my room");
        assertThat(valid("my \ufe0f room").key()).isEqualTo("my room");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "   ", "\u00a0\u3000", "\ufe0f", " \ufe0f \ufe00 "})
    void aNameCanBeSeen(String text) {
        assertThat(invalid(Name.user(text))).isEqualTo("a user name has at least one character that can be seen");
    }

    @Test
    void lengthsAreCountedInCharacters() {
        assertLongest("x");
        assertLongest("é");
        assertLongest("\ud83d\ude00");
        // Four parts that become one character.
        assertLongest("\u03b1\u0313\u0300\u0345");
    }

    private static void assertLongest(String character) {
        assertThat(Name.room(character.repeat(64))).isInstanceOf(Name.Valid.class);
        assertThat(Name.label(character.repeat(64))).isInstanceOf(Name.Valid.class);
        assertThat(Name.user(character.repeat(32))).isInstanceOf(Name.Valid.class);
        assertThat(invalid(Name.room(character.repeat(65))))
                .startsWith("a room name has at most 64 characters; this one has ");
        assertThat(invalid(Name.label(character.repeat(65))))
                .startsWith("a label has at most 64 characters; this one has ");
        assertThat(invalid(Name.user(character.repeat(33))))
                .startsWith("a user name has at most 32 characters; this one has ");
    }

    @Test
    void aRefusalSaysHowLongTheNameIs() {
        assertThat(invalid(Name.user("x".repeat(33)))).endsWith("this one has 33");
        assertThat(invalid(Name.user("\ud83d\ude00".repeat(33)))).endsWith("this one has 33");
        assertThat(invalid(Name.user("\ud83d\ude00".repeat(5000)))).endsWith("this one has 5000");
        assertThat(invalid(Name.user("e\u0301".repeat(33)))).endsWith("this one has 33");
    }

    @Test
    void aCharacterThatNormalisationLengthensCountsAsWhatItBecomes() {
        // U+FDFA becomes 18 characters.
        assertThat(valid("\ufdfa".repeat(3)).display()).hasSize(54);
        assertThat(invalid(Name.room("\ufdfa".repeat(4))))
                .isEqualTo("a room name has at most 64 characters; this one has 72");
        assertThat(valid("\ufdfa").display()).isEqualTo("صلى الله عليه وسلم");
    }

    @Test
    void aLabelOfTheBridgeIsTaken() {
        assertThat(Name.label("alice/4711 \"backup.sh\"")).isInstanceOf(Name.Valid.class);
    }

    private static Name valid(String text) {
        assertThat(Name.room(text)).isInstanceOf(Name.Valid.class);
        return ((Name.Valid) Name.room(text)).name();
    }

    private static String invalid(Name.Parsed parsed) {
        assertThat(parsed).isInstanceOf(Name.Invalid.class);
        return ((Name.Invalid) parsed).sentence();
    }
}
