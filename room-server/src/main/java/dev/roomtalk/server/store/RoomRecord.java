package dev.roomtalk.server.store;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomChange;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.wire.Name;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A room as the engine knows it.
 *
 * @param id {@link RoomId#NONE} where it is still to be made
 * @param passwordHash as {@code Passwords} writes it; null: none is needed
 * @param hidden strangers do not see it
 * @param history its messages are kept; false: they never touch a disk, and nothing can be read back
 * @param members those who have joined and not left, in the order in which they joined
 * @param bans in the order in which they were made; such as have ended may be among them
 * @param invitations the same
 * @param lastUsed when somebody was last seen to speak there, or to be a member; milliseconds of Unix time, 0: now
 * @param epoch that its next message is numbered in: given by the engine, higher than any that a room of this name had
 *     before this start of the engine, or before it was closed
 * @param sequence the highest sequence so far
 * @param version grows by one with each change that {@link RoomRecords#propose} makes, and by more where changes may
 *     have been lost; an engine that no other node shares begins again at 0 when it starts
 */
public record RoomRecord(
        RoomId id,
        Name name,
        String topic,
        @Nullable String passwordHash,
        boolean ephemeral,
        boolean closeWithHost,
        boolean hidden,
        boolean history,
        RoomSettings settings,
        List<MemberRecord> members,
        List<Ban> bans,
        List<Invitation> invitations,
        long lastUsed,
        long epoch,
        long sequence,
        long version) {
    /** One that is still to be made, with history and as the server is set: the engine gives it its epoch. */
    public static RoomRecord wanted(
            Name name, String topic, @Nullable String passwordHash, boolean ephemeral, boolean closeWithHost) {
        return new RoomRecord(
                RoomId.NONE,
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                false,
                true,
                RoomSettings.UNSET,
                List.of(),
                List.of(),
                List.of(),
                0,
                0,
                0,
                0);
    }

    /** @param memberCount how many members it has */
    public RoomSummary summary(int memberCount) {
        return new RoomSummary(id, name, topic, memberCount, passwordHash != null, history, hidden, lastUsed);
    }

    public RoomRecord withTopic(String changed) {
        return with(draft -> draft.topic = changed);
    }

    /** With a change, which gives it this version. Who is banned, and a member, the engines keep beside it. */
    public RoomRecord changed(RoomChange change, long changedVersion) {
        RoomRecord changed =
                switch (change) {
                    case RoomChange.TopicIs c -> withTopic(c.topic());
                    case RoomChange.SettingsAre c -> withSettings(c.settings());
                    case RoomChange.Kicked _,
                            RoomChange.Banned _,
                            RoomChange.Unbanned _,
                            RoomChange.RoleIs _,
                            RoomChange.MembersAre _,
                            RoomChange.PresentAre _,
                            RoomChange.InvitationIs _,
                            RoomChange.InvitationEnded _,
                            RoomChange.Closed _ -> this;
                };
        return changed.with(draft -> draft.version = changedVersion);
    }

    public RoomRecord withoutHistory() {
        return with(draft -> draft.history = false);
    }

    public RoomRecord withSettings(RoomSettings changed) {
        return with(draft -> draft.settings = changed);
    }

    public RoomRecord withMembers(List<MemberRecord> changed) {
        return with(draft -> draft.members = List.copyOf(changed));
    }

    public RoomRecord withBans(List<Ban> changed) {
        return with(draft -> draft.bans = List.copyOf(changed));
    }

    public RoomRecord withInvitations(List<Invitation> changed) {
        return with(draft -> draft.invitations = List.copyOf(changed));
    }

    /** Strangers do not see it. */
    public RoomRecord asHidden() {
        return with(draft -> draft.hidden = true);
    }

    public RoomRecord withLastUsed(long millis) {
        return with(draft -> draft.lastUsed = millis);
    }

    /** It has been made, under this id. */
    public RoomRecord withId(RoomId given) {
        return with(draft -> draft.id = given);
    }

    /** Its next message is numbered in this epoch, above this sequence. */
    public RoomRecord at(long nextEpoch, long committed) {
        return with(draft -> {
            draft.epoch = nextEpoch;
            draft.sequence = committed;
        });
    }

    private RoomRecord with(Consumer<Draft> change) {
        Draft draft = new Draft();
        change.accept(draft);
        return new RoomRecord(
                draft.id,
                name,
                draft.topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                draft.hidden,
                draft.history,
                draft.settings,
                draft.members,
                draft.bans,
                draft.invitations,
                draft.lastUsed,
                draft.epoch,
                draft.sequence,
                draft.version);
    }

    /** What can be changed, as it is. */
    private final class Draft {
        RoomId id = RoomRecord.this.id;
        String topic = RoomRecord.this.topic;
        boolean hidden = RoomRecord.this.hidden;
        boolean history = RoomRecord.this.history;
        RoomSettings settings = RoomRecord.this.settings;
        List<MemberRecord> members = RoomRecord.this.members;
        List<Ban> bans = RoomRecord.this.bans;
        List<Invitation> invitations = RoomRecord.this.invitations;
        long lastUsed = RoomRecord.this.lastUsed;
        long epoch = RoomRecord.this.epoch;
        long sequence = RoomRecord.this.sequence;
        long version = RoomRecord.this.version;
    }
}
