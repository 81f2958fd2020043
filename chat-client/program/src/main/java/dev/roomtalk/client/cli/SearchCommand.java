package dev.roomtalk.client.cli;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.terminal.MarkedText;
import dev.roomtalk.client.Search;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints messages that were said before. Visits a room that was named and that the user is not a member of. */
@CommandLine.Command(
        name = "search",
        description = {
            "Finds messages: those that have all of the words.",
            "WORD* finds its beginnings; an argument of several words, 'red build', finds them in this order. Case and"
                    + " accents make no difference. The newest come last."
        })
final class SearchCommand extends Command {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final String INDENT = " ".repeat(20);

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(
            names = "--room",
            paramLabel = "ROOM",
            description = "In this room; may be given again. Default: all rooms that you are a member of.")
    private List<String> rooms = List.of();

    @Option(names = "--from", paramLabel = "NAME", description = "Said by this user.")
    private @Nullable String from;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Said then or later: 2026-11-01, 2026-11-01T12:00, 14:30, or 2h for two hours ago.")
    private @Nullable String since;

    @Option(names = "--before", paramLabel = "TIME", description = "Said before.")
    private @Nullable String before;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "The newest N. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--context",
            paramLabel = "K",
            defaultValue = "0",
            description = "With K messages before each, and behind it, 5 at most.")
    private int context;

    @Option(
            names = "--json",
            description =
                    "One JSON object a line: room, epoch, sequence, time (UTC), author, label, text; with --context"
                            + " also before and after.")
    private boolean json;

    @Parameters(index = "0..*", arity = "0..*", paramLabel = "WORDS", description = "What to look for.")
    private List<String> words = List.of();

    /** Up to where each room was printed. */
    private final Map<String, Long> printed = new HashMap<>();

    SearchCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Search search = search();
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            List<Search.Hit> hits = new ArrayList<>();
            Search.Page page = firstPage(online, search);
            hits.addAll(page.hits());
            while (hits.size() < limit && !page.rest().isEmpty()) {
                page = online.get(online.client().search(search.goingOn(page, most(limit - hits.size()))));
                hits.addAll(page.hits());
            }
            print(hits.reversed());
            if (hits.isEmpty()) {
                if (console().terminal()) {
                    console().err().println("Nothing was found.");
                }
                return ExitCode.NOTHING_FOUND;
            }
            if (!page.rest().isEmpty()) {
                console().out().flush();
                console()
                        .err()
                        .println("And more: older ones with --limit " + 2L * limit + ", or --before "
                                + MessageLines.utc(hits.getLast().message().time()));
            }
            return ExitCode.DONE;
        }
    }

    private Search search() {
        if (limit < 1) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--limit is at least 1");
        }
        if (context < 0 || context > Search.MOST_CONTEXT) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "--context is 0 to " + Search.MOST_CONTEXT);
        }
        List<String> terms = words.stream().map(SearchCommand::term).toList();
        if (String.join("", words).isBlank() && from == null) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "say what to look for: words, or --from NAME");
        }
        return new Search(
                String.join(" ", terms),
                rooms.stream().map(Search.Place::all).toList(),
                from,
                time("--since", since),
                time("--before", before),
                most(limit),
                context);
    }

    /** What the shell was given as one is one phrase. */
    private static String term(String argument) {
        return argument.strip().contains(" ") && !argument.contains("\"") ? '"' + argument + '"' : argument;
    }

    private static int most(int wanted) {
        return Math.min(wanted, Search.MOST_HITS);
    }

    private static @Nullable Instant time(String option, @Nullable String text) {
        try {
            return text == null ? null : PointInTime.parse(text, Instant.now(), ZoneId.systemDefault());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, option + ": " + e.getMessage());
        }
    }

    /** What is refused to who is no member is asked again by a visitor: so it becomes known why. */
    private Search.Page firstPage(Online online, Search search) throws InterruptedException {
        try {
            return online.get(online.client().search(search));
        } catch (CommandFailure e) {
            if (e.reason() == Reason.FAILED) {
                throw new CommandFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
            }
            if (e.reason() != Reason.NO_SUCH_ROOM) {
                throw e;
            }
            String secret = password.password(console());
            for (String room : rooms) {
                online.visit(room, secret, true);
            }
            return online.get(online.client().search(search));
        }
    }

    private void print(List<Search.Hit> hits) {
        for (int i = 0; i < hits.size(); i++) {
            Search.Hit hit = hits.get(i);
            if (json) {
                console().out().println(line(hit));
            } else {
                print(hit, nextInRoom(hits, i));
            }
        }
    }

    /** The sequence of the next hit in the same room: what lies between belongs to one of the two. */
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
        boolean goesOn = around.isEmpty() || around.getFirst().sequence() == done + 1;
        if (context > 0 && !printed.isEmpty() && !goesOn) {
            console().out().println(faint("--"));
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
        String head = CLOCK.format(message.time().atZone(ZoneId.systemDefault())) + " " + VisibleText.line(room) + " "
                + VisibleText.line(message.author())
                + (message.label() == null ? "" : " · " + VisibleText.line(message.label())) + ": ";
        String before = head;
        for (List<MarkedText.Piece> pieces : MarkedText.lines(message.text(), matches)) {
            StringBuilder line = new StringBuilder();
            for (MarkedText.Piece piece : pieces) {
                line.append(piece.marked() ? strong(piece.text()) : piece.text());
            }
            // A line of its own would look like another message.
            console().out().println(found ? faint(before) + line : faint(before + line));
            before = INDENT;
        }
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
                message.text());
    }

    private String strong(String text) {
        return console().coloured() ? "\u001B[1;31m" + text + "\u001B[0m" : text;
    }

    private String faint(String text) {
        return console().coloured() ? "\u001B[2m" + text + "\u001B[0m" : text;
    }
}
