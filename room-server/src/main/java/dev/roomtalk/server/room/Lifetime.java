package dev.roomtalk.server.room;

import java.time.Duration;
import java.util.function.Supplier;

/** Knows when a room was last used and whether it is closed, and closes it. Confined to its room. */
final class Lifetime {
    private final Supplier<RoomRules> rules;
    private final Roster roster;
    private final Effects effects;
    private long lastActivity;
    private boolean closed;

    /** @param lastActivity {@link Moment#millis} of the last use of the room */
    Lifetime(Supplier<RoomRules> rules, Roster roster, Effects effects, long lastActivity) {
        this.rules = rules;
        this.roster = roster;
        this.effects = effects;
        this.lastActivity = lastActivity;
    }

    /** The room is in use now, so that its expiry counts from here. */
    void used(long now) {
        lastActivity = now;
    }

    long lastUse() {
        return lastActivity;
    }

    boolean closed() {
        return closed;
    }

    /** Closes the room, and tells its participants why. */
    void close(String sentence) {
        // The name is freed first, so that whoever is told of the end can make the room again.
        effects.add(new Effect.Closed());
        effects.tell(new Effect.Ended(sentence));
        roster.participants().forEach(p -> effects.add(new Effect.Dismiss(p)));
        roster.userIds().forEach(id -> effects.add(new Effect.Membership(id, false)));
        closed = true;
    }

    /** Closes the room if nobody is in it and it has not been used for too long. */
    void expire(long now) {
        Duration expiry = rules.get().roomExpiry();
        if (roster.participants().isEmpty() && now - lastActivity >= expiry.toMillis()) {
            close("the room has expired: nobody has been here for " + expiry.toDays() + " days");
        }
    }
}
