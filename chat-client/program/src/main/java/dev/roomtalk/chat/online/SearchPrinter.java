package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.JsonLine;
import dev.roomtalk.chat.console.MarkedText;
import dev.roomtalk.chat.console.MessageWords;
import dev.roomtalk.chat.console.Times;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.MessageId;
import dev.roomtalk.client.MessageKind;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.VisibleText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints the messages that a search found, with the messages around them if these were asked for; a message is printed
 * once.
 */
public final class SearchPrinter {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String INDENT = " ".repeat(20);

    private final Console console;
    private final boolean json;
    private final int context;

    /** The sequence of the last printed message of each room. */
    private final Map<String, Long> printed = new HashMap<>();

    /** @param context how many messages around each hit were asked for */
    public SearchPrinter(Console console, boolean json, int context) {
        this.console = console;
        this.json = json;
        this.context = context;
    }

    /** Prints the oldest hit first. {@code limit} is what the person may raise to see more. */
    public ExitCode print(MessageSearch.Found found, int limit) {
        List<Search.Hit> hits = found.hits().reversed();
        for (int i = 0; i < hits.size(); i++) {
            if (json) {
                console.out().println(line(hits.get(i)));
            } else {
                print(hits.get(i), nextInRoom(hits, i));
            }
        }
        if (hits.isEmpty()) {
            if (console.terminal()) {
                console.err().println("Nothing was found.");
            }
            return ExitCode.NOTHING_FOUND;
        }
        if (found.more()) {
            console.out().flush();
            // Scripts read this line, and know --until by this name.
            console.err()
                    .println("There are more: older ones with --limit " + 2L * limit + ", or --before "
                            + Times.utc(hits.getFirst().message().time()));
        }
        return ExitCode.DONE;
    }

    /** The sequence of the next hit in the same room: a message between two hits is printed with one of them. */
    private static long nextInRoom(List<Search.Hit> hits, int at) {
        String room = hits.get(at).room();
        return hits.subList(at + 1, hits.size()).stream()
                .filter(hit -> hit.room().equals(room))
                .mapToLong(hit -> hit.message().sequence())
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    private void print(Search.Hit hit, long next) {
        long done = printed.getOrDefault(hit.room(), 0L);
        List<Search.Message> around = new ArrayList<>(hit.before());
        around.add(hit.message());
        around.addAll(hit.after());
        around.removeIf(message -> message.sequence() <= done || message.sequence() >= next);
        boolean continued = around.isEmpty() || around.getFirst().sequence() == done + 1;
        if (context > 0 && !printed.isEmpty() && !continued) {
            console.out().println(console.faint("--"));
        }
        for (Search.Message message : around) {
            boolean found = message.sequence() == hit.message().sequence();
            print(hit.room(), message, found ? hit.matches() : List.of(), found);
        }
        if (!around.isEmpty()) {
            printed.put(hit.room(), around.getLast().sequence());
        }
    }

    private void print(String room, Search.Message message, List<Search.Stretch> matches, boolean found) {
        String before = CLOCK.format(message.time().atZone(ZoneId.systemDefault())) + " " + VisibleText.line(room) + " "
                + VisibleText.line(message.author())
                + (message.label() == null ? "" : " · " + VisibleText.line(message.label()))
                + answers(message.kind(), message.target()) + ": ";
        for (List<MarkedText.Piece> pieces : MarkedText.lines(MessageWords.text(message), matches)) {
            StringBuilder line = new StringBuilder();
            for (MarkedText.Piece piece : pieces) {
                line.append(piece.marked() ? console.styled("1;31", piece.text()) : piece.text());
            }
            console.out().println(found ? console.faint(before) + line : console.faint(before + line));
            // Without the indentation a line would look like another message.
            before = INDENT;
        }
    }

    private static String answers(MessageKind kind, @Nullable MessageId target) {
        return kind == MessageKind.REPLY && target != null ? " (answers message " + target.sequence() + ")" : "";
    }

    private JsonLine line(Search.Hit hit) {
        JsonLine line = line(hit.message(), hit.room());
        return context == 0
                ? line
                : line.put("before", around(hit.before(), hit.room())).put("after", around(hit.after(), hit.room()));
    }

    private static List<JsonLine> around(List<Search.Message> messages, String room) {
        return messages.stream().map(message -> line(message, room)).toList();
    }

    private static JsonLine line(Search.Message message, String room) {
        return JsonLine.message(
                        room,
                        message.epoch(),
                        message.sequence(),
                        message.time(),
                        message.author(),
                        message.label(),
                        message.text())
                .about(message.kind(), message.target(), message.changedBy(), message.removedBy());
    }
}
