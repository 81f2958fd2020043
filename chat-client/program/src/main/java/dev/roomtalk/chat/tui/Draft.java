package dev.roomtalk.chat.tui;

/**
 * Text that is being written, and a cursor in it, which never stands inside a cluster. Positions count chars, as in a
 * string.
 */
final class Draft {
    /** So far back the beginning of a cluster is looked for. */
    private static final int MAX_BACK = 8192;

    private final StringBuilder text = new StringBuilder();
    private int cursor;

    String text() {
        return text.toString();
    }

    int length() {
        return text.length();
    }

    int cursor() {
        return cursor;
    }

    String before() {
        return text.substring(0, cursor);
    }

    void set(String newText, int newCursor) {
        text.setLength(0);
        text.append(newText);
        moveTo(newCursor);
    }

    /** Moves the cursor there, or to the end of the cluster around it. */
    void moveTo(int position) {
        int wanted = Math.clamp(position, 0, text.length());
        int at = safeStart(wanted);
        while (at < wanted) {
            at = Text.clusterEnd(text, at);
        }
        cursor = at;
    }

    void insert(String inserted) {
        text.insert(cursor, inserted);
        moveTo(cursor + inserted.length());
    }

    /** Removes text and puts the cursor there. */
    String remove(int from, int to) {
        String removed = text.substring(from, to);
        text.delete(from, to);
        moveTo(from);
        return removed;
    }

    /** The cluster's beginning before a position; the position itself at the beginning. */
    int left(int position) {
        if (position == 0) {
            return 0;
        }
        int at = safeStart(position - 1);
        while (true) {
            int end = Text.clusterEnd(text, at);
            if (end >= position) {
                return at;
            }
            at = end;
        }
    }

    /** The end of the cluster that begins at a position. */
    int right(int position) {
        return position == text.length() ? position : Text.clusterEnd(text, position);
    }

    /** A position at or before this one where a cluster surely begins, or one that is far enough away. */
    private int safeStart(int position) {
        int at = position;
        int least = Math.max(0, position - MAX_BACK);
        while (at > least && text.charAt(at - 1) != '\n' && !(at < text.length() && beginsCluster(text.charAt(at)))) {
            at--;
        }
        boolean inside = at > 0 && at < text.length() && Character.isLowSurrogate(text.charAt(at));
        return inside ? at - 1 : at;
    }

    /** Whether a character begins a cluster, whatever is before it: plain letters, kana and ideographs do. */
    private static boolean beginsCluster(char c) {
        return Text.simple(c) || (c > 0x3040 && c < 0x3097) || (c > 0x30A0 && c < 0x30FB) || (c > 0x33FF && c < 0xA000);
    }

    int lineStart(int position) {
        return text.lastIndexOf("\n", position - 1) + 1;
    }

    int lineEnd(int position) {
        int end = text.indexOf("\n", position);
        return end < 0 ? text.length() : end;
    }

    /** The beginning of the word before a position. */
    int wordLeft(int position) {
        int at = position;
        while (at > 0 && !word(text.codePointBefore(at))) {
            at = left(at);
        }
        while (at > 0 && word(text.codePointBefore(at))) {
            at = left(at);
        }
        return at;
    }

    /** The end of the word after a position. */
    int wordRight(int position) {
        int at = position;
        while (at < text.length() && !word(text.codePointAt(at))) {
            at = right(at);
        }
        while (at < text.length() && word(text.codePointAt(at))) {
            at = right(at);
        }
        return at;
    }

    /** The beginning of what stands between the space before a position and it. */
    int spaceLeft(int position) {
        int at = position;
        while (at > 0 && Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        while (at > 0 && !Character.isWhitespace(text.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean word(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }
}
