package dev.roomtalk.client.terminal;

import java.time.Instant;

/** A message that was typed. Its identity matters: the same text may be sent twice. */
final class Outgoing {
    private final String room;
    private final String text;
    private final Instant since;
    private final boolean history;
    private final long number;

    /**
     * @param history the room keeps what was relayed
     * @param number counts what was typed, so that what is sent again keeps its order
     */
    Outgoing(String room, String text, Instant since, boolean history, long number) {
        this.room = room;
        this.text = text;
        this.since = since;
        this.history = history;
        this.number = number;
    }

    String room() {
        return room;
    }

    String text() {
        return text;
    }

    Instant since() {
        return since;
    }

    boolean history() {
        return history;
    }

    long number() {
        return number;
    }
}
