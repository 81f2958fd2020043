package dev.roomtalk.chat.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as a person writes it: {@code 2026-11-01} (the beginning of that day), {@code 2026-11-01T12:00}, {@code 14:30}
 * (today, or yesterday if that is still to come) or {@code 2h} (ago; s, m, h, d or w). Dates and times of day are in
 * the given zone, unless they name another: {@code 2026-11-01T12:00Z}, {@code 01:40-05:00}.
 */
public final class PointInTime {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,5})([smhdw])");
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME_OF_DAY = Pattern.compile("([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)(|Z|[+-][0-9:]+)");
    private static final Pattern DATE_TIME =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,9})?)?)(.*)");

    private PointInTime() {}

    /** @throws IllegalArgumentException with a sentence for the person */
    public static Instant parse(String text, Instant now, ZoneId zone) {
        try {
            Matcher ago = AGO.matcher(text);
            if (ago.matches()) {
                return now.minus(unit(ago.group(2).charAt(0)).multipliedBy(Long.parseLong(ago.group(1))));
            }
            if (DATE.matcher(text).matches()) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant();
            }
            Matcher timeOfDay = TIME_OF_DAY.matcher(text);
            if (timeOfDay.matches()) {
                String time = timeOfDay.group(1);
                return lastTime(
                        LocalTime.parse(time.indexOf(':') == 1 ? "0" + time : time),
                        now,
                        zone(timeOfDay.group(2), zone));
            }
            Matcher dateTime = DATE_TIME.matcher(text);
            if (dateTime.matches()) {
                String local = dateTime.group(1) + "T" + dateTime.group(2);
                return LocalDateTime.parse(local)
                        .atZone(zone(dateTime.group(5), zone))
                        .toInstant();
            }
        } catch (DateTimeException | ArithmeticException e) {
            // No such day, or no such hour.
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a time; use 2026-11-01, 2026-11-01T12:00, 14:30, or 2h "
                        + "(two hours ago; s, m, h, d or w)");
    }

    private static Duration unit(char letter) {
        return switch (letter) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }

    /** The zone of an offset such as {@code Z}, {@code +2}, {@code +02}, {@code -0530} or {@code -05:30}. */
    private static ZoneId zone(String offset, ZoneId otherwise) {
        return offset.isEmpty() ? otherwise : ZoneOffset.of(offset);
    }

    /**
     * The last time that clocks showed this: today, or yesterday if that is still to come. Where clocks go back they
     * show an hour twice.
     */
    private static Instant lastTime(LocalTime time, Instant now, ZoneId zone) {
        LocalDate today = now.atZone(zone).toLocalDate();
        for (LocalDate day : List.of(today, today.minusDays(1))) {
            ZonedDateTime earlier = day.atTime(time).atZone(zone);
            for (ZonedDateTime shown : List.of(earlier.withLaterOffsetAtOverlap(), earlier)) {
                if (!shown.toInstant().isAfter(now)) {
                    return shown.toInstant();
                }
            }
        }
        throw new DateTimeException("clocks have not shown it since yesterday");
    }
}
