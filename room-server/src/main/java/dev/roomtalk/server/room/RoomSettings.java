package dev.roomtalk.server.room;

/**
 * The settings that a host gives a room; 0 takes the server's default.
 *
 * @param historyLines how many of its last messages a joining client shows
 * @param keepSeconds messages are kept this long
 * @param keepMessages this many messages are kept
 * @param keepBytes messages of this size together are kept
 * @param slowSeconds between two messages of one user, who is neither host nor moderator; 0: as fast as the server
 *     allows
 * @param editSeconds for how long after a message its author may edit and remove it; 0: for ever
 */
public record RoomSettings(
        int historyLines, long keepSeconds, long keepMessages, long keepBytes, int slowSeconds, int editSeconds) {
    /** The highest value of {@code historyLines}. */
    public static final int MAX_LINES = 500;

    /** A room is no slower. */
    public static final int MAX_SLOW_SECONDS = 86_400;

    /** The highest value of {@code editSeconds}: 366 days. */
    public static final int MAX_EDIT_SECONDS = 366 * 86_400;

    /** Nothing set: as the server is. */
    public static final RoomSettings UNSET = new RoomSettings(0, 0, 0, 0);

    /** One that is not slow. */
    public RoomSettings(int historyLines, long keepSeconds, long keepMessages, long keepBytes) {
        this(historyLines, keepSeconds, keepMessages, keepBytes, 0, 0);
    }

    /** What holds in a room that keeps nothing. */
    public RoomSettings withoutHistory() {
        return new RoomSettings(0, 0, 0, 0, slowSeconds, editSeconds);
    }

    /** What comes of it under what the server allows: of two limits the smaller one. */
    public RoomSettings within(RoomSettings server) {
        return new RoomSettings(
                Math.min(historyLines == 0 ? server.historyLines : historyLines, MAX_LINES),
                smaller(keepSeconds, server.keepSeconds),
                smaller(keepMessages, server.keepMessages),
                smaller(keepBytes, server.keepBytes),
                slowSeconds,
                editSeconds);
    }

    private static long smaller(long own, long server) {
        return own == 0 ? server : server == 0 ? own : Math.min(own, server);
    }
}
