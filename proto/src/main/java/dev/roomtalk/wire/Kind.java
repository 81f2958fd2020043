package dev.roomtalk.wire;

import org.jspecify.annotations.Nullable;

/**
 * What a message is: something to read, or something about another message of its room. Its numbers are
 * those of {@code MessageKind} in relay.proto, in this order.
 */
public enum Kind {
    /** Something to read. */
    TEXT(0, ""),
    /** What its author does. */
    ACTION(1, "* "),
    /** Removes another message. */
    REMOVAL(2, "(removed a message)"),
    /** Puts its text in the place of another message's. */
    EDIT(3, "(edited) "),
    /** Something short about another message. */
    REACTION(4, "(reacted) "),
    /** Something to read that answers another message. */
    REPLY(5, "(reply) ");

    private static final Kind[] ALL = values();

    private final int number;
    private final String prefix;

    Kind(int number, String prefix) {
        this.number = number;
        this.prefix = prefix;
    }

    /** The kind of this number; null: this version knows none. */
    public static @Nullable Kind of(int number) {
        return number >= 0 && number < ALL.length ? ALL[number] : null;
    }

    public int number() {
        return number;
    }

    /** Whether it is about another message. */
    public boolean isAbout() {
        return this != TEXT && this != ACTION;
    }

    /** Whether it takes effect on the message that it is about, wherever that is kept. */
    public boolean changesTarget() {
        return this == REMOVAL || this == EDIT;
    }

    /** Whether people read its text as a message of its own: it is found, answered, edited. */
    public boolean isRead() {
        return this == TEXT || this == ACTION || this == REPLY;
    }

    /** What a text has on the wire, for clients that do not know the kind. */
    public String shown(String text) {
        return this == REMOVAL ? prefix : prefix + text;
    }

    /** The text without what {@link #shown} has added. */
    public String said(String shown) {
        return shown.startsWith(prefix) ? shown.substring(prefix.length()) : shown;
    }

    /** What stands on the wire in the place of a text that somebody has removed. */
    public static String removed(String by) {
        return "(removed by " + by + ")";
    }
}
