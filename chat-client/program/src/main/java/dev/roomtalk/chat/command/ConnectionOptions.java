package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.online.ServerLogin;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.ServerAddress;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Pin;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which server to connect to, and as whom. */
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

    @Option(
            names = "--plain",
            description = "No TLS: everybody on the way can read and forge. Only for a server on this machine.")
    private boolean plain;

    @Option(names = "--plain-anywhere", description = "No TLS, on any machine.")
    private boolean plainAnywhere;

    @Option(names = "--no-udp", description = "Use TCP for everything.")
    private boolean noUdp;

    ServerAddress server(Console console) {
        String text = server != null ? server : console.environment().getOrDefault("ROOMTALK_SERVER", "");
        try {
            return ServerAddress.parse(text.isBlank() ? "localhost" : text);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.badInput(String.valueOf(e.getMessage()));
        }
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
                throw CommandFailure.badInput(sentence + "; choose another with --name");
        };
    }

    private boolean isPlain() {
        return plain || plainAnywhere;
    }

    /** What these options say, for the program {@code chat}. */
    ServerLogin login(Console console) {
        return new ServerLogin() {
            @Override
            public ServerAddress server() {
                return ConnectionOptions.this.server(console);
            }

            @Override
            public String name() {
                return ConnectionOptions.this.name(console);
            }

            @Override
            public boolean plain() {
                return isPlain();
            }

            @Override
            public Identity identity() {
                return ConnectionOptions.this.identity(console);
            }

            @Override
            public ClientSettings settings(Identity identity) {
                return ConnectionOptions.this.settings(console, identity, CommandLines.PROGRAM);
            }

            @Override
            public void warn(String sentence) {
                console.complain(sentence);
            }
        };
    }

    /**
     * The identity of this person at that server.
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
                throw CommandFailure.badInput(String.valueOf(e.getMessage()));
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
     * The settings of a session whose tokens and keys {@code identity} keeps.
     *
     * @param program shown to the server's operator
     * @throws CommandFailure with a sentence that says which option is wrong
     */
    public ClientSettings settings(Console console, Identity identity, String program) {
        ServerAddress address = server(console);
        if (plain && !plainAnywhere && !address.isLoopback()) {
            throw CommandFailure.badInput(
                    "--plain is for a server on this machine, and " + address.host()
                            + " is another machine: everybody on the way could read and forge; use --plain-anywhere if you accept that");
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
}
