package dev.roomtalk.chat.session;

import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.MessageKind;
import java.time.Instant;

/** A message that was typed. Its identity matters: the same text may be sent twice. */
public final class TypedMessage {
    private final String room;
    private final MessageContent content;
    private final Instant since;
    private final boolean history;
    private final long number;

    /**
     * @param history the server stores the messages of the room
     * @param number counts the messages, so that they keep their order when they are sent again
     */
    public TypedMessage(String room, MessageContent content, Instant since, boolean history, long number) {
        this.room = room;
        this.content = content;
        this.since = since;
        this.history = history;
        this.number = number;
    }

    public String room() {
        return room;
    }

    public MessageContent content() {
        return content;
    }

    /** What was typed. */
    public String text() {
        return content.kind() == MessageKind.ACTION ? "/me " + content.text() : content.text();
    }

    public Instant since() {
        return since;
    }

    public boolean history() {
        return history;
    }

    public long number() {
        return number;
    }
}
