package dev.roomtalk.bridge.app;

import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.ServerAddress;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.client.identity.StateException;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.Utf8;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which server and under which name: the same names and defaults as those of {@code chat}. */
final class ServerOptions {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST:PORT[,...]",
            description = "The server; of a server with several nodes the address of each. Default: $ROOMTALK_SERVER,"
                    + " else localhost:4242.")
    private @Nullable String server;

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "Who you are. Default: $ROOMTALK_NAME, else your login name.")
    private @Nullable String name;

    @Option(
            names = "--fingerprint",
            paramLabel = "SHA256:...",
            description = "The server's key, as the server prints it when it starts.")
    private @Nullable String fingerprint;

    @Option(names = "--trust-first-use", description = "Accept the key of a server that was never seen before.")
    private boolean trustFirstUse;

    @Option(names = "--plain", description = "No TLS: everybody on the way can read and forge. On this machine only.")
    private boolean plain;

    @Option(names = "--plain-anywhere", description = "No TLS, on any machine.")
    private boolean plainAnywhere;

    @Option(names = "--no-udp", description = "Everything over TCP.")
    private boolean noUdp;

    /** Never an argument, which every process on the machine could read. */
    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The room's password is the first line of this file. Default: $ROOMTALK_PASSWORD; "
                    + "on a terminal it is asked for.")
    private @Nullable Path passwordFile;

    private final Map<String, String> environment;

    ServerOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The room and the way to it.
     *
     * @param program its name and version, for the operator of the server
     * @throws BadOption if an option is wrong
     */
    BridgeSettings.Room room(String room, boolean create, String program) {
        List<ServerAddress> addresses = addresses();
        Pin expected = pin();
        String user = name();
        boolean unencrypted = plain || plainAnywhere;
        Identity identity = new Identity(
                StateDirectory.of(environment),
                addresses,
                user,
                unencrypted,
                expected,
                trustFirstUse ? Identity.FirstUse.ACCEPT : ServerOptions::ask);
        try {
            identity.checkFiles()
                    .forEach(sentence -> System.err.println("signal-bridge: " + VisibleText.line(sentence)));
        } catch (StateException e) {
            throw new BadOption(String.valueOf(e.getMessage()));
        }
        for (ServerAddress address : addresses) {
            if (plain && !plainAnywhere && !address.isLoopback()) {
                throw new BadOption(
                        "--plain is for this machine, and " + address.host()
                                + " is another: everybody on the way could read and forge; give --plain-anywhere if that is what you want");
            }
        }
        ClientSettings client = new ClientSettings(
                addresses.stream().map(ServerAddress::unresolved).toList(),
                user,
                identity::token,
                identity,
                unencrypted,
                !noUdp,
                program);
        return new BridgeSettings.Room(room, create, identity, client, password());
    }

    private List<ServerAddress> addresses() {
        String text = server != null ? server : environment.getOrDefault("ROOMTALK_SERVER", "");
        try {
            return ServerAddress.list(text.isBlank() ? "localhost" : text);
        } catch (IllegalArgumentException e) {
            throw new BadOption(String.valueOf(e.getMessage()));
        }
    }

    private String name() {
        String given = name != null ? name : environment.getOrDefault("ROOMTALK_NAME", "");
        String text = name == null && given.isBlank() ? System.getProperty("user.name") : given;
        return switch (Name.user(text)) {
            case Name.Valid(Name valid) -> valid.display();
            case Name.Invalid(String sentence) -> throw new BadOption(sentence + "; give another with --name");
        };
    }

    private @Nullable Pin pin() {
        try {
            return fingerprint == null ? null : Pin.parse(fingerprint);
        } catch (IllegalArgumentException e) {
            throw new BadOption(String.valueOf(e.getMessage()));
        }
    }

    /** A key that was never seen before is refused where there is no person to be asked. */
    private static boolean ask(String address, Pin pin) {
        String question = "This computer does not know " + address + " yet. Its key has the fingerprint\n  " + pin
                + "\nIt is the same as the one that the server's operator shows, or somebody is in between."
                + "\nDoes the server's operator show the same? Type yes or no: ";
        String answer = Person.ask(question);
        while (answer != null && !answer.strip().equalsIgnoreCase("yes")) {
            if (answer.strip().equalsIgnoreCase("no")) {
                return false;
            }
            answer = Person.ask("Type yes or no: ");
        }
        return answer != null;
    }

    /** Null if none was given. */
    private @Nullable String password() {
        if (passwordFile == null) {
            String given = environment.getOrDefault("ROOMTALK_PASSWORD", "");
            return given.isEmpty() ? null : given;
        }
        try {
            List<String> lines = Utf8.lines(passwordFile);
            if (lines.isEmpty() || lines.getFirst().isEmpty()) {
                throw new BadOption("the first line of " + passwordFile + " is empty: write the room's password there");
            }
            return lines.getFirst();
        } catch (NotUtf8Exception e) {
            throw new BadOption("the password in " + passwordFile + ": " + e.getMessage());
        } catch (IOException e) {
            throw new BadOption("cannot read the password from " + passwordFile);
        }
    }
}
