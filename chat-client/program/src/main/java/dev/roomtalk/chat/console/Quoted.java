package dev.roomtalk.chat.console;

/** The beginning of a message, in one short line, as a reply to it shows it. */
public final class Quoted {
    /** Of a message that is not known here. */
    public static final String UNKNOWN = "an earlier message";

    private static final int MAX_CHARACTERS = 60;

    private Quoted() {}

    /** @param text empty if the message was removed */
    public static String of(String author, String text) {
        return author + ": " + (text.isEmpty() ? "(removed)" : begin(text));
    }

    private static String begin(String text) {
        String line = text.lines().findFirst().orElse("").strip();
        boolean whole = line.length() == text.strip().length();
        return line.codePointCount(0, line.length()) > MAX_CHARACTERS
                ? line.substring(0, line.offsetByCodePoints(0, MAX_CHARACTERS)) + "…"
                : whole ? line : line + " …";
    }
}
