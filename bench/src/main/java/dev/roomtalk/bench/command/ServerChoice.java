package dev.roomtalk.bench.command;

import com.google.protobuf.ByteString;
import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.Endpoint;
import dev.roomtalk.bench.roomtalk.RoomtalkServer;
import dev.roomtalk.client.identity.ServerAddress;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.client.identity.StateException;
import dev.roomtalk.client.identity.Tokens;
import dev.roomtalk.wire.Pin;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which server is measured: a running one, or one that is started for the run. */
final class ServerChoice {
    @Option(names = "--server", paramLabel = "HOST:PORT", description = "A running server.")
    private @Nullable String server;

    @Option(names = "--start", description = "Start a server (the default without --server).")
    private boolean start;

    @Option(
            names = "--server-pid",
            paramLabel = "PID",
            description = "The running server's process, to measure its CPU.")
    private @Nullable Long serverPid;

    @Option(
            names = "--fingerprint",
            paramLabel = "SHA256:...",
            description = "The running server's; loopback needs none.")
    private @Nullable String fingerprint;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = {
                "Sign all sessions in as this user of the running server, with the token that chat keeps on this machine",
                "(default: each as a new user)."
            })
    private @Nullable String user;

    @Option(names = "--plain", description = "TCP without TLS, if the server does that.")
    private boolean plain;

    @Mixin
    private StartedServer started = new StartedServer();

    RoomtalkServer choose(Workbench workbench, int sessions) {
        if (server == null) {
            if (fingerprint != null || serverPid != null || user != null) {
                throw Failure.usage(
                        "--fingerprint, --server-pid and --user are for a running server: give --server too");
            }
            return workbench.startServer(sessions, started.options());
        }
        if (start) {
            throw Failure.usage("--server is a running one and --start starts one: give one of them");
        }
        if (!started.options().isEmpty()) {
            throw Failure.usage(
                    "'" + started.options().getFirst() + "' is for a server that bench starts: leave out --server");
        }
        Pin pin = null;
        if (fingerprint != null) {
            try {
                pin = Pin.parse(fingerprint);
            } catch (IllegalArgumentException e) {
                throw Failure.usage(String.valueOf(e.getMessage()));
            }
        }
        Workbench.needFiles(sessions);
        return new RoomtalkServer(
                new Access(Endpoint.parse(server), pin, plain),
                serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid),
                user == null ? null : known(user, server, pin));
    }

    /** The user with the token that the client keeps. */
    private RoomtalkServer.User known(String name, String address, @Nullable Pin pin) {
        if (pin == null && !plain) {
            throw Failure.usage("--user sends a token, which is for one server alone: give its --fingerprint too");
        }
        String key = pin == null ? Tokens.PLAIN : pin.text();
        try {
            return StateDirectory.of(System.getenv())
                    .tokens()
                    .find(ServerAddress.parse(address).identity(), key, name)
                    .map(token -> new RoomtalkServer.User(token.name(), ByteString.copyFrom(token.bytes())))
                    .orElseThrow(
                            () -> Failure.usage("chat keeps no token of '%s' at %s on this machine: sign in with it"
                                            .formatted(name, address)
                                    + " once"));
        } catch (StateException e) {
            throw Failure.unexpected(String.valueOf(e.getMessage()));
        }
    }
}
