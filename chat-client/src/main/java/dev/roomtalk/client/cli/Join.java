package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.terminal.ChatTerminal;
import dev.roomtalk.client.terminal.TerminalSettings;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "join", description = "Opens rooms to read and write in, on the terminal.")
final class Join extends Command {
    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(names = "--create", description = "Make a room if there is none of that name.")
    private boolean create;

    @Option(
            names = "--history",
            paramLabel = "N",
            description = "Show the last N messages on entering a room, 0 to 500. Default: 50.")
    private int history = 50;

    @Parameters(arity = "1..*", paramLabel = "ROOM", description = "The rooms; the first is shown.")
    private List<String> rooms = List.of();

    Join(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (!console().terminal()) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "join needs a terminal: from a script use 'chat send' to write and 'chat tail' to read");
        }
        if (history < 0 || history > TerminalSettings.MOST_HISTORY_LINES) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--history is 0 to " + TerminalSettings.MOST_HISTORY_LINES + " messages, and not " + history);
        }
        Online.keepLibrariesQuiet();
        Identity identity = connection().identity(console());
        Online.checkState(identity);
        Saving saving = new Saving(identity);
        int code = ChatTerminal.run(new TerminalSettings(
                connection().settings(console(), identity, Chat.PROGRAM),
                saving,
                rooms,
                create,
                password.password(console()),
                history));
        saving.check();
        return ExitCode.of(code);
    }
}
