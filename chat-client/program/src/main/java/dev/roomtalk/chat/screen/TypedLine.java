package dev.roomtalk.chat.screen;

import java.util.List;

/**
 * The line being typed, divided for completion: a command and the whole text after it (a room's name may contain
 * spaces), or words. Nothing is quoted or escaped.
 *
 * @param wordIndex of the word under the cursor
 * @param wordCursor the cursor's place in that word
 */
public record TypedLine(String line, int cursor, List<String> words, int wordIndex, int wordCursor) {
    public static TypedLine of(String line, int cursor) {
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

    public boolean isCommand() {
        return isCommand(line);
    }

    public String word() {
        return words.get(wordIndex);
    }
}
