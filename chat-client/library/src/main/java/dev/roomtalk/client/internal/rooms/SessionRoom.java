package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.internal.wire.ToServer;
import org.jspecify.annotations.Nullable;

/** One room that this session is in, or tries to be in again. Confined to the session's loop. */
final class SessionRoom {
    final String key;
    final @Nullable String password;
    final boolean quiet;
    /** For as long as this session only. */
    final boolean visit;

    final RoomInbox inbox;
    final RoomOutbox outbox;
    /** What the room was made with, if this session made it. */
    final @Nullable RoomOptions made;
    /** As the server writes it. */
    String name;

    String topic = "";
    boolean history = true;
    boolean hidden;
    /** The id of the other user, if the room is a private conversation; 0: it is not. */
    long withUser;

    /** The room's number on the present connection; 0: not joined on it yet. */
    int number;

    /** A request to join it again has no answer yet. */
    boolean rejoining;

    /** The server has lost everything since this session was in the room, and will know nothing of it. */
    boolean forgotten;

    SessionRoom(
            String key,
            String name,
            @Nullable String password,
            boolean quiet,
            boolean visit,
            @Nullable RoomOptions made,
            RoomInbox inbox,
            RoomOutbox outbox) {
        this.key = key;
        this.name = name;
        this.password = password;
        this.quiet = quiet;
        this.visit = visit;
        this.made = made;
        this.inbox = inbox;
        this.outbox = outbox;
    }

    /** Up to where this session has the room's messages; null if the server cannot know that any more. */
    ToServer.@Nullable Position position() {
        return forgotten ? null : new ToServer.Position(inbox.epoch(), inbox.last());
    }
}
