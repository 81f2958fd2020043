package dev.roomtalk.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What the host of a room and its moderators do about other users, who are named in any spelling of their names. A
 * reason has at most 200 characters, and may be empty. Every method may be called from any thread; futures complete as
 * those of {@link ChatClient}.
 *
 * <p>Futures of a text complete with a warning for the person where the outcome is less than was asked for, such as a
 * ban that holds but could not be stored; the text is empty where there is no warning.
 */
public interface Moderation {
    /** Ends a user's membership. The user may come in again. */
    CompletableFuture<String> kick(String room, String name, String reason);

    /**
     * Ends a user's membership if there is one, and keeps the user out. Done when that is stored.
     *
     * @param time rounded down to seconds; zero for a ban that holds until it is lifted
     */
    default CompletableFuture<String> ban(String room, String name, Duration time, String reason) {
        return ban(room, name, time, reason, false);
    }

    /**
     * Bans a user, and possibly the addresses from which the user came lately.
     *
     * @param address whether those addresses are banned, too; members who come from them may still enter
     */
    CompletableFuture<String> ban(String room, String name, Duration time, String reason, boolean address);

    /** Lifts a ban. */
    CompletableFuture<String> unban(String room, String name);

    /**
     * Gives a user another role. The host may give every role, and stops being the host when another user becomes it;
     * moderators may mute users, whether members or not, and end a mute by {@link MemberRole#MEMBER}.
     *
     * @param time of a mute, rounded down to seconds; zero for a mute that holds until it is lifted
     */
    CompletableFuture<String> setRole(String room, String name, MemberRole role, Duration time, String reason);

    /** Lists all bans of a room, the newest first. */
    CompletableFuture<List<RoomBan>> bans(String room);

    /**
     * Makes an invitation, which lets in whoever shows its token. Done when it is stored.
     *
     * @param uses how many users may come in with it, 1 to 10,000
     * @param time how long it holds, rounded down to seconds, at most 366 days
     */
    CompletableFuture<RoomInvitation.Made> invite(String room, int uses, Duration time);

    /** Ends an invitation, by its id. */
    CompletableFuture<String> uninvite(String room, String id);

    /** Lists the invitations of a room, the newest first, and for a while those that have ended. */
    CompletableFuture<List<RoomInvitation>> invitations(String room);
}
