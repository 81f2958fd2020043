package dev.roomtalk.client.cli;

import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom to talk to, and as whom: the options of every program that is a client. */
public final class ConnectionOptions {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "HOST:PORT",
            description = "The server. Default: $ROOMTALK_SERVER, else localhost:4242.")
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

    ServerAddress server(Console console) {
        String text = server != null ? server : console.environment().getOrDefault("ROOMTALK_SERVER", "");
        return ServerAddress.parse(text.isBlank() ? "localhost" : text);
    }

    String name(Console console) {
        String text = name;
        if (text == null) {
            String given = console.environment().getOrDefault("ROOMTALK_NAME", "");
            text = given.isBlank() ? System.getProperty("user.name") : given;
        }
        return switch (Name.user(text)) {
            case Name.Valid(Name valid) -> valid.display();
            case Name.Invalid(String sentence) ->
                throw new CommandFailure(ExitCode.BAD_INPUT, sentence + "; give another with --name");
        };
    }

    boolean isPlain() {
        return plain || plainAnywhere;
    }

    /**
     * Who this person is at that server.
     *
     * @throws CommandFailure with a sentence that says which option is wrong
     */
    public Identity identity(Console console) {
        ServerAddress address = server(console);
        Pin expected = null;
        if (fingerprint != null) {
            try {
                expected = Pin.parse(fingerprint);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
            }
        }
        return new Identity(
                StateDirectory.of(console.environment()),
                address.host(),
                address.port(),
                name(console),
                isPlain(),
                expected,
                firstUse(console));
    }

    private Identity.FirstUse firstUse(Console console) {
        if (trustFirstUse) {
            return Identity.FirstUse.ACCEPT;
        }
        return console.terminal() ? (address, pin) -> ask(console, address, pin) : Identity.FirstUse.REFUSE;
    }

    private static boolean ask(Console console, String address, Pin pin) {
        String question = "This computer does not know " + address + " yet. Its key has the fingerprint\n  " + pin
                + "\nDoes the server's operator show the same? Type yes or no: ";
        String answer = console.ask(question);
        while (answer != null && !answer.strip().equalsIgnoreCase("yes")) {
            if (answer.strip().equalsIgnoreCase("no")) {
                return false;
            }
            answer = console.ask("Type yes or no: ");
        }
        return answer != null;
    }

    /**
     * For a session whose tokens and keys are kept by {@code identity}.
     *
     * @param program told to the operator
     * @throws CommandFailure with a sentence that says which option is wrong
     */
    public ClientSettings settings(Console console, Identity identity, String program) {
        ServerAddress address = server(console);
        if (plain && !plainAnywhere && !isLoopback(address.host())) {
            throw new CommandFailure(
                    ExitCode.BAD_INPUT,
                    "--plain is for this machine, and " + address.host()
                            + " is another: everybody on the way could read and forge; give --plain-anywhere if that is what you want");
        }
        return new ClientSettings(
                InetSocketAddress.createUnresolved(address.host(), address.port()),
                name(console),
                identity::token,
                identity,
                isPlain(),
                !noUdp,
                program);
    }

    private static boolean isLoopback(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            // Connecting will say so.
            return true;
        }
    }
}
