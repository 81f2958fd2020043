package dev.roomtalk.server.store;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomChange;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Changes rooms for tests that do not care for versions. */
public final class Proposing {
    private Proposing() {}

    /** Proposes a change against the version that the room has now. Of no room it is against 0. */
    public static CompletionStage<Boolean> change(RoomRecords engine, RoomId room, RoomChange change) {
        RoomFeed nobody = (epoch, sequence, message) -> {};
        try {
            RoomRecord present = engine.open(room, nobody).toCompletableFuture().get(60, TimeUnit.SECONDS);
            engine.letGo(room, nobody);
            return engine.propose(room, present == null ? 0 : present.version(), change);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public static CompletionStage<Boolean> members(
            RoomRecords engine, RoomId room, List<MemberRecord> now, List<Long> gone) {
        return change(engine, room, new RoomChange.MembersAre(now, gone));
    }

    public static CompletionStage<Boolean> ban(RoomRecords engine, RoomId room, Ban ban) {
        return change(engine, room, new RoomChange.Banned(ban));
    }

    public static CompletionStage<Boolean> unban(RoomRecords engine, RoomId room, Ban.Key ban) {
        return change(engine, room, new RoomChange.Unbanned(ban, ""));
    }

    public static CompletionStage<Boolean> invite(RoomRecords engine, RoomId room, Invitation invitation) {
        return change(engine, room, new RoomChange.InvitationIs(invitation));
    }

    public static CompletionStage<Boolean> uninvite(RoomRecords engine, RoomId room, String hash) {
        return change(engine, room, new RoomChange.InvitationEnded(hash));
    }
}
