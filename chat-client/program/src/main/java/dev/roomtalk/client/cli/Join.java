package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.terminal.ChatTerminal;
import dev.roomtalk.client.terminal.TerminalSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--invite",
            arity = "0..1",
            paramLabel = "TOKEN",
            fallbackValue = "",
            description = {
                "Come in with this invitation, into one room. Without TOKEN it is asked for, so that no other process of this",
                "machine can read it. Default: $ROOMTALK_INVITE."
            })
    private @Nullable String invite;

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
        String invitation = invitation();
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
                invitation,
                history));
        saving.check();
        return ExitCode.of(code);
    }

    private @Nullable String invitation() {
        String given = invite;
        if (given == null) {
            given = console().environment().getOrDefault("ROOMTALK_INVITE", "");
            if (given.isEmpty()) {
                return null;
            }
        } else if (given.isEmpty()) {
            given = console().askSecretly("Invitation: ");
        }
        if (given == null || !InvitationToken.is(given.strip())) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "an invitation is what 'chat invite' prints: inv- and 43 characters more; behind --invite, or asked for"
                            + " with --invite at the end");
        }
        if (rooms.size() != 1) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "an invitation is to one room, and not to " + rooms.size());
        }
        return given.strip();
    }
}
