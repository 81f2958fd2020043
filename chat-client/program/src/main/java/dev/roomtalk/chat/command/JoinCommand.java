package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.IdentitySaver;
import dev.roomtalk.chat.online.ServerLogin;
import dev.roomtalk.chat.settings.Preferences;
import dev.roomtalk.chat.terminal.ChatTerminal;
import dev.roomtalk.chat.terminal.TerminalSettings;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.InvitationToken;
import dev.roomtalk.client.identity.Identity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Opens rooms on the terminal. Its options are told to picocli without annotations: a person waits for the screen. */
final class JoinCommand extends Command {
    private final PasswordOptions password = new PasswordOptions();
    private final OptionSpec create = flag("--create", "Make the rooms that do not exist.");

    private final OptionSpec history = OptionSpec.builder("--history")
            .paramLabel("N")
            .type(int.class)
            .initialValue(50)
            .converters(new Values.HistoryLines())
            .description("Show the last N messages on entering a room, 0 to 500. Default: 50.")
            .build();

    private final OptionSpec invite = OptionSpec.builder("--invite")
            .arity("0..1")
            .paramLabel("TOKEN")
            .type(String.class)
            .fallbackValue("")
            .description(
                    "Enter with this invitation, which is for one room. Without TOKEN you are asked for it, so that no other process of",
                    "this machine can read it. Default: $ROOMTALK_INVITE.")
            .build();

    private final OptionSpec lines = flag(
            "--lines",
            "Show the chat line by line, as a screen reader or a dumb terminal needs it, and not on the whole screen.",
            "Default where TERM is dumb, ACCESSIBLE is set, or the output is not a terminal.");

    private final OptionSpec noMouse = flag(
            "--no-mouse",
            "Leave the mouse to the terminal: on the whole screen the wheel scrolls, and a click shows a room.");

    private final OptionSpec notice = OptionSpec.builder("--notice")
            .paramLabel("TEXT")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .initialValue(List.of())
            .description("Show this text when the chat begins; may be given several times.")
            .build();

    private final PositionalParamSpec named = PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .paramLabel("ROOM")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .initialValue(List.of())
            .description("The rooms; the first is shown. Default: those of the configuration.")
            .build();

    JoinCommand(Console console) {
        super(console);
    }

    private static OptionSpec flag(String name, String... description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .initialValue(false)
                .description(description)
                .build();
    }

    @Override
    CommandSpec describe() {
        CommandSpec join = CommandSpec.wrapWithoutInspection(this).name("join");
        join.usageMessage().description("Opens rooms on the terminal, to read and write in them.");
        for (OptionSpec option : List.of(create, history, invite, lines, noMouse, notice)) {
            join.addOption(option);
        }
        return join.addPositional(named);
    }

    @Override
    void addOptions(CommandSpec described) {
        super.addOptions(described);
        password.addTo(described);
    }

    @Override
    List<String> namedRooms() {
        return named.getValue();
    }

    /** {@code @work} alone stands for the rooms of that profile. */
    private List<String> rooms() {
        List<String> rooms = namedRooms().stream()
                .map(connection()::withoutProfile)
                .filter(room -> !room.isEmpty())
                .toList();
        return rooms.isEmpty() ? connection().rooms() : rooms;
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (!console().keyboard()) {
            throw CommandFailure.badInput("join needs a terminal: from a script use " + ChatCommand.quoted("send")
                    + " to write and " + ChatCommand.quoted("tail") + " to read");
        }
        String invitation = invitation();
        ServerLogin login = connection().login(console());
        Identity identity = login.identity();
        IdentitySaver saver = login.saver(identity);
        ExitCode code = ChatTerminal.run(new TerminalSettings(
                login.settings(identity),
                saver.listener(),
                rooms(),
                create.getValue(),
                password.password(console()),
                invitation,
                Preferences.of(configuration()),
                notice.getValue(),
                identity.mayAsk(),
                view(),
                !noMouse.<Boolean>getValue(),
                history.getValue()));
        saver.check();
        return code;
    }

    private TerminalSettings.View view() {
        // A pipe or a file on the way to the person, or a terminal without a cursor.
        if (!console().terminal()
                || console().environment().getOrDefault("TERM", "dumb").startsWith("dumb")) {
            return TerminalSettings.View.PLAIN_LINES;
        }
        String accessible = console().environment().getOrDefault("ACCESSIBLE", "");
        boolean listens = !(accessible.isEmpty() || accessible.equals("0"));
        return listens || lines.<Boolean>getValue() ? TerminalSettings.View.LINES : TerminalSettings.View.FULL_SCREEN;
    }

    private @Nullable String invitation() {
        String given = invite.getValue();
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
        if (rooms().size() != 1) {
            throw CommandFailure.badInput("an invitation is for one room, and not for " + rooms().size());
        }
        return given.strip();
    }
}
