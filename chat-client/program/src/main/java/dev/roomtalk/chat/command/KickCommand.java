package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.Moderation;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "kick",
        description =
                "Kicks a user out of a room, with all sessions; the user may enter again. For its host and moderators.")
final class KickCommand extends PersonCommand {
    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "REASON",
            description = "Shown to everybody in the room; words are joined by spaces.")
    private List<String> reason = List.of();

    KickCommand(Console console) {
        super(console);
    }

    @Override
    CompletableFuture<String> request(Moderation moderation) {
        return moderation.kick(room(), name(), Values.joined(reason));
    }

    @Override
    String done(Instant now) {
        return "kicked " + shownName() + " from " + shownRoom() + because(reason);
    }
}
