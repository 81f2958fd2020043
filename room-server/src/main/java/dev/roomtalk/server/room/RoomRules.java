package dev.roomtalk.server.room;

import java.time.Duration;

/**
 * What the operator allows, and how long things last.
 *
 * @param members the most members of one room
 * @param messageBytes the longest text in bytes of UTF-8
 * @param topicBytes the longest topic in bytes of UTF-8
 * @param presenceDelay how long a lost connection shows nothing
 * @param hostGrace how long an absent host stays host while another member is present
 * @param roomExpiry how long an empty and silent room is kept
 * @param ring messages kept for repair
 * @param standard how a room is set that says nothing else, and the most it may keep
 */
public record RoomRules(
        int members,
        int messageBytes,
        int topicBytes,
        Duration presenceDelay,
        Duration hostGrace,
        Duration roomExpiry,
        int ring,
        RoomSettings standard) {
    /** Members above which joined and left are not told one by one. */
    public static final int CROWD = 200;

    /** A room whose time was over when the server started has so long still: its people may be about to come back. */
    private static final Duration RESPITE = Duration.ofDays(1);

    /**
     * For how long, in milliseconds, a room can have been silent when the server starts; beyond it it is as if it were
     * so long.
     */
    long longestSilence() {
        long expiry = roomExpiry.toMillis();
        return expiry - Math.min(RESPITE.toMillis(), expiry / 2);
    }

    /** Authors that a room tells a newcomer about. */
    static final int TOLD_AUTHORS = 256;

    /** Bans that are told at once. */
    static final int TOLD_BANS = 100;

    /** Instances whose numbering a room remembers, and for how long after their last message. */
    static final int REMEMBERED_AUTHORS = 65_536;

    /** Messages that wait in a room for an earlier one of their authors. */
    static final int EARLY_MESSAGES = 4096;

    static final Duration AUTHOR_EXPIRY = Duration.ofDays(30);
}
