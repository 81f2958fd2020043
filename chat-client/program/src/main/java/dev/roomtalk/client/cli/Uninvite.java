package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "uninvite",
        description = "Ends an invitation: nobody comes in with it any more. The host and moderators may.")
final class Uninvite extends Command {
    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(index = "1", paramLabel = "ID", description = "Of the invitation, as 'chat invites' shows it.")
    private String id = "";

    Uninvite(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            Bans.warn(console(), Bans.done(online, online.client().moderation().uninvite(room, id)));
            return ExitCode.DONE;
        }
    }
}
