package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.KnownServers;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.client.identity.StateException;
import dev.roomtalk.client.identity.Tokens;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** The identity that a server knows this person by, to be moved to another machine or renewed. */
@CommandLine.Command(
        name = "token",
        description = "Moves your identity at a server to another machine, or renews it where it was stolen.")
final class TokenCommand extends Command {
    private static final String HEADING = "# A token of roomtalk: who has it is you. Import it and destroy this file.";

    /** What to do. */
    enum Action {
        EXPORT,
        IMPORT,
        RENEW
    }

    @Parameters(
            index = "0",
            paramLabel = "export|import|renew",
            description = "export: write the identity to FILE, which must not exist, or to standard output (-). "
                    + "import: take it from FILE or standard input (-). "
                    + "renew: get a new token, and end every other session and token of yours.")
    private @Nullable Action action;

    @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "A file, or - (the default).")
    private String file = "-";

    TokenCommand(Console console) {
        super(console);
    }

    @Override
    ExitCode run() throws InterruptedException {
        if (action == null) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "say export, import or renew");
        }
        switch (action) {
            case EXPORT -> export();
            case IMPORT -> take();
            case RENEW -> renew();
        }
        return ExitCode.DONE;
    }

    private StateDirectory state() {
        return StateDirectory.of(console().environment());
    }

    private String address() {
        ServerAddress server = connection().server(console());
        return Identity.address(server.host(), server.port());
    }

    private void export() {
        String address = address();
        String name = connection().name(console());
        String key;
        if (connection().isPlain()) {
            key = Tokens.PLAIN;
        } else {
            KnownServers.Server server = state().servers()
                    .find(address)
                    .orElseThrow(() -> new CommandFailure(
                            ExitCode.BAD_INPUT, address + " is not known here: no identity for it can be exported"));
            key = server.verified() ? Tokens.VERIFIED : server.pin().text();
        }
        Optional<Tokens.Token> token = state().tokens().find(address, key, name);
        if (token.isEmpty()) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "there is no token of " + name + " for " + address + " here");
        }
        String text = HEADING + "\n" + token.get().line() + "\n";
        if (file.equals("-")) {
            console().out().print(text);
        } else {
            write(Path.of(file), text);
        }
    }

    private static void write(Path path, String text) {
        try (var channel = Files.newByteChannel(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(text));
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, path + " exists: give a file that does not");
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "cannot write " + path);
        }
    }

    private void take() {
        Tokens.Token token = read().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Optional.ofNullable(Tokens.Token.parse(line)))
                .findFirst()
                .flatMap(parsed -> parsed)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.BAD_INPUT, "this is no identity: give what 'chat token export' has written"));
        boolean pinned = !token.key().equals(Tokens.PLAIN) && !token.key().equals(Tokens.VERIFIED);
        if (pinned) {
            Pin pin = Pin.parse(token.key());
            Optional<KnownServers.Server> known = state().servers().find(token.address());
            if (known.isPresent() && !known.get().pin().equals(pin)) {
                throw new CommandFailure(
                        ExitCode.UNTRUSTED,
                        "the identity belongs to a server with the key " + pin + ", and " + token.address()
                                + " is known here with the key " + known.get().pin()
                                + ": find out which is right; 'chat fingerprint forget --server " + token.address()
                                + "' forgets the one that is known here");
            }
            if (known.isEmpty()) {
                state().servers().remember(new KnownServers.Server(token.address(), false, pin));
            }
        }
        state().tokens().remember(token);
        console().out().println("you are " + token.name() + " at " + token.address() + " now");
    }

    private String read() {
        try {
            return file.equals("-")
                    ? new String(console().in().readAllBytes(), StandardCharsets.UTF_8)
                    : Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.BAD_INPUT, "cannot read " + (file.equals("-") ? "standard input" : file));
        }
    }

    private void renew() throws InterruptedException {
        try (Online online = Online.connect(console(), connection(), event -> {})) {
            byte[] token = online.get(online.client().renewToken());
            String name = online.client().status().name();
            try {
                online.identity().onNewToken(name, token);
            } catch (StateException e) {
                throw new CommandFailure(
                        ExitCode.FAILED, "the token was renewed, but cannot be kept: " + e.getMessage());
            }
            console().out().println("the token of " + name + " was renewed; every other session of yours has ended");
        }
    }
}
