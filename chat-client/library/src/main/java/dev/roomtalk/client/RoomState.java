package dev.roomtalk.client;

import org.jspecify.annotations.Nullable;

/** One room that this session is in, or tries to be in again. Confined to the session's loop. */
final class RoomState {
    final String key;
    final @Nullable String password;
    final boolean quiet;
    /** For as long as this session only. */
    final boolean visit;

    final Inbox inbox;
    final Outbox outbox;
    /** What the room was made with, if this session made it. */
    final @Nullable RoomOptions made;
    /** As the server writes it. */
    String name;

    String topic = "";
    boolean history = true;
    boolean hidden;
    /** The room's number on the present connection; 0: not joined on it yet. */
    int number;

    /** A request to join it again has no answer yet. */
    boolean rejoining;

    /** The server has lost everything since this session was in the room, and will know nothing of it. */
    boolean forgotten;

    RoomState(
            String key,
            String name,
            @Nullable String password,
            boolean quiet,
            boolean visit,
            @Nullable RoomOptions made,
            Inbox inbox,
            Outbox outbox) {
        this.key = key;
        this.name = name;
        this.password = password;
        this.quiet = quiet;
        this.visit = visit;
        this.made = made;
        this.inbox = inbox;
        this.outbox = outbox;
    }
}
