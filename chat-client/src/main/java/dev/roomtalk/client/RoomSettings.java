package dev.roomtalk.client;

import java.util.List;

/**
 * How a room is set, as the server has it in effect. Before a room is made 0 means: as the server is.
 *
 * @param historyLines how many of its last messages are shown to who joins
 * @param keepSeconds messages are kept this long
 * @param keepMessages this many messages are kept
 * @param keepBytes messages of this size together are kept
 */
public record RoomSettings(int historyLines, long keepSeconds, long keepMessages, long keepBytes) {
    public static final RoomSettings UNSET = new RoomSettings(0, 0, 0, 0);

    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;

    static RoomSettings of(dev.roomtalk.proto.RoomSettings told) {
        return new RoomSettings(
                told.getHistoryLines(), told.getKeepSeconds(), told.getKeepMessages(), told.getKeepBytes());
    }

    /** A line for each, as {@link RoomSettingsChange#with} reads them. */
    public List<String> lines() {
        return List.of(
                "history-lines " + historyLines,
                "keep " + duration(keepSeconds),
                "keep-messages " + keepMessages,
                "keep-bytes " + size(keepBytes));
    }

    private static String duration(long seconds) {
        if (seconds >= DAY && seconds % DAY == 0) {
            return seconds / DAY + "d";
        }
        return seconds >= HOUR && seconds % HOUR == 0 ? seconds / HOUR + "h" : seconds + "s";
    }

    private static String size(long bytes) {
        for (int shift = 30; shift > 0; shift -= 10) {
            if (bytes >= 1L << shift && bytes % (1L << shift) == 0) {
                return (bytes >> shift) + List.of("K", "M", "G").get(shift / 10 - 1);
            }
        }
        return Long.toString(bytes);
    }
}
