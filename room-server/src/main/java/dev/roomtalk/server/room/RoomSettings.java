package dev.roomtalk.server.room;

/**
 * How a room is set by its host; 0: as the server is.
 *
 * @param historyLines how many of its last messages a joining client shows
 * @param keepSeconds messages are kept this long
 * @param keepMessages this many messages are kept
 * @param keepBytes messages of this size together are kept
 */
public record RoomSettings(int historyLines, long keepSeconds, long keepMessages, long keepBytes) {
    /** A joining client shows no more. */
    public static final int MOST_LINES = 500;

    /** Nothing set: as the server is. */
    public static final RoomSettings UNSET = new RoomSettings(0, 0, 0, 0);

    /** What comes of it under what the server allows: of two limits the smaller one. */
    public RoomSettings within(RoomSettings server) {
        return new RoomSettings(
                Math.min(historyLines == 0 ? server.historyLines : historyLines, MOST_LINES),
                smaller(keepSeconds, server.keepSeconds),
                smaller(keepMessages, server.keepMessages),
                smaller(keepBytes, server.keepBytes));
    }

    private static long smaller(long own, long server) {
        return own == 0 ? server : server == 0 ? own : Math.min(own, server);
    }
}
