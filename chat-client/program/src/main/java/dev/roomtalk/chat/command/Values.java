package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.PointInTime;
import dev.roomtalk.chat.console.Times;
import dev.roomtalk.chat.terminal.TerminalSettings;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns the text of options into values. */
final class Values {
    private Values() {}

    /** How many earlier messages are shown. */
    static final class HistoryLines implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= TerminalSettings.MAX_HISTORY_LINES) {
                return Integer.parseInt(text);
            }
            throw new TypeConversionException(
                    "give 0 to " + TerminalSettings.MAX_HISTORY_LINES + " messages, and not " + text);
        }
    }

    static Duration duration(String text) {
        Duration duration = TimeSpan.parse(text);
        if (duration == null) {
            throw new TypeConversionException("'" + text + "' is not a duration; use " + TimeSpan.EXAMPLES);
        }
        return duration;
    }

    static Instant instant(String text) {
        try {
            return PointInTime.parse(text, Instant.now(), ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** @throws CommandFailure if a value was given and is smaller */
    static void atLeast(long least, String option, @Nullable Long value) {
        if (value != null && value < least) {
            throw CommandFailure.badInput(option + " is at least " + least);
        }
    }

    /** @throws CommandFailure if both were given and the range ends before it begins */
    static void inOrder(String begin, @Nullable Instant from, String end, @Nullable Instant to) {
        if (from != null && to != null && from.isAfter(to)) {
            throw CommandFailure.badInput("the range is reversed: " + begin + " " + Times.local(from)
                    + " is later than " + end + " " + Times.local(to));
        }
    }

    static String joined(List<String> words) {
        return String.join(" ", words);
    }
}
