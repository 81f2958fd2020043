package dev.roomtalk.server.console;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and amounts, as the operator writes and reads them. */
final class Amounts {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhdw])");

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX]")
            .toFormatter(Locale.ROOT);

    private Amounts() {}

    /**
     * The seconds of a duration.
     *
     * @throws DeclinedException the text is not a duration
     */
    static long seconds(String text) throws DeclinedException {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            throw new DeclinedException("'" + text + "' is not a duration; use 30m, 2h or 7d");
        }
        long unit =
                switch (m.group(2)) {
                    case "s" -> 1;
                    case "m" -> 60;
                    case "h" -> 3_600;
                    case "d" -> 86_400;
                    default -> 604_800;
                };
        return Long.parseLong(m.group(1)) * unit;
    }

    /**
     * A point in time, in milliseconds of Unix time: {@code 2026-11-29}, {@code 2026-11-29 14:05} in this machine's
     * time zone, the same with an offset, or a duration before the present.
     *
     * @throws DeclinedException the text is none of these
     */
    static long time(String text, Instant now) throws DeclinedException {
        if (DURATION.matcher(text).matches()) {
            return now.minusSeconds(seconds(text)).toEpochMilli();
        }
        String iso = text.strip().replace(' ', 'T');
        try {
            TemporalAccessor time =
                    TIME.parseBest(iso.contains("T") ? iso : iso + "T00:00", OffsetDateTime::from, LocalDateTime::from);
            return time instanceof OffsetDateTime offset
                    ? offset.toInstant().toEpochMilli()
                    : LocalDateTime.from(time)
                            .atZone(ZoneId.systemDefault())
                            .toInstant()
                            .toEpochMilli();
        } catch (DateTimeException e) {
            throw new DeclinedException("'" + text + "' is not a time; use 2026-11-29, 2026-11-29 14:05, or 30d (ago)");
        }
    }

    /** The two greatest units of a duration: "3 d 4 h". */
    static String duration(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%.0f", perSecond);
    }

    static String percent(double percent) {
        return String.format(Locale.ROOT, "%.1f %%", percent);
    }

    static String percent(double part, double all) {
        return percent(all == 0 ? 0 : 100 * part / all);
    }

    /** In the greatest unit of which there is one. */
    static String bytes(double bytes) {
        if (bytes < 1 << 10) {
            return String.format(Locale.ROOT, "%.0f B", bytes);
        }
        return bytes < 1 << 20
                ? String.format(Locale.ROOT, "%.1f KiB", bytes / (1 << 10))
                : String.format(Locale.ROOT, "%.1f MiB", bytes / (1 << 20));
    }
}
