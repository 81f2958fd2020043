package dev.roomtalk.client.internal.wire;

import dev.roomtalk.client.VisibleText;
import dev.roomtalk.proto.Author;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Checks each string of a server by the rules of its kind, before it is kept or shown. One that keeps them stays as it
 * is. Of another what could steer a terminal or break a line is made visible or replaced, and it is cut to the length
 * of its kind: a server that does not keep to the protocol can put strange words on the screen, and nothing else.
 */
public final class ServerText {
    /** The longest sentence for people, in code points: longer than any that a server of this project sends. */
    private static final int MAX_SENTENCE = 1000;

    private static final int REPLACEMENT = 0xFFFD;

    private ServerText() {}

    /** The name of a user; empty stays empty. */
    public static String userName(String name) {
        return plain(name, Name.MAX_USER) || Name.user(name) instanceof Name.Valid
                ? name
                : replaced(name, Name.MAX_USER);
    }

    /** The name of a room. */
    public static String roomName(String name) {
        return plain(name, Name.MAX_ROOM) || Name.room(name) instanceof Name.Valid
                ? name
                : replaced(name, Name.MAX_ROOM);
    }

    /** A label; null for an empty one. */
    public static @Nullable String label(String label) {
        if (label.isEmpty()) {
            return null;
        }
        return plain(label, Name.MAX_LABEL) || Name.label(label) instanceof Name.Valid
                ? label
                : replaced(label, Name.MAX_LABEL);
    }

    /** The topic of a room, on one line. */
    public static String topic(String topic) {
        return shown(topic, Protocol.MAX_TEXT);
    }

    /** A sentence for people: of a refusal, or why somebody was removed; on one line. */
    public static String sentence(String sentence) {
        return shown(sentence, MAX_SENTENCE);
    }

    /** An author with a name that was checked. */
    public static Author author(Author author) {
        String name = userName(author.getName());
        return name.equals(author.getName())
                ? author
                : author.toBuilder().setName(name).build();
    }

    /** Printable ASCII keeps the rules of every kind; most names are that. */
    private static boolean plain(String text, int longest) {
        if (text.length() > longest) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** With another character for each that no name has: a name stays about as long as it is. */
    private static String replaced(String name, int longest) {
        StringBuilder out = new StringBuilder();
        name.codePoints()
                .limit(longest)
                .map(c -> Name.user("x" + Character.toString(c)) instanceof Name.Valid ? c : REPLACEMENT)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** Cut before it is looked at, so that a long one costs no more than a short one. */
    private static String shown(String text, int longest) {
        return text.length() <= longest || text.codePointCount(0, text.length()) <= longest
                ? VisibleText.line(text)
                : VisibleText.line(text.substring(0, text.offsetByCodePoints(0, longest - 1))) + "…";
    }
}
