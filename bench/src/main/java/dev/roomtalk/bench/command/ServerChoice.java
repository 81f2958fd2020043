package dev.roomtalk.bench.command;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.Endpoint;
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

    @Option(names = "--plain", description = "TCP without TLS, if the server does that.")
    private boolean plain;

    @Mixin
    private StartedServer started = new StartedServer();

    Workbench.Server choose(Workbench workbench, int sessions) {
        if (server == null) {
            if (fingerprint != null || serverPid != null) {
                throw Failure.usage("--fingerprint and --server-pid are for a running server: give --server too");
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
        return new Workbench.Server(
                new Access(Endpoint.parse(server), pin, plain),
                serverPid == null ? OptionalLong.empty() : OptionalLong.of(serverPid));
    }
}
