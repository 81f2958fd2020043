package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.KnownServers;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.client.identity.StateException;
import dev.roomtalk.client.identity.Tokens;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.Utf8;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The identity by which a server knows this person, in a file: to move it to another machine. Also renews it. */
public final class IdentityFile {
    private static final String HEADING = "# A token of roomtalk: who has it is you. Import it and destroy this file.";

    private final Console console;
    private final String file;

    /** @param file a path, or {@code -} for standard input and output */
    public IdentityFile(Console console, String file) {
        this.console = console;
        this.file = file;
    }

    private StateDirectory state() {
        return StateDirectory.of(console.environment());
    }

    /** Writes the identity to the file, which must not exist. */
    public ExitCode write(ServerLogin login) {
        String address = login.server().getFirst().identity();
        String name = login.name();
        String key;
        if (login.plain()) {
            key = Tokens.PLAIN;
        } else {
            KnownServers.Server server = login.server().stream()
                    .flatMap(known -> state().servers().find(known.identity()).stream())
                    .findFirst()
                    .orElseThrow(() -> CommandFailure.badInput(
                            address + " is not known here: no identity for it can be exported"));
            key = server.verified() ? Tokens.VERIFIED : server.pin().text();
        }
        Optional<Tokens.Token> token = state().tokens().find(address, key, name);
        if (token.isEmpty()) {
            throw CommandFailure.badInput("there is no token of " + name + " for " + address + " here");
        }
        String text = HEADING + "\n" + token.get().line() + "\n";
        if (file.equals("-")) {
            console.out().print(text);
        } else {
            write(Path.of(file), text);
        }
        return ExitCode.DONE;
    }

    private static void write(Path path, String text) {
        try (var channel = Files.newByteChannel(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.badInput(path + " exists; name a new file");
        } catch (IOException e) {
            removeIfPart(path, text);
            throw CommandFailure.badInput("cannot write " + path + ": " + e.getMessage());
        }
    }

    /** A part of an identity is none, and would be in the way of the next try. */
    private static void removeIfPart(Path path, String text) {
        try {
            if (Files.isRegularFile(path) && text.startsWith(Files.readString(path))) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // It stays.
        }
    }

    /** Reads an identity from the file, and makes it the one of this machine. */
    public ExitCode read() {
        Tokens.Token token = text().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> Optional.ofNullable(Tokens.Token.parse(line)))
                .findFirst()
                .flatMap(parsed -> parsed)
                .orElseThrow(() -> CommandFailure.badInput("this is not an identity; use a file that "
                        + ChatCommand.quoted("token export") + " has written"));
        boolean pinned = !token.key().equals(Tokens.PLAIN) && !token.key().equals(Tokens.VERIFIED);
        if (pinned) {
            Pin pin = Pin.parse(token.key());
            Optional<KnownServers.Server> known = state().servers().find(token.address());
            if (known.isPresent() && !known.get().pin().equals(pin)) {
                throw new CommandFailure(
                        ExitCode.UNTRUSTED,
                        "the identity belongs to a server with the key " + pin + ", and " + token.address()
                                + " is known here with the key " + known.get().pin()
                                + "; find out which is right: '" + ChatCommand.NAME + " fingerprint forget --server "
                                + token.address()
                                + "' forgets the one that is known here");
            }
            if (known.isEmpty()) {
                state().servers().remember(new KnownServers.Server(token.address(), false, pin));
            } else if (known.get().verified()) {
                // Here its name is what counts: an old token under it would be found first.
                token = new Tokens.Token(token.address(), Tokens.VERIFIED, token.name(), token.secret());
            }
        }
        state().tokens().remember(token);
        console.out().println("you are " + token.name() + " at " + token.address() + " now");
        return ExitCode.DONE;
    }

    private String text() {
        try {
            return file.equals("-")
                    ? Utf8.text(console.in().readAllBytes())
                    : Utf8.text(Files.readAllBytes(Path.of(file)));
        } catch (NotUtf8Exception e) {
            throw CommandFailure.badInput((file.equals("-") ? "standard input" : file) + ": " + e.getMessage());
        } catch (IOException e) {
            throw CommandFailure.badInput("cannot read " + (file.equals("-") ? "standard input" : file));
        }
    }

    /** Gets a new token for this person, and saves it. */
    public static ExitCode renew(OnlineSession online, Console console) throws InterruptedException {
        byte[] token = online.get(online.client().renewToken());
        String name = online.client().status().name();
        try {
            online.identity().onNewToken(name, token);
        } catch (StateException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the token was renewed, and is kept aside until it can be saved: " + e.getMessage());
        }
        console.out().println("the token of " + name + " was renewed; every other session of yours has ended");
        return ExitCode.DONE;
    }
}
