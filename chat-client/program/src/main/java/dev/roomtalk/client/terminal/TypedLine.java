package dev.roomtalk.client.terminal;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.Parser;

/**
 * The line being typed as completion sees it: a command and the whole text behind it (a room's name may contain spaces), or
 * words. Nothing is quoted or escaped.
 */
record TypedLine(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
        implements CompletingParsedLine {
    static final Parser PARSER = (line, cursor, context) -> of(line, cursor);

    static TypedLine of(String line, int cursor) {
        if (isCommand(line)) {
            int space = line.indexOf(' ');
            if (space < 0 || cursor <= space) {
                String command = space < 0 ? line : line.substring(0, space);
                return new TypedLine(line, cursor, List.of(command), 0, cursor);
            }
            int start = space + 1;
            while (start < cursor && line.charAt(start) == ' ') {
                start++;
            }
            return new TypedLine(
                    line, cursor, List.of(line.substring(0, space), line.substring(start)), 1, cursor - start);
        }
        int start = Math.max(line.lastIndexOf(' ', cursor - 1), line.lastIndexOf('\n', cursor - 1)) + 1;
        int end = cursor;
        while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\n') {
            end++;
        }
        String word = line.substring(start, end);
        return start == 0
                ? new TypedLine(line, cursor, List.of(word), 0, cursor)
                : new TypedLine(line, cursor, List.of(line.substring(0, start), word), 1, cursor - start);
    }

    private static boolean isCommand(String line) {
        return line.startsWith("/") && !line.startsWith("//") && line.indexOf('\n') < 0;
    }

    boolean isCommand() {
        return isCommand(line);
    }

    @Override
    public String word() {
        return words.get(wordIndex);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return wordCursor;
    }

    @Override
    public int rawWordLength() {
        return word().length();
    }
}
