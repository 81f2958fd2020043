package dev.roomtalk.client.internal.files;

import dev.roomtalk.client.VisibleText;
import java.nio.charset.StandardCharsets;

/** Makes a name of a file out of one that somebody else has given it: it names nothing but a file in one directory. */
final class SafeName {
    private static final int MAX_BYTES = 200;

    private SafeName() {}

    /**
     * Without a directory, without control characters and such as change the direction of writing, not hidden, and no
     * option of a command.
     */
    static String of(String given) {
        String name = given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        StringBuilder safe = new StringBuilder();
        VisibleText.line(name).codePoints().forEach(c -> {
            boolean fits = !Character.isISOControl(c)
                    && Character.getType(c) != Character.FORMAT
                    && Character.getType(c) != Character.SURROGATE
                    && "/\\:*?\"<>|".indexOf(c) < 0;
            safe.appendCodePoint(fits ? c : '_');
        });
        String text = safe.toString().strip();
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            // The end stays: it says what the file is.
            text = text.substring(text.offsetByCodePoints(0, 1));
        }
        if (text.startsWith(".") || text.startsWith("-") || text.startsWith("~")) {
            text = "_" + text.substring(1);
        }
        return text.isEmpty() ? "file" : text;
    }

    /** Another name where this one is taken: "report (2).pdf". */
    static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return dot <= 0
                ? name + " (" + number + ")"
                : name.substring(0, dot) + " (" + number + ")" + name.substring(dot);
    }
}
