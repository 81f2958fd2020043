package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomSummary;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import picocli.CommandLine;

@CommandLine.Command(name = "rooms", description = "Lists the server's rooms.")
final class Rooms extends Command {
    Rooms(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            List<RoomSummary> rooms = online.get(online.client().rooms());
            Table table = new Table();
            for (RoomSummary room : rooms) {
                table.row(
                        VisibleText.line(room.name()),
                        room.present() + " of " + room.members() + " here",
                        (room.joined() ? "member" : "")
                                + (room.hidden() ? " private" : "")
                                + (room.passwordNeeded() ? " password" : "")
                                + (room.history() ? "" : " no history"),
                        VisibleText.line(room.topic()));
            }
            table.print(console().out());
            if (rooms.isEmpty() && console().terminal()) {
                console().err().println("There are no rooms yet: make one with 'chat create-room NAME'.");
            }
            return ExitCode.DONE;
        }
    }
}
