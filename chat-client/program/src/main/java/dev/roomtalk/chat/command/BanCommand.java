package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "ban",
        description = "Bans a user from a room, whether the user is in it or not. For its host and moderators.")
final class BanCommand extends PersonCommand {
    @Option(
            names = "--for",
            paramLabel = "DURATION",
            description = "How long, such as " + TimeSpan.EXAMPLES + ". Default: until '${ROOT-COMMAND-NAME} unban'.")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--address",
            description = {
                "Also bans the addresses that the user recently connected from: only members can enter from there. Nobody is",
                "shown them."
            })
    private boolean address;

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "REASON",
            description =
                    "Shown to everybody in the room, and to the user who tries to enter; words are joined by spaces.")
    private List<String> reason = List.of();

    BanCommand(Console console) {
        super(console);
    }

    @Override
    CompletableFuture<String> request(Moderation moderation) {
        return moderation.ban(room(), name(), time, Values.joined(reason), address);
    }

    @Override
    String done(Instant now) {
        return "banned " + shownName() + (address ? " and the address" : "") + " from " + shownRoom() + until(time, now)
                + because(reason);
    }
}
