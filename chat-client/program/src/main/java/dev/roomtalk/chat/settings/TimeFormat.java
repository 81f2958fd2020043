package dev.roomtalk.chat.settings;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;

/** How the full screen writes the time of a message. */
public enum TimeFormat {
    /** {@code 14:03}. */
    HOURS_24("24h", 5),
    /** {@code  2:03pm}. */
    HOURS_12("12h", 7),
    /** {@code 14:03:09}. */
    SECONDS("seconds", 8),
    /** Not at all. */
    NONE("none", 0);

    private final String word;
    private final int columns;

    TimeFormat(String word, int columns) {
        this.word = word;
        this.columns = columns;
    }

    static TimeFormat of(String word) {
        for (TimeFormat format : values()) {
            if (format.word.equals(word)) {
                return format;
            }
        }
        return HOURS_24;
    }

    /** How wide it is. */
    public int columns() {
        return columns;
    }

    /** The time; as wide as {@link #columns} says. */
    public String format(Instant at, ZoneId zone) {
        ZonedDateTime time = at.atZone(zone);
        return switch (this) {
            case HOURS_24 -> minutes(time, time.getHour());
            case HOURS_12 -> {
                int hour = (time.getHour() + 11) % 12 + 1;
                String shown = hour < 10 ? minutes(time, hour).replaceFirst("^0", " ") : minutes(time, hour);
                yield shown + (time.getHour() < 12 ? "am" : "pm");
            }
            case SECONDS -> minutes(time, time.getHour()) + String.format(Locale.ROOT, ":%02d", time.getSecond());
            case NONE -> "";
        };
    }

    /** Without a formatter: it is called for each row of each frame. */
    private static String minutes(ZonedDateTime time, int hour) {
        return (hour < 10 ? "0" : "") + hour + (time.getMinute() < 10 ? ":0" : ":") + time.getMinute();
    }
}
