package dev.roomtalk.chat.console;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.VisibleText;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints messages: for people a line each and a line where another day begins, or for programs one JSON object a line.
 */
public final class MessagePrinter {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final String INDENT = " ".repeat(9);

    /** Messages that can be quoted where somebody answers them. */
    private static final int MAX_QUOTES = 1000;

    private static final int[] COLOURS = {31, 32, 33, 34, 35, 36, 91, 92, 93, 94, 95, 96};

    private final Console console;
    private final boolean json;
    private final ZoneId zone = ZoneId.systemDefault();
    private final Map<MessageId, String> quotes = new LinkedHashMap<>();
    private @Nullable LocalDate day;
    private long printed;

    /** @param day of the message before; null: the first message's day is printed, too */
    public MessagePrinter(Console console, boolean json, @Nullable LocalDate day) {
        this.console = console;
        this.json = json;
        this.day = day;
    }

    /** Prints a message; false if the output was closed, which is looked at every 100 messages. */
    public boolean printUnlessClosed(ChatEvent.Message message) {
        print(message);
        return ++printed % 100 != 0 || !console.out().checkError();
    }

    public void print(ChatEvent.Message message) {
        if (json) {
            console.out().println(JsonLine.message(message));
            return;
        }
        LocalDate its = LocalDate.ofInstant(message.time(), zone);
        if (!its.equals(day)) {
            console.out().println(console.faint("── " + its + " ──"));
            day = its;
        }
        String time = CLOCK.format(LocalTime.ofInstant(message.time(), zone));
        MessageId answered = message.kind() == MessageKind.REPLY ? message.target() : null;
        if (answered != null) {
            console.out().println(console.faint(time + " ↪ " + quote(answered)));
        }
        String sentence = sentence(message);
        Iterator<String> lines = VisibleText.lines(sentence == null ? MessageWords.text(message) : sentence)
                .iterator();
        String sender = sender(message.author(), message.label());
        console.out()
                .println(console.faint(time)
                        + (sentence == null ? " " + sender + ": " : " * " + sender + " ")
                        + lines.next());
        // Without the indentation a line would look like another message.
        lines.forEachRemaining(line -> console.out().println(INDENT + line));
    }

    private @Nullable String sentence(ChatEvent.Message message) {
        quotes.put(message.id(), VisibleText.line(Quoted.of(message.author(), message.text())));
        if (quotes.size() > MAX_QUOTES) {
            quotes.remove(quotes.keySet().iterator().next());
        }
        MessageId target = message.kind() == MessageKind.REACTION ? message.target() : null;
        return target == null || message.removedBy() != null
                ? MessageWords.sentence(message)
                : "reacted " + message.text() + " to " + quote(target);
    }

    /** The message as far as it was printed here, or its number. */
    private String quote(MessageId message) {
        return quotes.getOrDefault(message, "message " + message.sequence());
    }

    private String sender(String author, @Nullable String label) {
        String name = VisibleText.line(author);
        int colour = COLOURS[Math.floorMod(name.hashCode(), COLOURS.length)];
        String coloured = console.styled("1;" + colour, name);
        return label == null ? coloured : coloured + " · " + VisibleText.line(label);
    }
}
