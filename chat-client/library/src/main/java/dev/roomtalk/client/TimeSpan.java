package dev.roomtalk.client;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A length of time as a person writes it: {@code 45s}, {@code 90m}, {@code 2h}, {@code 7d}, {@code 4w}. */
public final class TimeSpan {
    /** For sentences: what would be right. */
    public static final String EXAMPLES = "45s, 90m, 2h, 7d or 4w";

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})([smhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    private TimeSpan() {}

    /** When something ends, in that zone, and how long it still is until then: {@code until 2026-11-21 14:03 (2 h)}. */
    public static String until(Instant end, ZoneId zone, Instant now) {
        return "until " + MINUTE.format(end.atZone(zone)) + " (" + of(Duration.between(now, end)) + ")";
    }

    /** As a person reads it, in its largest unit and rounded up: {@code 3 h}. */
    public static String of(Duration time) {
        long seconds = Math.max(1, time.plusMillis(999).toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        long minutes = (seconds + 59) / 60;
        if (minutes < 60) {
            return minutes + " min";
        }
        long hours = (minutes + 59) / 60;
        return hours < 48 ? hours + " h" : (hours + 23) / 24 + " days";
    }

    /** The duration that a text stands for; null if it has not this form. */
    public static @Nullable Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.toLowerCase(Locale.ROOT));
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        return unit == null ? null : unit.multipliedBy(Long.parseLong(matcher.group(1)));
    }
}
