package dev.roomtalk.server.rooms;

import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.room.Participant;
import dev.roomtalk.server.room.RoomCommand;
import java.util.concurrent.TimeUnit;

/**
 * How much all members of a room together may change in it at once: each change is told to everybody in the room.
 * Confined to the room's loop.
 */
final class ChangeLimit {
    /** Topics, settings, kicks, bans and roles in a second. */
    private static final int CHANGES = 10;

    private static final int CHANGES_AT_ONCE = 100;

    private final RoomRef ref;
    private final LoopThread thread;
    private final Memberships memberships;
    private final RateLimit changes;

    ChangeLimit(RoomRef ref, Memberships memberships) {
        this.ref = ref;
        this.thread = ref.rooms().thread();
        this.memberships = memberships;
        this.changes = new RateLimit(CHANGES, CHANGES_AT_ONCE, thread.nanoTime());
    }

    /** Whether the command is a change that is one too many for now. Then its request has been refused. */
    boolean refuses(RoomCommand command) {
        boolean told = command instanceof RoomCommand.SetTopic
                || command instanceof RoomCommand.Change
                || command instanceof RoomCommand.About;
        if (!told || !(command instanceof RoomCommand.Asked asked)) {
            return false;
        }
        Participant who = asked.who();
        long now = thread.nanoTime();
        if (who.operates() || !memberships.contains(who.userId(), ref.number()) || changes.take(now)) {
            return false;
        }
        int wait = (int) (1 + TimeUnit.NANOSECONDS.toMillis(changes.place(now)));
        ((Requester) who)
                .answer(Refusals.message(
                        asked.request(),
                        RefusalReason.TOO_FAST,
                        "too much is changed in '" + ref.name().display() + "' at once: try again in a moment",
                        wait));
        return true;
    }
}
