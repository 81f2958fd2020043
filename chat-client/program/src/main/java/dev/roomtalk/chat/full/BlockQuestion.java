package dev.roomtalk.chat.full;

import dev.roomtalk.chat.tui.Line;
import dev.roomtalk.chat.tui.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Whether a pasted block of several lines is sent as one message or line by line.
 *
 * @param text without the line breaks around it
 */
record BlockQuestion(String text) {
    private static final int KILO = 1024;

    /** {@code 120 lines, 4.5 KB}. */
    static String size(String text) {
        long lines = text.lines().count();
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return lines + " lines, "
                + (bytes < KILO ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f KB", bytes / (double) KILO));
    }

    long messages() {
        return text.lines().filter(line -> !line.isBlank()).count();
    }

    InputView draw(int columns) {
        List<String> questions = List.of(
                size(text) + " · Enter: one message · L: " + messages() + " messages, a line each · Esc: edit",
                size(text) + " · Enter: 1 message · L: " + messages() + " · Esc: edit",
                "Enter: 1 · L: " + messages() + " · Esc");
        String fits = questions.stream()
                .filter(question -> Text.width(question) < columns)
                .findFirst()
                .orElse(questions.getLast());
        return new InputView(List.of(Line.of(fits, Look.BOLD)), 0, Math.min(Text.width(fits), columns - 1));
    }
}
