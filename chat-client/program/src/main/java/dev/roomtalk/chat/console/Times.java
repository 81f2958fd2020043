package dev.roomtalk.chat.console;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** How commands write times. */
public final class Times {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Times() {}

    /** In UTC, to the millisecond: for programs. */
    public static String utc(Instant time) {
        return MILLIS.format(time);
    }

    /** In this machine's zone, to the minute: for people. */
    public static String local(Instant time) {
        return local(time, ZoneId.systemDefault());
    }

    /** In that zone, to the minute: for people. */
    public static String local(Instant time, ZoneId zone) {
        return MINUTE.format(time.atZone(zone));
    }
}
