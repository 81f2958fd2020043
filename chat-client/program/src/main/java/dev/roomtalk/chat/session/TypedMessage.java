package dev.roomtalk.chat.session;

import java.time.Instant;

/** A message that was typed. Its identity matters: the same text may be sent twice. */
public final class TypedMessage {
    private final String room;
    private final String text;
    private final Instant since;
    private final boolean history;
    private final long number;

    /**
     * @param history the server stores the messages of the room
     * @param number counts the messages, so that they keep their order when they are sent again
     */
    public TypedMessage(String room, String text, Instant since, boolean history, long number) {
        this.room = room;
        this.text = text;
        this.since = since;
        this.history = history;
        this.number = number;
    }

    public String room() {
        return room;
    }

    public String text() {
        return text;
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
