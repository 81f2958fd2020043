package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.Moderation;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;

@CommandLine.Command(name = "unban", description = "Ends the ban of a user. For the room's host and moderators.")
final class UnbanCommand extends PersonCommand {
    UnbanCommand(Console console) {
        super(console);
    }

    @Override
    CompletableFuture<String> request(Moderation moderation) {
        return moderation.unban(room(), name());
    }

    @Override
    String done(Instant now) {
        return shownName() + " is no longer banned from " + shownRoom();
    }
}
