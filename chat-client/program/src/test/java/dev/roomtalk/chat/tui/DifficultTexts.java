package dev.roomtalk.chat.tui;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The texts of {@code difficult-texts.txt}, which says how they are written there. */
public final class DifficultTexts {
    private final String source;
    private int at;

    private DifficultTexts(String source) {
        this.source = source;
    }

    public static List<String> all() {
        try (InputStream file = DifficultTexts.class.getResourceAsStream("difficult-texts.txt")) {
            byte[] bytes = Objects.requireNonNull(file).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("# "))
                    .map(line -> new DifficultTexts(line).read('\0'))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(char end) {
        StringBuilder text = new StringBuilder();
        while (at < source.length() && source.charAt(at) != end) {
            char c = source.charAt(at++);
            if (c == '\\') {
                text.append(escaped(source.charAt(at++)));
            } else if (c == '{') {
                String part = read('}');
                at += 2;
                int start = at;
                while (at < source.length() && Character.isDigit(source.charAt(at))) {
                    at++;
                }
                text.append(part.repeat(Integer.parseInt(source.substring(start, at))));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private String escaped(char c) {
        return switch (c) {
            case 'e' -> "\033";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'u' -> {
                int end = source.indexOf('}', at);
                int code = Integer.parseInt(source.substring(at + 1, end), 16);
                at = end + 1;
                yield code > 0xFFFF ? Character.toString(code) : String.valueOf((char) code);
            }
            default -> String.valueOf(c);
        };
    }
}
