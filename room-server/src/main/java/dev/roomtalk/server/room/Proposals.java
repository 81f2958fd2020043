package dev.roomtalk.server.room;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What changes a room, from the decision to the change. A request is decided on the version of the room that this node
 * knows, and what it changes is proposed to the engine against it. It is applied when the engine's feed brings it, on
 * this node as on every other; then the request is answered, one of a moderator when the engine has kept it or could
 * not. Where the room had a newer version by then, because another node has changed it, the request is decided again
 * when that version is known here, a few times. Confined to its room.
 *
 * <p>Who comes and goes here has done so already: all that has changed of the members is proposed in one change, before
 * requests that wait, and again until the engine has it. So is the end of a room that nobody has asked for.
 *
 * <p>One proposal is underway at a time: a second one that is decided on the same version would always be too old.
 *
 * <p>Over 300 lines, because all that may happen to one proposal is here.
 */
final class Proposals {
    /** How often one request is decided, at most. */
    static final int MAX_TRIES = 8;

    /** Requests that wait for their turn; one more is refused. */
    private static final int MAX_WAITING = 1_024;

    /** How long the engine may take for one proposal, and for the feed to bring a newer version. */
    static final int PATIENCE_MILLIS = 5_000;

    private final BiFunction<RoomCommand.Changing, Moment, @Nullable RoomChange> decide;
    private final UnaskedChanges unasked;
    private final Effects effects;
    private final Queue<RoomCommand.Changing> waiting = new ArrayDeque<>(0);
    private @Nullable Underway underway;

    /** The last that was given up: the engine may have taken it all the same. */
    private @Nullable Underway givenUp;

    /** What nobody has asked for could not be proposed, and is again at the next tick. */
    private boolean rests;

    /** Those that are applied, and of which the engine has not said yet that they are kept. */
    private final Map<Long, Underway> unkept = new HashMap<>(0);

    private long version;
    private long lastId;

    /**
     * A proposal that is not applied yet.
     *
     * @param request that it comes from; null: members have come or gone, or the room ends by itself
     * @param expected the version that it was decided on
     * @param since {@link Moment#millis} when it was made
     * @param outcome as the engine has answered; null: it has not. {@link RoomCommand.Proposed.Outcome#STALE}: the room
     *     is newer, and the feed has yet to bring that
     */
    record Underway(
            long id,
            RoomCommand.@Nullable Changing request,
            RoomChange change,
            long expected,
            int tries,
            long since,
            RoomCommand.Proposed.@Nullable Outcome outcome) {
        boolean isBroughtBy(RoomCommand.Changed brought) {
            return !stale()
                    && brought.version() == expected + 1
                    && brought.change().equals(change);
        }

        /** Whether its request is answered when the change is kept, and not when it is applied. */
        boolean isAnsweredWhenKept() {
            return request instanceof RoomCommand.Act
                    || request instanceof RoomCommand.Close
                    || request instanceof RoomCommand.UseInvitation;
        }

        boolean failed() {
            return outcome == RoomCommand.Proposed.Outcome.FAILED;
        }

        boolean stale() {
            return outcome == RoomCommand.Proposed.Outcome.STALE;
        }

        Underway answered(RoomCommand.Proposed.Outcome what) {
            return new Underway(id, request, change, expected, tries, since, what);
        }
    }

    /**
     * Of a room that has this version.
     *
     * @param decide what a request changes; null: nothing, and it has been refused
     */
    Proposals(
            long version,
            BiFunction<RoomCommand.Changing, Moment, @Nullable RoomChange> decide,
            UnaskedChanges unasked,
            Effects effects) {
        this.version = version;
        this.decide = decide;
        this.unasked = unasked;
        this.effects = effects;
    }

    /** The version of the room: of the last change that was applied here. */
    long version() {
        return version;
    }

