package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "close-room", description = "Ends a room for everybody. Only its host may.")
final class CloseRoom extends Command {
    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    CloseRoom(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            online.get(online.client().closeRoom(room));
            return ExitCode.DONE;
        }
    }
}
