package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.input.ClientPage;
import dev.roomtalk.text.ProgramOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** docs/CLIENT.md names every command of chat. */
class CommandsReferenceTest {
    @Test
    void theCommandsAreWhatThereIs() throws IOException {
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                ProgramOutput.to(new ByteArrayOutputStream()),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                Map.of(),
                false,
                false);
        StringBuilder rows = new StringBuilder("| command | does |\n|---|---|\n");
        CommandLines.COMMANDS.forEach((name, maker) -> {
            // Below a program, because texts name it.
            CommandLine program = new CommandLine(CommandSpec.create().name("chat"));
            program.addSubcommand(name, maker.apply(console));
            CommandSpec spec = program.getSubcommands().values().iterator().next().getCommandSpec();
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
