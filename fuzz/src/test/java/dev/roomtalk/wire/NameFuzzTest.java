package dev.roomtalk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.server.names.Looks;
import dev.roomtalk.server.names.NamePolicy;
import dev.roomtalk.server.names.NewNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A text is a name that keeps the rules of PROTOCOL.md, and stays the same name when it is read again; or it is refused
 * with a sentence that can be shown.
 */
class NameFuzzTest {
    static Stream<byte[]> seeds() {
        return Stream.of(
                        "alice",
                        " Ops  room ",
                        "stra\u00dfe",
                        "\u0130stanbul",
                        "\u212bngstr\u00f6m",
                        "\ufdfa",
                        "\u03a3\u03af\u03c2",
                        "\u2764\ufe0f\u0301",
                        "\ud83d\udc69\u200d\ud83d\ude80",
                        "a\u0345\u0301\ufe0f\u0327",
                        "root/4711 \"init\"",
                        "12:03 bob (operator)",
                        "l\u00b7l \u00b7 x",
                        "\u0430lice\u043e",
                        "\u001b[2J",
                        "x".repeat(65))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aNameStaysTheSameNameHoweverOftenItIsRead(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        check(text, Name::room, Name.MAX_ROOM);
        check(text, Name::label, Name.MAX_LABEL);
        Name user = check(text, Name::user, Name.MAX_USER);
        if (user != null) {
            checkNew(user);
        }
    }

    private static @Nullable Name check(String text, Function<String, Name.Parsed> parse, int longest) {
        return switch (parse.apply(text)) {
            case Name.Invalid(String sentence) -> {
                assertThat(sentence.codePoints().noneMatch(VisibleText::steers))
                        .as(sentence)
                        .isTrue();
                assertThat(sentence.length()).isLessThan(200);
                yield null;
            }
            case Name.Valid(Name name) -> {
                String display = name.display();
                assertThat(display.codePointCount(0, display.length())).isBetween(1, longest);
                assertThat(display).isEqualTo(display.strip()).doesNotContain("  ");
                assertThat(display.codePoints().noneMatch(VisibleText::steers))
                        .as(display)
                        .isTrue();
                assertThat(name.key()).isNotEmpty();
                assertThat(parse.apply(display)).isEqualTo(new Name.Valid(name));
                sameKey(name, parse.apply(name.key()));
                sameKey(name, parse.apply(display.toUpperCase(Locale.ROOT)));
                sameKey(name, parse.apply(display.toLowerCase(Locale.ROOT)));
                yield name;
            }
        };
    }

    /** Mapping of case may make a name longer than a name may be. */
    private static void sameKey(Name name, Name.Parsed other) {
        if (other instanceof Name.Valid(Name valid)) {
            assertThat(valid.key()).isEqualTo(name.key());
        }
    }

    private static void checkNew(Name name) {
        String any = NewNames.refusalOfUser(name, NamePolicy.ANY);
        String distinct = NewNames.refusalOfUser(name, NamePolicy.DISTINCT);
        String restricted = NewNames.refusalOfUser(name, NamePolicy.RESTRICTED);
        assertThat(distinct).isEqualTo(any);
        if (any != null) {
            assertThat(restricted).isEqualTo(any);
            assertThat(any.codePoints().noneMatch(VisibleText::steers)).as(any).isTrue();
        }
        Set<String> looks = Looks.of(name);
        assertThat(looks).isNotEmpty();
        if (Name.user(name.key()) instanceof Name.Valid(Name folded)) {
            assertThat(Looks.of(folded)).containsAnyElementsOf(looks);
        }
    }
}
