package dev.roomtalk.server.room;

import java.time.Duration;

/**
 * The limits and durations that the operator sets for every room.
 *
 * @param members the most members of one room
 * @param messageBytes the longest text in bytes of UTF-8
 * @param topicBytes the longest topic in bytes of UTF-8
 * @param presenceDelay how long after a lost connection a member is still shown as present
 * @param hostGrace how long an absent host stays host while another member is present
 * @param roomExpiry how long an empty and silent room is kept
 * @param ring messages kept for repair
 * @param conversationBytes what messages kept for repair and remembered authors take, of all rooms together
 * @param standard the default settings of a room, which are also the most that it may keep
 */
public record RoomRules(
        int members,
        int messageBytes,
        int topicBytes,
        Duration presenceDelay,
        Duration hostGrace,
        Duration roomExpiry,
        int ring,
        long conversationBytes,
        RoomSettings standard) {
    /** Members above which joined and left are not told one by one. */
    public static final int CROWD = 200;

    /** The time that a room has at least after a start of the server: its members may be about to come back. */
    private static final Duration RESPITE = Duration.ofDays(1);

    /**
     * The longest silence, in milliseconds, that a room is given when this process comes to know it; a longer one is
     * shortened to it.
     */
    public long longestSilence() {
        return roomExpiry.toMillis() - respite();
    }

    /** How long a room has at least, in milliseconds, from when this process comes to know it. */
    public long respite() {
        return Math.min(RESPITE.toMillis(), roomExpiry.toMillis() / 2);
    }

    /** Authors that a room tells an entering session about. */
    static final int TOLD_AUTHORS = 256;

    /** Authors that are remembered of a room that is not open. */
    static final int AUTHORS_OF_UNOPENED = 32;

    /** Bans in one answer. */
    static final int TOLD_BANS = 100;

    /** Instances whose numbering a room remembers, and for how long after their last message. */
    static final int REMEMBERED_AUTHORS = 65_536;

    /** Messages that wait in a room for an earlier one of their authors. */
    static final int EARLY_MESSAGES = 4096;

    static final Duration AUTHOR_EXPIRY = Duration.ofDays(30);
}
