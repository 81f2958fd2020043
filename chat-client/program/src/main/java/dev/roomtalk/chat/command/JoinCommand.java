package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.IdentitySaver;
import dev.roomtalk.chat.online.LibraryLogs;
import dev.roomtalk.chat.online.ServerLogin;
import dev.roomtalk.chat.terminal.ChatTerminal;
import dev.roomtalk.chat.terminal.TerminalSettings;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.identity.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(name = "join", description = "Opens rooms on the terminal, to read and write in them.")
final class JoinCommand extends Command {
    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(names = "--create", description = "Make the rooms that do not exist.")
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
                "Enter with this invitation, which is for one room. Without TOKEN you are asked for it, so that no other process of",
                "this machine can read it. Default: $ROOMTALK_INVITE."
            })
    private @Nullable String invite;

    @Option(
            names = "--lines",
            description = {
                "Show the chat line by line, as a screen reader or a dumb terminal needs it, and not on the whole screen.",
                "Default where TERM is dumb, or ACCESSIBLE is set."
            })
    private boolean lines;

    @Option(
            names = "--no-mouse",
            description =
                    "Leave the mouse to the terminal: on the whole screen the wheel scrolls, and a click shows a room.")
    private boolean noMouse;

    @Option(
            names = "--notice",
            paramLabel = "TEXT",
            description = "Show this text when the chat begins; may be given several times.")
    private List<String> notices = List.of();

    @Parameters(arity = "1..*", paramLabel = "ROOM", description = "The rooms; the first is shown.")
    private List<String> rooms = List.of();

    JoinCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (!console().terminal()) {
            throw CommandFailure.badInput("join needs a terminal: from a script use " + ChatCommand.quoted("send")
                    + " to write and " + ChatCommand.quoted("tail") + " to read");
        }
        if (history < 0 || history > TerminalSettings.MAX_HISTORY_LINES) {
            throw CommandFailure.badInput(
                    "--history is 0 to " + TerminalSettings.MAX_HISTORY_LINES + " messages, and not " + history);
        }
        String invitation = invitation();
        LibraryLogs.silence();
        ServerLogin login = connection().login(console());
        Identity identity = login.identity();
        IdentitySaver saver = login.saver(identity);
        ExitCode code = ChatTerminal.run(new TerminalSettings(
                login.settings(identity),
                saver.listener(),
                rooms,
                create,
                password.password(console()),
                invitation,
                notices,
                identity.mayAsk(),
                lines || announced(),
                !noMouse,
                history));
        saver.check();
        return code;
    }

    /** Whether the environment says that lines are wanted: a dumb terminal, or a person who listens to the screen. */
    private boolean announced() {
        String accessible = console().environment().getOrDefault("ACCESSIBLE", "");
        return console().environment().getOrDefault("TERM", "dumb").startsWith("dumb")
                || !(accessible.isEmpty() || accessible.equals("0"));
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
            throw CommandFailure.badInput("that is not an invitation: use what " + ChatCommand.quoted("invite")
                    + " prints, inv- and 43 characters, after --invite, or when"
                    + " asked for it with --invite at the end");
        }
        if (rooms.size() != 1) {
            throw CommandFailure.badInput("an invitation is for one room, and not for " + rooms.size());
        }
        return given.strip();
    }
}
