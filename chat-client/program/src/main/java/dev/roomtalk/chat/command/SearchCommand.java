package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.MessageSearch;
import dev.roomtalk.chat.online.SearchPrinter;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Search;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "search",
        description = {
            "Finds the messages that have all of the words, and prints them, the newest last.",
            "WORD* matches words that begin so; an argument of several words, 'red build', matches them in this order. Case and"
                    + " accents make no difference. A named room is visited if you are not a member of it."
        })
final class SearchCommand extends Command {
    private final PasswordOptions password = new PasswordOptions();

    @Option(
            names = "--room",
            paramLabel = "ROOM",
            description = "In this room; can be repeated. Default: all rooms that you are a member of.")
    private List<String> rooms = List.of();

    @Option(names = "--from", paramLabel = "NAME", description = "Written by this user.")
    private @Nullable String from;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Written at that time or later: 2026-11-01, 2026-11-01T12:00, 14:30, or 2h (two hours ago).")
    private @Nullable Instant since;

    @Option(
            names = {"--until", "--before"},
            paramLabel = "TIME",
            description = "Written before that time.")
    private @Nullable Instant until;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "The newest N, and those of the same millisecond as the oldest of them. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--context",
            paramLabel = "K",
            defaultValue = "0",
            description = "Also K messages before and after each, at most 5.")
    private int context;

    @Option(
            names = "--json",
            description = {
                "One JSON object a line: room, epoch, sequence, time (UTC), author, label, text, kind, target-epoch, target,",
                "changed-by, removed-by; with --context also before and after."
            })
    private boolean json;

    @Parameters(index = "0..*", arity = "0..*", paramLabel = "WORDS", description = "The words to find.")
    private List<String> words = List.of();

    SearchCommand(Console console) {
        super(console);
    }

    @Override
    void addOptions(CommandSpec described) {
        super.addOptions(described);
        password.addTo(described);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Search search = search();
        return online(online -> {
            MessageSearch found = new MessageSearch(online, rooms, () -> password.password(console()));
            return new SearchPrinter(console(), json, context).print(found.find(search, limit), limit);
        });
    }

    private Search search() {
        Values.atLeast(1, "--limit", (long) limit);
        if (context < 0 || context > Search.MAX_CONTEXT) {
            throw CommandFailure.badInput("--context is 0 to " + Search.MAX_CONTEXT);
        }
        Values.inOrder("--since", since, "--until", until);
        if (String.join("", words).isBlank() && from == null) {
            throw CommandFailure.badInput("nothing to search for: give words, or --from NAME");
        }
        return new Search(
                words.stream().map(SearchCommand::term).collect(Collectors.joining(" ")),
                rooms.stream().map(Search.Place::all).toList(),
                from,
                since,
                until,
                Math.min(limit, Search.MAX_HITS),
                context);
    }

    /** An argument that the shell passed as one, with spaces, is a phrase. */
    private static String term(String argument) {
        return argument.strip().contains(" ") && !argument.contains("\"") ? '"' + argument + '"' : argument;
    }
}
