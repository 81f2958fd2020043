package dev.roomtalk.client;

import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a room that are in effect. For a room that is to be made, 0 stands for the server's default.
 *
 * @param historyLines how many of the last messages are shown to a user who joins
 * @param keepSeconds messages are kept this long
 * @param keepMessages this many messages are kept
 * @param keepBytes messages of this size together are kept
 * @param slowSeconds between two messages of a user who is neither host nor moderator; 0 for no limit of the room's own
 * @param editSeconds for how long after a message its author may edit and remove it; 0: for ever
 */
public record RoomSettings(
        int historyLines, long keepSeconds, long keepMessages, long keepBytes, int slowSeconds, int editSeconds) {
    /** The server's defaults, for a room that is to be made. */
    public static final RoomSettings UNSET = new RoomSettings(0, 0, 0, 0, 0, 0);

    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;

    /** One of a room in which authors may always edit. */
    public RoomSettings(int historyLines, long keepSeconds, long keepMessages, long keepBytes, int slowSeconds) {
        this(historyLines, keepSeconds, keepMessages, keepBytes, slowSeconds, 0);
    }

    /** A line for each, as {@link RoomSettingsChange#with} reads them. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>(List.of(
                "history-lines " + historyLines,
                "keep " + duration(keepSeconds),
                "keep-messages " + keepMessages,
                "keep-bytes " + size(keepBytes)));
        lines.addAll(linesWithoutHistory());
        return lines;
    }

    /** The lines of {@link #lines} for a room that keeps no history. */
    public List<String> linesWithoutHistory() {
        List<String> lines = new ArrayList<>();
        if (slowSeconds != 0) {
            lines.add("slow " + duration(slowSeconds));
        }
        if (editSeconds != 0) {
            lines.add("edit-for " + duration(editSeconds));
        }
        return lines;
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
