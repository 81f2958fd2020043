package dev.roomtalk.chat.console;

/** What a text needs to be a message. */
public final class MessageText {
    private MessageText() {}

    /** Whether a text shows nothing: spaces of all kinds, line breaks, and characters without a form. */
    public static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.getType(c) == Character.FORMAT);
    }
}
