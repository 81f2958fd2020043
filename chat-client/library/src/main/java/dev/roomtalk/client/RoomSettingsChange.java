package dev.roomtalk.client;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A change of the settings of a room. Null leaves a setting as it is; 0 restores the server's default. */
public record RoomSettingsChange(
        @Nullable Integer historyLines,
        @Nullable Long keepSeconds,
        @Nullable Long keepMessages,
        @Nullable Long keepBytes,
        @Nullable Integer slowSeconds,
        @Nullable Integer editSeconds) {
    /** Changes nothing. */
    public static final RoomSettingsChange NONE = new RoomSettingsChange(null, null, null, null, null, null);

    /** The names of the settings. */
    public static final List<String> KEYS =
            List.of("history-lines", "keep", "keep-messages", "keep-bytes", "slow", "edit-for");

    private static final int MAX_LINES = 500;
    private static final int MAX_SLOW_SECONDS = 86_400;
    private static final int MAX_EDIT_SECONDS = 366 * 86_400;
    private static final Pattern NUMBER = Pattern.compile("([0-9]{1,18})([a-z]*)");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L, "b", 1L, "k", 1L << 10, "kb", 1L << 10, "m", 1L << 20, "mb", 1L << 20, "g", 1L << 30, "gb",
            1L << 30);

    /**
     * This change with one more setting.
     *
     * @throws IllegalArgumentException in a sentence for the person: what is wrong, and what would be right
     */
    public RoomSettingsChange with(String key, String value) {
        return switch (key) {
            case "history-lines" -> {
                long lines = number(key, value, Map.of("", 1L), "a number from 0 to " + MAX_LINES);
                if (lines > MAX_LINES) {
                    throw new IllegalArgumentException(
                            "history-lines: " + value + " is too many; the most is " + MAX_LINES);
                }
                yield new RoomSettingsChange(
                        (int) lines, keepSeconds, keepMessages, keepBytes, slowSeconds, editSeconds);
            }
            case "keep" ->
                new RoomSettingsChange(
                        historyLines,
                        value.equals("0")
                                ? Long.valueOf(0)
                                : number(key, value, SECONDS, "a duration; use 30d, 12h, 90m or 45s"),
                        keepMessages,
                        keepBytes,
                        slowSeconds,
                        editSeconds);
            case "keep-messages" ->
                new RoomSettingsChange(
                        historyLines,
                        keepSeconds,
                        number(key, value, Map.of("", 1L), "a number of messages"),
                        keepBytes,
                        slowSeconds,
                        editSeconds);
            case "keep-bytes" ->
                new RoomSettingsChange(
                        historyLines,
                        keepSeconds,
                        keepMessages,
                        number(key, value, BYTES, "a size; use 10M, 500K or 1G"),
                        slowSeconds,
                        editSeconds);
            case "slow" -> {
                long seconds = value.equals("0") ? 0 : number(key, value, SECONDS, "a duration; use 10s, 5m or 1h");
                if (seconds > MAX_SLOW_SECONDS) {
                    throw new IllegalArgumentException("slow: " + value + " is too much; the most is 1d");
                }
                yield new RoomSettingsChange(
                        historyLines, keepSeconds, keepMessages, keepBytes, (int) seconds, editSeconds);
            }
            case "edit-for" -> {
                long seconds = value.equals("0") ? 0 : number(key, value, SECONDS, "a duration; use 15m, 1h or 1d");
                if (seconds > MAX_EDIT_SECONDS) {
                    throw new IllegalArgumentException("edit-for: " + value + " is too much; the most is 366d");
                }
                yield new RoomSettingsChange(
                        historyLines, keepSeconds, keepMessages, keepBytes, slowSeconds, (int) seconds);
            }
            default ->
                throw new IllegalArgumentException(
                        "a room has no setting '" + key + "'; it has " + String.join(", ", KEYS));
        };
    }

    private static Long number(String key, String value, Map<String, Long> units, String right) {
        Matcher matcher = NUMBER.matcher(value.toLowerCase(Locale.ROOT));
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    key + ": '" + value + "' is not " + right + "; 0 restores the server's default");
        }
        BigInteger number = new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit));
        if (number.bitLength() > 62) {
            throw new IllegalArgumentException(key + ": '" + value + "' is too much");
        }
        return number.longValue();
    }

    /** Whether this changes what is kept. */
    public boolean ofHistory() {
        return historyLines != null || keepSeconds != null || keepMessages != null || keepBytes != null;
    }

    public boolean isEmpty() {
        return equals(NONE);
    }

    /** For a room that is still to be made. */
    public RoomSettings toSettings() {
        return new RoomSettings(
                historyLines == null ? 0 : historyLines,
                keepSeconds == null ? 0 : keepSeconds,
                keepMessages == null ? 0 : keepMessages,
                keepBytes == null ? 0 : keepBytes,
                slowSeconds == null ? 0 : slowSeconds,
                editSeconds == null ? 0 : editSeconds);
    }
}
