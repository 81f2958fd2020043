package dev.roomtalk.client;

import org.jspecify.annotations.Nullable;

/**
 * What is published.
 *
 * @param target the message that it is about; null for the kinds that are about none
 * @param text of a removal empty
 * @param label on whose behalf it is published; null for the user alone
 */
public record MessageContent(
        MessageKind kind,
        @Nullable MessageId target,
        String text,
        @Nullable String label) {
    public static MessageContent text(String text, @Nullable String label) {
        return new MessageContent(MessageKind.TEXT, null, text, label);
    }

    /** What this user does: "waves". */
    public static MessageContent action(String text) {
        return new MessageContent(MessageKind.ACTION, null, text, null);
    }

    /** Removes a message of this user; moderators may remove those of others. */
    public static MessageContent removal(MessageId target) {
        return new MessageContent(MessageKind.REMOVAL, target, "", null);
    }

    /** Puts another text in the place of that of a message of this user. */
    public static MessageContent edit(MessageId target, String text) {
        return new MessageContent(MessageKind.EDIT, target, text, null);
    }

    /** Something short about a message, as an emoji: at most 64 bytes of UTF-8. It is taken back by a removal. */
    public static MessageContent reaction(MessageId target, String text) {
        return new MessageContent(MessageKind.REACTION, target, text, null);
    }

    /** An answer to a message. */
    public static MessageContent reply(MessageId target, String text, @Nullable String label) {
        return new MessageContent(MessageKind.REPLY, target, text, label);
    }
}
