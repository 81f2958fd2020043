package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Iterator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Prints messages for people, a line each, and a line of its own where another day begins. */
final class MessageLines {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();
    private static final String INDENT = " ".repeat(9);
    private static final int[] COLOURS = {31, 32, 33, 34, 35, 36, 91, 92, 93, 94, 95, 96};

    private final Console console;
    private final ZoneId zone = ZoneId.systemDefault();
    private @Nullable LocalDate day;

    /** @param day of the message before; null: the first one's is said, too */
    MessageLines(Console console, @Nullable LocalDate day) {
        this.console = console;
        this.day = day;
    }

    /** In UTC, to the millisecond. */
    static String utc(Instant time) {
        return MILLIS.format(time);
    }

    static JsonLine json(ChatEvent.Message message) {
        return JsonLine.message(
                message.room(),
                message.epoch(),
                message.sequence(),
                message.time(),
                message.author(),
                message.label(),
                message.text());
    }

    void print(ChatEvent.Message message) {
        LocalDate its = LocalDate.ofInstant(message.time(), zone);
        if (!its.equals(day)) {
            console.out().println(faint("── " + DAY.format(its) + " ──"));
            day = its;
        }
        String time = CLOCK.format(LocalTime.ofInstant(message.time(), zone));
        Iterator<String> lines = VisibleText.lines(message.text()).iterator();
        console.out().println(faint(time) + " " + who(message.author(), message.label()) + ": " + lines.next());
        // A line of its own would look like another message.
        lines.forEachRemaining(line -> console.out().println(INDENT + line));
    }

    private String who(String author, @Nullable String label) {
        String name = VisibleText.line(author);
        if (console.coloured()) {
            int colour = COLOURS[Math.floorMod(name.hashCode(), COLOURS.length)];
            name = "\u001B[1;" + colour + "m" + name + "\u001B[0m";
        }
        return label == null ? name : name + " · " + VisibleText.line(label);
    }

    private String faint(String text) {
        return console.coloured() ? "\u001B[2m" + text + "\u001B[0m" : text;
    }
}
