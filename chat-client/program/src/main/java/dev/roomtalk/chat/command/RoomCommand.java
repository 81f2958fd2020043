package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.VisibleText;
import java.util.List;
import picocli.CommandLine.Parameters;

/** A command about one room, which is its first argument. */
abstract class RoomCommand extends Command {
    @Parameters(index = "0", paramLabel = "ROOM", description = "The room.")
    private String room = "";

    RoomCommand(Console console) {
        super(console);
    }

    @Override
    List<String> namedRooms() {
        return List.of(room);
    }

    String room() {
        return connection().withoutProfile(room);
    }

    /** The room's name as it is printed. */
    String shownRoom() {
        return VisibleText.line(room());
    }
}
