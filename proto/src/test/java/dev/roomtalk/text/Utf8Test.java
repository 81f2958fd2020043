package dev.roomtalk.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {
    @ParameterizedTest
    @CsvSource({
        // Latin-1, a byte alone, a character cut off, one that is written too long, a surrogate, beyond the last one.
        "61 0a 67 72 fc 6e, 'line 2, byte 3 is not UTF-8'",
        "80, 'line 1, byte 1 is not UTF-8'",
        "61 e3 81, 'line 1, byte 2 is not UTF-8'",
        "61 e3 81 0a, 'line 1, byte 2 is not UTF-8'",
        "c0 af, 'line 1, byte 1 is not UTF-8'",
        "0a 0a ed a0 80, 'line 3, byte 1 is not UTF-8'",
        "61 0d 0a f5 80 80 80, 'line 2, byte 1 is not UTF-8'",
    })
    void whatIsNotUtf8IsRefusedByItsPlace(String hex, String sentence, @TempDir Path directory) throws IOException {
        byte[] bytes = bytes(hex);
        assertThatThrownBy(() -> Utf8.text(bytes))
                .isInstanceOf(NotUtf8Exception.class)
                .hasMessage(sentence);
        assertThatThrownBy(() -> Utf8.lines(bytes)).hasMessage(sentence);
        Path file = Files.write(directory.resolve("file"), bytes);
        assertThatThrownBy(() -> Utf8.lines(file)).hasMessage(sentence);
        Utf8Lines stream = new Utf8Lines(new ByteArrayInputStream(bytes));
        assertThatThrownBy(() -> {
                    while (stream.next() != null) {
                        // The next line.
                    }
                })
                .hasMessage(sentence);
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.ofDelimiter(" ").parseHex(hex);
    }

    @Test
    void aByteOrderMarkIsNoTextAtTheBeginningOfALine() throws IOException {
        byte[] bytes = "\uFEFFone\r\n\uFEFFt\uFEFFwo\n\n\uFEFF\nlast".getBytes(UTF_8);
        assertThat(Utf8.lines(bytes)).containsExactly("one", "t\uFEFFwo", "", "", "last");
        Utf8Lines stream = new Utf8Lines(new ByteArrayInputStream(bytes));
        assertThat(List.of(next(stream), next(stream), next(stream), next(stream), next(stream)))
                .containsExactly("one", "t\uFEFFwo", "", "", "last");
        assertThat(stream.next()).isNull();
        assertThat(Utf8.text("\uFEFFa\r\nb\n".getBytes(UTF_8))).isEqualTo("a\r\nb\n");
        assertThat(Utf8.text(new byte[0])).isEmpty();
        assertThat(Utf8.lines("\n".getBytes(UTF_8))).containsExactly("");
    }

    private static String next(Utf8Lines lines) throws IOException {
        return String.valueOf(lines.next());
    }

    @Test
    void argumentsAndVariablesAreReadAsBytes() throws NotUtf8Exception {
        assertThat(ProcessText.decoded(List.of("Grüße 日本".getBytes(UTF_8), new byte[0], "@x".getBytes(UTF_8))))
                .containsExactly("Grüße 日本", "", "@x");
        assertThatThrownBy(() -> ProcessText.decoded(List.of("a".getBytes(UTF_8), "grün".getBytes(ISO_8859_1))))
                .hasMessage("argument 2, byte 3 is not UTF-8");
        Map<String, String> garbled = Map.of("ROOMTALK_NAME", "j?rgen", "ROOM_SERVER_PORT", "1", "LANG", "x");
        assertThat(ProcessText.environment(
                        garbled, List.of("ROOMTALK_NAME=jürgen".getBytes(UTF_8), "A=\u00ff".getBytes(ISO_8859_1))))
                .containsEntry("ROOMTALK_NAME", "jürgen")
                .containsEntry("ROOM_SERVER_PORT", "1")
                .containsEntry("LANG", "x");
        for (String name : List.of("ROOMTALK_PASSWORD", "ROOM_SERVER_DATA_DIR", "XDG_CONFIG_HOME")) {
            assertThatThrownBy(() -> ProcessText.environment(garbled, List.of((name + "=ü").getBytes(ISO_8859_1))))
                    .hasMessage("the variable " + name + ", byte 1 is not UTF-8");
        }
    }
}