    /** Whether no request waits to be decided, answered or applied, and the engine has been told of all members. */
    boolean areDone() {
        return underway == null && waiting.isEmpty() && unkept.isEmpty() && unasked.areTold();
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
            propose(request, change, tries, now);
        }
    }

    private void propose(RoomCommand.@Nullable Changing request, RoomChange change, int tries, Moment now) {
        lastId++;
        underway = new Underway(lastId, request, change, version, tries, now.millis(), null);
        effects.add(new Effect.Propose(lastId, version, change));
    }

    /** Proposes what nobody has asked for, if it may be proposed now. */
    void proposeUnasked(Moment now) {
        if (underway != null || rests) {
            return;
        }
        RoomChange change = unasked.take();
        if (change != null) {
            propose(null, change, 1, now);
        }
    }

    /** The engine has answered a proposal. */
    void answered(RoomCommand.Proposed answer, Moment now) {
        Underway applied = unkept.remove(answer.proposal());
        Underway asked = underway;
        if (applied != null && answer.outcome() == RoomCommand.Proposed.Outcome.FAILED) {
            notKept(applied, answer.why());
        } else if (applied != null) {
            kept(applied);
        } else if (asked != null && asked.id == answer.proposal()) {
            if (answer.outcome() == RoomCommand.Proposed.Outcome.FAILED) {
                giveUp(asked);
            } else {
                underway = asked.answered(answer.outcome());
            }
            goOn(now);
        }
    }

    /** The change is applied, and kept. */
    private void kept(Underway applied) {
        RoomCommand.Changing request = applied.request;
        if (request instanceof RoomCommand.UseInvitation c) {
            effects.add(new Effect.Recall(c.enter()));
        } else if (request instanceof RoomCommand.Invite c && applied.change instanceof RoomChange.InvitationIs made) {
            effects.add(new Effect.Invited(c.who(), c.request(), made.invitation(), c.token()));
        } else if (request != null) {
            effects.done(request);
        }
    }

    /** The change is applied, and cannot be kept now. */
    private void notKept(Underway applied, String why) {
        RoomCommand.Changing request = applied.request;
        if (request instanceof RoomCommand.UseInvitation c) {
            takeBack(applied);
            effects.refuse(c, Refused.BUSY);
        } else if (request != null) {
            effects.add(new Effect.DoneUnstored(request.who(), request.request(), applied.change, why));
        }
    }

    /** Whoever was told that it did not come in has not used its invitation. */
    private void takeBack(Underway applied) {
        if (applied.request instanceof RoomCommand.UseInvitation) {
            unasked.putBack(applied.change);
        }
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
        underway = underway == null ? null : underway.answered(RoomCommand.Proposed.Outcome.STALE);
        return true;
    }

    /** The proposal of this node that a new change comes from; null: it comes from another. */
    @Nullable
    Underway own(RoomCommand.Changed brought) {
        if (underway != null && underway.isBroughtBy(brought)) {
            return underway;
        }
        return givenUp != null && givenUp.isBroughtBy(brought) ? givenUp : null;
    }

    /** A change of this node is about to be applied. */
    void begins(Underway own) {
        if (own.failed()) {
            givenUp = null;
        } else {
            underway = null;
            unasked.told();
        }
        if (own.request instanceof RoomCommand.About || own.request instanceof RoomCommand.Close) {
            effects.add(new Effect.WriteDown(own.request));
        } else if (own.request != null && !own.failed() && !own.isAnsweredWhenKept()) {
            effects.done(own.request);
        }
    }

    /** It is applied. */
    void applied(Underway own) {
        if (own.failed()) {
            takeBack(own);
        } else if (own.isAnsweredWhenKept()) {
            if (own.outcome == null) {
                unkept.put(own.id, own);
            } else {
                kept(own);
            }
        }
    }

    /** Decides what waits, as far as it may be decided now. */
    void goOn(Moment now) {
        Underway asked = underway;
        if (asked != null && asked.stale() && version > asked.expected) {
            again(asked, now);
        }
        proposeUnasked(now);
        while (underway == null && !waiting.isEmpty()) {
            propose(waiting.remove(), 1, now);
        }
    }

    private void again(Underway asked, Moment now) {
        underway = null;
        if (asked.request == null) {
            unasked.putBack(asked.change);
        } else if (asked.tries < MAX_TRIES) {
            propose(asked.request, asked.tries + 1, now);
        } else {
            effects.refuse(asked.request, Refused.BUSY);
        }
    }

    private void giveUp(Underway asked) {
        underway = null;
        givenUp = asked.answered(RoomCommand.Proposed.Outcome.FAILED);
        if (asked.request == null) {
            unasked.mayBeTaken(asked.change);
            rests = true;
        } else {
            effects.refuse(asked.request, Refused.BUSY);
        }
    }

    /** Gives up what has waited for the engine too long: it may still be taken, and then the feed brings it. */
    void tick(Moment now) {
        rests = false;
        if (underway != null && now.millis() - underway.since >= PATIENCE_MILLIS) {
            giveUp(underway);
            goOn(now);
        }
    }

    /** The room is closed. */
    void end() {
        if (underway != null && underway.request != null) {
            effects.refuse(underway.request, Refused.NO_SUCH_ROOM);
        }
        underway = null;
        waiting.forEach(request -> effects.refuse(request, Refused.NO_SUCH_ROOM));
        waiting.clear();
        unkept.values().forEach(this::kept);
        unkept.clear();
        unasked.forget();
    }
}
