package dev.roomtalk.server.engine;

import dev.roomtalk.server.room.Ban;
import dev.roomtalk.server.room.Invitation;
import dev.roomtalk.server.room.MemberRecord;
import dev.roomtalk.server.room.RoomSettings;
import dev.roomtalk.wire.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A room as the engine knows it.
 *
 * @param passwordHash as {@code Passwords} writes it; null: none is needed
 * @param hidden strangers do not see it
 * @param history its messages are kept; false: they never touch a disk, and nothing can be read back
 * @param members those who have joined and not left, in the order in which they joined
 * @param bans in the order in which they were made; such as have ended may be among them
 * @param invitations the same
 * @param lastUsed when somebody was last seen to speak there, or to be a member; milliseconds of Unix time, 0: now
 * @param epoch that its next message is numbered in: given by the engine, higher than any that a room of this name had
 *     before this start of the engine, or before it was closed
 * @param sequence the highest sequence committed
 */
public record RoomRecord(
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
        long sequence) {
    /** One that is still to be made, with history and as the server is set: the engine gives it its epoch. */
    public static RoomRecord wanted(
            Name name, String topic, @Nullable String passwordHash, boolean ephemeral, boolean closeWithHost) {
        return new RoomRecord(
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
                0);
    }

    public RoomRecord withTopic(String changed) {
        return new RoomRecord(
                name,
                changed,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                history,
                settings,
                members,
                bans,
                invitations,
                lastUsed,
                epoch,
                sequence);
    }

    public RoomRecord withoutHistory() {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                false,
                settings,
                members,
                bans,
                invitations,
                lastUsed,
                epoch,
                sequence);
    }

    public RoomRecord withSettings(RoomSettings changed) {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                history,
                changed,
                members,
                bans,
                invitations,
                lastUsed,
                epoch,
                sequence);
    }

    public RoomRecord withMembers(List<MemberRecord> changed) {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                history,
                settings,
                List.copyOf(changed),
                bans,
                invitations,
                lastUsed,
                epoch,
                sequence);
    }

    public RoomRecord withBans(List<Ban> changed) {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                history,
                settings,
                members,
                List.copyOf(changed),
                invitations,
                lastUsed,
                epoch,
                sequence);
    }

    public RoomRecord withInvitations(List<Invitation> changed) {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                history,
                settings,
                members,
                bans,
                List.copyOf(changed),
                lastUsed,
                epoch,
                sequence);
    }

    /** Strangers do not see it. */
    public RoomRecord asHidden() {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                true,
                history,
                settings,
                members,
                bans,
                invitations,
                lastUsed,
                epoch,
                sequence);
    }

    public RoomRecord withLastUsed(long millis) {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                history,
                settings,
                members,
                bans,
                invitations,
                millis,
                epoch,
                sequence);
    }

    /** Its next message is numbered in this epoch, above this sequence. */
    public RoomRecord at(long nextEpoch, long committed) {
        return new RoomRecord(
                name,
                topic,
                passwordHash,
                ephemeral,
                closeWithHost,
                hidden,
                history,
                settings,
                members,
                bans,
                invitations,
                lastUsed,
                nextEpoch,
                committed);
    }
}
