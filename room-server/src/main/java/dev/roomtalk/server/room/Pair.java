package dev.roomtalk.server.room;

import dev.roomtalk.wire.Name;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The two users of a private conversation, in either order. A conversation is a room whose name is made of their ids:
 * so there is one for two users, it stays theirs when they are renamed, and every engine keeps it as it keeps rooms. No
 * other room has such a name, because no name that a user gives a room begins with {@link #MARK}.
 *
 * @param low the smaller id, as an unsigned number
 * @param high the other one
 */
public record Pair(long low, long high) {
    /** How the names of conversations begin: those that are made of ids, and those that users are shown. */
    public static final String MARK = "@";

    private static final int LENGTH = 34;
    private static final Pattern NAME = Pattern.compile(MARK + "([0-9a-f]{16})-([0-9a-f]{16})");

    public static Pair of(long one, long other) {
        return Long.compareUnsigned(one, other) <= 0 ? new Pair(one, other) : new Pair(other, one);
    }

    /** Those whose conversation has this name; null: it is the name of another room. */
    public static @Nullable Pair of(Name room) {
        if (!isConversation(room)) {
            return null;
        }
        Matcher ids = NAME.matcher(room.display());
        return ids.matches() ? of(id(ids.group(1)), id(ids.group(2))) : null;
    }

    private static long id(String digits) {
        return Long.parseUnsignedLong(digits, 16);
    }

    /** Whether a room of this name is a conversation. */
    public static boolean isConversation(Name room) {
        String name = room.display();
        return name.length() == LENGTH
                && name.startsWith(MARK)
                && NAME.matcher(name).matches();
    }

    /** The name of their conversation. */
    public Name name() {
        String name = MARK + "%016x-%016x".formatted(low, high);
        return new Name(name, name);
    }

    /** The id of the other one. */
    public long other(long userId) {
        return userId == low ? high : low;
    }

    /** What a user is shown in the place of the name: that of the other one. */
    public static String shown(String other) {
        return MARK + other;
    }
}
