package dev.roomtalk.client;

/** What a message is: something to read, or something about another message of its room. */
public enum MessageKind {
    /** Something to read. */
    TEXT,
    /** What its author does: "alice waves". */
    ACTION,
    /** Removes another message. */
    REMOVAL,
    /** Puts its text in the place of another message's. */
    EDIT,
    /** Something short about another message, as an emoji. */
    REACTION,
    /** Something to read that answers another message. */
    REPLY;

    /** Whether it is a line of the conversation: the others are seen where the message stands that they are about. */
    public boolean isShownItself() {
        return this == TEXT || this == ACTION || this == REPLY;
    }

    /** Whether it says what another message has become, and is not read by itself. */
    public boolean changesTarget() {
        return this == REMOVAL || this == EDIT;
    }
}
