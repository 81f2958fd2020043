package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.RoomAdministration;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.RoomOptions;
import dev.roomtalk.client.RoomSettingsChange;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "create-room",
        description = "Makes a room, with you as its host. The room stays when this command has ended.")
final class CreateRoomCommand extends Command {
    private final PasswordOptions password = new PasswordOptions();

    @Option(names = "--topic", paramLabel = "TEXT", description = "The room's topic.")
    private String topic = "";

    @Option(names = "--password", description = "Ask for a password for the room, on the terminal.")
    private boolean ask;

    @Option(names = "--ephemeral", description = "The room closes with its last member.")
    private boolean ephemeral;

    @Option(names = "--close-with-host", description = "The room closes when its host leaves.")
    private boolean closeWithHost;

    @Option(
            names = "--private",
            description = "Only members see the room in lists; others enter with an invitation, or with its password.")
    private boolean hidden;

    @Option(names = "--no-history", description = "No message of the room is stored anywhere.")
    private boolean noHistory;

    @Mixin
    private RoomSettingOptions settings = new RoomSettingOptions();

    @Parameters(index = "0", paramLabel = "ROOM", description = "The room's name, 1 to 64 characters.")
    private String room = "";

    CreateRoomCommand(Console console) {
        super(console);
    }

    @Override
    void addOptions(CommandSpec described) {
        super.addOptions(described);
        password.addTo(described);
    }

    @Override
    List<String> namedRooms() {
        return List.of(room);
    }

    @Override
    ExitCode run() throws InterruptedException {
        boolean typed = Stream.of("--keep", "--keep-messages", "--keep-bytes", "--history-lines")
                .anyMatch(this::typed);
        RoomSettingsChange set = noHistory && !typed ? settings.changeWithoutHistory() : settings.change();
        if (noHistory && set.ofHistory()) {
            throw CommandFailure.badInput(
                    "--no-history stores nothing: leave out --keep, --keep-messages, --keep-bytes and --history-lines");
        }
        String secret = ask ? askForPassword() : password.password(console());
        String name = connection().withoutProfile(room);
        RoomOptions options = new RoomOptions(
                name, topic, secret, ephemeral, closeWithHost, false, !noHistory, set.toSettings(), hidden);
        return online(online -> new RoomAdministration(online, console(), name).create(options));
    }

    private String askForPassword() {
        @Nullable String first = console().askSecretly("Password for the room: ");
        if (first == null || first.isEmpty()) {
            throw CommandFailure.badInput("--password asks on a terminal; without one use --password-file FILE");
        }
        if (!first.equals(console().askSecretly("Repeat the password: "))) {
            throw CommandFailure.badInput("the two passwords differ; try again");
        }
        return first;
    }
}
