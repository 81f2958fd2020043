package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.VisibleText;
import picocli.CommandLine.Parameters;

/** A moderation command about a user, who is its second argument. */
abstract class PersonCommand extends ModerationCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "The user.")
    private String name = "";

    PersonCommand(Console console) {
        super(console);
    }

    String name() {
        return name;
    }

    /** The name as it is printed. */
    String shownName() {
        return VisibleText.line(name);
    }
}
