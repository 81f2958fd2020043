package dev.roomtalk.server.room;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Knows when a room was last used, whether it is to be closed, and whether it is. Confined to its room. */
final class Lifetime {
    private final Supplier<RoomRules> rules;
    private final Roster roster;
    private final Effects effects;
    private long lastActivity;
    private boolean closed;

    /** Why it is about to be closed, without anybody having asked for it; null: it is not. */
    private @Nullable String ending;

    private BooleanSupplier stillEnds = () -> false;

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

    /**
     * The room is to be closed, which is proposed to the engine.
     *
     * @param still whether that is so when it is proposed, or proposed again
     */
    void end(String sentence, BooleanSupplier still) {
        ending = sentence;
        stillEnds = still;
    }

    /** Whether the room is to be closed, and its end was not brought yet. */
    boolean isEnding() {
        return ending() != null;
    }

    /** The end that is to be proposed; null: there is none. */
    RoomChange.@Nullable Closed ending() {
        if (ending != null && !stillEnds.getAsBoolean()) {
            ending = null;
        }
        return ending == null ? null : new RoomChange.Closed(ending);
    }

    /** The room is closed: tells its participants why. */
    void apply(RoomChange.Closed change) {
        // The name is freed first, so that whoever is told of the end can make the room again.
        effects.add(new Effect.Closed());
        effects.tell(new Effect.Ended(change.sentence()));
        roster.participants().forEach(p -> effects.add(new Effect.Dismiss(p)));
        roster.userIds().forEach(id -> effects.add(new Effect.Membership(id, false)));
        closed = true;
    }

    /** Ends the room if nobody is in it and it has not been used for too long. */
    void expire(long now) {
        Duration expiry = rules.get().roomExpiry();
        long used = lastActivity;
        if (roster.presentCount() == 0 && now - used >= expiry.toMillis()) {
            end(
                    "the room has expired: nobody has been here for " + expiry.toDays() + " days",
                    () -> roster.presentCount() == 0 && lastActivity == used);
        }
    }
}
