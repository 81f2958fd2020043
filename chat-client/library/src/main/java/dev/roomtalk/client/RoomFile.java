package dev.roomtalk.client;

import dev.roomtalk.text.ByteSize;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A file that members of a room can get.
 *
 * @param id 32 hexadecimal digits
 * @param name as its sender calls it: fit to be shown, and no path; {@link RoomFiles#save} makes a safe one of it
 * @param size in bytes
 * @param sha256 of its content, 64 hexadecimal digits
 * @param type the media type that its sender gives it; may be empty
 * @param user who sent it
 * @param time when it was there whole
 */
public record RoomFile(String id, String name, long size, String sha256, String type, String user, Instant time) {
    private static final Pattern ANNOUNCEMENT =
            Pattern.compile("sent .+ \\(.+, sha256 [0-9a-f]{16}…\\) — chat get .+ ([0-9a-f]{32})");

    private static final int SHOWN_DIGITS = 16;

    /**
     * The text of the message that announces the file in its room: "sent report.pdf (PDF document, 2.1 MB, sha256
     * 0123456789abcdef…) — chat get ops 0123…". Every client shows it; one that knows files finds the id in it.
     */
    public String announcement(String room) {
        String kind = FileKind.words(type);
        return "sent " + VisibleText.line(name) + " (" + (kind.isEmpty() ? "" : kind + ", ") + ByteSize.text(size)
                + ", sha256 " + sha256.substring(0, SHOWN_DIGITS) + "…) — chat get " + quoted(room) + " " + id;
    }

    /** The name of a room as a shell takes it. */
    private static String quoted(String room) {
        return room.matches("[\\p{L}\\p{N}_.-]+") ? room : "'" + room.replace("'", "'\\''") + "'";
    }

    /** The id of the file that a message announces; null: it announces none. */
    public static @Nullable String announcedIn(String text) {
        Matcher found = ANNOUNCEMENT.matcher(text);
        return found.matches() ? found.group(1) : null;
    }
}
