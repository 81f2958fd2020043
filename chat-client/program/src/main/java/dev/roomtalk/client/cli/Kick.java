package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "kick",
        description =
                "Puts a user out of a room, with all its sessions; it may come in again. The host and moderators may.")
final class Kick extends Command {
    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Parameters(
            index = "2..*",
            arity = "0..*",
            paramLabel = "REASON",
            description = "What everybody in the room is told; several words are joined by spaces.")
    private List<String> reason = List.of();

    Kick(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            Bans.warn(
                    console(),
                    Bans.done(online, online.client().moderation().kick(room, name, String.join(" ", reason))));
            return ExitCode.DONE;
        }
    }
}
