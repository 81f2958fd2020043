package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettingsChange;
import dev.roomtalk.client.VisibleText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "create-room",
        description = "Makes a room, which you host. It stays when this command has ended.")
final class CreateRoom extends Command {
    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Option(names = "--topic", paramLabel = "TEXT", description = "What the room is about.")
    private String topic = "";

    @Option(names = "--password", description = "Ask for a password for the room, on the terminal.")
    private boolean ask;

    @Option(names = "--ephemeral", description = "The room closes with its last member.")
    private boolean ephemeral;

    @Option(names = "--close-with-host", description = "The room closes when its host leaves.")
    private boolean closeWithHost;

    @Option(
            names = "--private",
            description = "Strangers do not see the room, and come in with an invitation, or with its password.")
    private boolean hidden;

    @Option(names = "--no-history", description = "What is said in the room is kept nowhere.")
    private boolean noHistory;

    @Mixin
    private SettingOptions settings = new SettingOptions();

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room's name, 1 to 64 characters.")
    private String room = "";

    CreateRoom(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        RoomSettingsChange set = settings.change();
        if (noHistory && set.ofHistory()) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--no-history keeps nothing: leave out --keep, --keep-messages, --keep-bytes and --history-lines");
        }
        String secret = ask ? asked() : password.password(console());
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            JoinedRoom made = online.get(online.client()
                    .createRoom(new RoomOptions(
                            room,
                            topic,
                            secret,
                            ephemeral,
                            closeWithHost,
                            false,
                            !noHistory,
                            set.toSettings(),
                            hidden)));
            console()
                    .out()
                    .println("made room " + VisibleText.line(made.name())
                            + (made.history() ? "" : ", which keeps no history")
                            + (hidden ? "; strangers do not see it, 'chat invite' lets them in" : ""));
            return ExitCode.DONE;
        }
    }

    private String asked() {
        @Nullable String first = console().askSecretly("Password for the room: ");
        if (first == null || first.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT, "--password asks on a terminal; without one give --password-file FILE");
        }
        if (!first.equals(console().askSecretly("The same again: "))) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "the two passwords are not the same");
        }
        return first;
    }
}
