package dev.roomtalk.server.room;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The requests that change a room, from the decision to the change. A change is decided on the version of the room that
 * this node knows, and proposed to the engine against it. It is applied when the engine's feed brings it, on this node
 * as on every other; then the request is answered. Where the room had a newer version by then, because another node has
 * changed it, the request is decided again when that version is known here, a few times. Confined to its room.
 *
 * <p>One proposal is underway at a time: a second one that is decided on the same version would always be too old.
 */
final class Proposals {
    /** How often one request is decided, at most. */
    static final int MAX_TRIES = 4;

    /** Requests that wait for their turn; one more is refused. */
    private static final int MAX_WAITING = 1_024;

    /** How long the engine may take for one proposal, and for the feed to bring a newer version. */
    static final int PATIENCE_MILLIS = 5_000;

    private final BiFunction<RoomCommand.Changing, Moment, @Nullable RoomChange> decide;
    private final Effects effects;
    private final Queue<RoomCommand.Changing> waiting = new ArrayDeque<>(0);
    private @Nullable Underway underway;
    private long version;
    private long lastId;

    /**
     * A proposal that is not applied yet.
     *
     * @param expected the version that it was decided on
     * @param since {@link Moment#millis} when it was made
     * @param stale the engine has refused it: the room is newer, and the feed has yet to bring that
     */
    private record Underway(
            long id,
            RoomCommand.Changing request,
            RoomChange change,
            long expected,
            int tries,
            long since,
            boolean stale) {
        boolean isBroughtBy(RoomCommand.Changed brought) {
            return !stale
                    && brought.version() == expected + 1
                    && brought.change().equals(change);
        }

        Underway asStale() {
            return new Underway(id, request, change, expected, tries, since, true);
        }
    }

    /**
     * Of a room that has this version.
     *
     * @param decide what a request changes; null: nothing, and it has been refused
     */
    Proposals(long version, BiFunction<RoomCommand.Changing, Moment, @Nullable RoomChange> decide, Effects effects) {
        this.version = version;
        this.decide = decide;
        this.effects = effects;
    }

    /** The version of the room: of the last change that was applied here. */
    long version() {
        return version;
    }

    /** Whether no request waits to be decided, answered or applied. */
    boolean areDone() {
        return underway == null && waiting.isEmpty();
    }

    void take(RoomCommand.Changing request, Moment now) {
        if (underway == null) {
            propose(request, 1, now);
        } else if (waiting.size() < MAX_WAITING) {
            waiting.add(request);
        } else {
            effects.refuse(request, Refused.BUSY);
        }
    }

    private void propose(RoomCommand.Changing request, int tries, Moment now) {
        RoomChange change = decide.apply(request, now);
        if (change != null) {
            lastId++;
            underway = new Underway(lastId, request, change, version, tries, now.millis(), false);
            effects.add(new Effect.Propose(lastId, version, change));
        }
    }

    /** The engine has answered a proposal. */
    void answered(RoomCommand.Proposed answer, Moment now) {
        Underway asked = underway;
        if (asked == null || asked.id != answer.proposal()) {
            // The feed has brought it already, or its request has been refused.
            return;
        }
        switch (answer.outcome()) {
            case TAKEN -> {}
            case STALE -> underway = asked.asStale();
            case FAILED -> refuse(asked);
        }
        goOn(now);
    }

    /** Whether a change that the feed has brought is new to this room, which then has its version. */
    boolean isNew(RoomCommand.Changed brought) {
        boolean isNew = brought.version() > version;
        version = Math.max(version, brought.version());
        return isNew;
    }

    /**
     * The room is as a newer version was; false: it is not newer. Whether the proposal that is underway is part of it
     * is not known: its request is decided again on what there is now.
     */
    boolean restated(long newer) {
        if (newer <= version) {
            return false;
        }
        version = newer;
        underway = underway == null ? null : underway.asStale();
        return true;
    }

    /** Answers the request that a new change comes from, where that was made on this node. */
    void brought(RoomCommand.Changed brought) {
        if (underway != null && underway.isBroughtBy(brought)) {
            effects.done(underway.request);
            underway = null;
        }
    }

    /** Decides what waits, as far as it may be decided now. */
    void goOn(Moment now) {
        Underway asked = underway;
        if (asked != null && asked.stale && version > asked.expected) {
            again(asked, now);
        }
        while (underway == null && !waiting.isEmpty()) {
            propose(waiting.remove(), 1, now);
        }
    }

    private void again(Underway asked, Moment now) {
        underway = null;
        if (asked.tries < MAX_TRIES) {
            propose(asked.request, asked.tries + 1, now);
        } else {
            effects.refuse(asked.request, Refused.BUSY);
        }
    }

    private void refuse(Underway asked) {
        underway = null;
        effects.refuse(asked.request, Refused.BUSY);
    }

    /** Gives up what has waited for the engine too long: it may still be taken, and then the feed brings it. */
    void tick(Moment now) {
        if (underway != null && now.millis() - underway.since >= PATIENCE_MILLIS) {
            refuse(underway);
            goOn(now);
        }
    }

    /** The room is closed. */
    void end() {
        if (underway != null) {
            effects.refuse(underway.request, Refused.NO_SUCH_ROOM);
            underway = null;
        }
        waiting.forEach(request -> effects.refuse(request, Refused.NO_SUCH_ROOM));
        waiting.clear();
    }
}
