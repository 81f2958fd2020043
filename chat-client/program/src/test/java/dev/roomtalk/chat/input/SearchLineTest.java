package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.client.Search;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchLineTest {
    private static Search parse(String text) {
        return SearchLine.parse(text, Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    }

    @Test
    void keysSayWhoseWhereAndWhen() {
        Search search = parse("red from:alice \"the build\" in:#ops IN:dev until:2026-11-01 since:30d bro*");
        assertThat(search.words()).isEqualTo("red \"the build\" bro*");
        assertThat(search.author()).isEqualTo("alice");
        assertThat(search.places()).isEqualTo(List.of(Search.Place.all("ops"), Search.Place.all("dev")));
        assertThat(search.before()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(search.from()).isEqualTo("2026-10-22T12:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "from:\"Bob Smith\" rain|rain|Bob Smith",
                "from:alice||alice",
                "http://example.org:80/a|http://example.org:80/a|",
                "error: id:42 10:30|error: id:42 10:30|",
                "\"from:alice\"|\"from:alice\"|",
                "\"never closed|\"never closed|",
                "\"begin of\"* x|\"begin of\"* x|",
                "caf\u00e9 \u6771\u4eac|caf\u00e9 \u6771\u4eac|",
            })
    void everythingElseIsText(String typed, String words, String author) {
        Search search = parse(typed);
        assertThat(search.words()).isEqualTo(words == null ? "" : words);
        assertThat(search.author()).isEqualTo(author);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rain form:alice|did you mean from:?",
                "rain form:alice|\"form:alice\"",
                "rain befor:2026-11-01|did you mean before:?",
                "rain untill:2h|did you mean until:?",
                "rain room:ops|did you mean in:?",
                "rain from: alice|from:alice",
                "rain before: 2h|before:2026-11-01",
                "rain before:tomorrow|'tomorrow' is not a time",
                "rain from:a from:b|twice",
                "in:ops|nothing to search for",
            })
    void whatIsWrongIsSaidWithWhatWouldBeRight(String typed, String sentence) {
        assertThatThrownBy(() -> parse(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "*", ":", "a:", ":a", "\"\"\"", "from", "in:", "\u0000", "x:\""})
    void nothingThatIsTypedIsAFault(String typed) {
        try {
            assertThat(parse(typed).words()).isNotEmpty();
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("needs a value right after it");
        }
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsSaidToBeReversed() {
        assertThatThrownBy(() -> parse("rain since:2026-11-02 until:2026-11-01"))
                .hasMessageContaining("the range is reversed");
        // One that is empty is not reversed.
        assertThat(parse("rain after:2026-11-01 before:2026-11-01").from()).isEqualTo("2026-11-01T00:00:00Z");
    }
}
