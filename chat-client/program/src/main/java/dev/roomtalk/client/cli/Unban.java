package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "unban",
        description = "Lets a user who was banned into a room again. The host and moderators may.")
final class Unban extends Command {
    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The user.")
    private String name = "";

    Unban(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            Bans.warn(console(), Bans.done(online, online.client().moderation().unban(room, name)));
            return ExitCode.DONE;
        }
    }
}
