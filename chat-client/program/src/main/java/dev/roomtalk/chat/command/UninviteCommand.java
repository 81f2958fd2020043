package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.Moderation;
import dev.roomtalk.client.VisibleText;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "uninvite",
        description = "Ends an invitation: nobody can enter with it any longer. For the room's host and moderators.")
final class UninviteCommand extends ModerationCommand {
    @Parameters(
            index = "1",
            paramLabel = "ID",
            description = "The invitation's id, as '${ROOT-COMMAND-NAME} invites' shows it.")
    private String id = "";

    UninviteCommand(Console console) {
        super(console);
    }

    @Override
    CompletableFuture<String> request(Moderation moderation) {
        return moderation.uninvite(room(), id);
    }

    @Override
    String done(Instant now) {
        return "invitation " + VisibleText.line(id) + " is no longer valid";
    }
}
