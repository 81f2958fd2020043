package dev.roomtalk.chat.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLineTest {
    @Test
    void fieldsKeepTheirOrderAndHaveNoSpaces() {
        assertThat(new JsonLine()
                        .put("room", "ops")
                        .put("sequence", 7)
                        .put("label", (String) null)
                        .put("json", true)
                        .put("after", List.of(new JsonLine().put("text", "a"), new JsonLine().put("text", "b")))
                        .put("before", List.of()))
                .hasToString(
                        "{\"room\":\"ops\",\"sequence\":7,\"label\":null,\"json\":true,\"after\":[{\"text\":\"a\"},{\"text\":\"b\"}],\"before\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0022 005c 002f|\\\"\\\\/",
                "0009 000a 000d|\\t\\n\\u000d",
                "0008 000c 0000 001b|\\u0008\\u000c\\u0000\\u001b",
                "007f 0085 009b|\\u007f\\u0085\\u009b",
                "003c 003e 0026 0027 003d|<>&'=",
                "2028 2029|\\u2028\\u2029",
                "202e 200d feff 00ad|\\u202e\\u200d\\ufeff\\u00ad",
                "5c 72 5c 62|\\\\r\\\\b",
                "1f600 e0041|😀\\udb40\\udc41",
                "d800 61 dc00|\\ud800a\\udc00",
                "e9 4f60|é你"
            })
    void whatCouldSteerATerminalIsEscaped(String codePoints, String json) {
        StringBuilder text = new StringBuilder();
        for (String hex : codePoints.split(" ", -1)) {
            text.appendCodePoint(Integer.parseInt(hex, 16));
        }
        String line = new JsonLine().put("text", text.toString()).toString();
        assertThat(line).isEqualTo("{\"text\":\"" + json + "\"}");
    }

    @Property
    void aParserGetsTheSameText(@ForAll String text) {
        JsonLine line = new JsonLine().put("text", text);
        assertThat(JsonParser.parseString(line.toString())
                        .getAsJsonObject()
                        .get("text")
                        .getAsString())
                .isEqualTo(text);
    }
}
