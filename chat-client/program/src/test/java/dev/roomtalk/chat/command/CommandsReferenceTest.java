package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.input.ClientPage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** docs/CLIENT.md names every command of chat. */
class CommandsReferenceTest {
    @Test
    void theCommandsAreWhatThereIs() throws IOException {
        Console console = ChatRun.silent();
        StringBuilder rows = new StringBuilder("| command | does |\n|---|---|\n");
        CommandLines.COMMANDS.keySet().forEach(name -> {
            // Below a program, because texts name it.
            CommandLine program = new CommandLine(CommandSpec.create().name("chat"));
            program.addSubcommand(name, CommandLines.command(name, console));
            CommandSpec spec =
                    program.getSubcommands().values().iterator().next().getCommandSpec();
            ClientPage.row(
                    rows,
                    "chat " + name,
                    String.join(" ", spec.usageMessage().description())
                            .replaceAll(" +", " ")
                            .strip());
        });
        ClientPage.isRight("commands", rows.toString());
    }
}
