package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.OnlineSession;
import dev.roomtalk.client.JoinedRoom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** A command that enters a room, without making the user a member, and may need the room's password for that. */
abstract class VisitCommand extends RoomCommand {
    private final PasswordOptions password = new PasswordOptions();

    VisitCommand(Console console) {
        super(console);
    }

    @Override
    void addOptions(CommandSpec described) {
        super.addOptions(described);
        password.addTo(described);
    }

    /** Null if none was given. */
    @Nullable
    String password() {
        return password.password(console());
    }

    JoinedRoom visit(OnlineSession online) throws InterruptedException {
        return online.visit(room(), password(), true);
    }
}
