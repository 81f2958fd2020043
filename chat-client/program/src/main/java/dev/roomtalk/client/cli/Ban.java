package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "ban",
        description = "Puts a user out of a room, and keeps it out; it need not be in it. The host and moderators may.")
final class Ban extends Command {
    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "How long, as " + TimeSpan.EXAMPLES + ". Default: until 'chat unban'.")
    private @Nullable String time;

    @Option(
            names = "--address",
            description = {
                "Also from the addresses that the user came from lately: nobody who is no member comes in from there. They are",
                "shown to nobody."
            })
    private boolean address;

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "REASON",
            description =
                    "What everybody in the room is told, and the user who comes again; several words are joined by spaces.")
    private List<String> reason = List.of();

    Ban(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        Duration duration = duration(time);
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            Bans.warn(
                    console(),
                    Bans.done(
                            online,
                            online.client().moderation().ban(room, name, duration, String.join(" ", reason), address)));
            return ExitCode.DONE;
        }
    }

    /** Of what was given with {@code --for}; null: until that is lifted. */
    static Duration duration(@Nullable String time) {
        Duration duration = time == null ? Duration.ZERO : TimeSpan.parse(time);
        if (duration == null) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "--for takes a time as " + TimeSpan.EXAMPLES + ", and not " + time);
        }
        return duration;
    }
}
