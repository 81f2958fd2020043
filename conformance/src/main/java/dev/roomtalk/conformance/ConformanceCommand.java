package dev.roomtalk.conformance;

import dev.roomtalk.conformance.check.JsonReport;
import dev.roomtalk.conformance.check.RealTime;
import dev.roomtalk.conformance.check.Report;
import dev.roomtalk.conformance.check.TapReport;
import dev.roomtalk.conformance.client.ClientChecks;
import dev.roomtalk.conformance.server.ServerChecks;
import dev.roomtalk.conformance.wire.Tls;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What {@code conformance} does. */
@Command(
        name = "conformance",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks a server or a client of the Roomtalk protocol against its page, proto/PROTOCOL.md: one line for each",
            "check (TAP), with the sentence, the section of the page, and what was seen instead.",
            "",
            "  conformance --server HOST:PORT --pin SHA256:...",
            "  conformance --client -- my-client {address} {pin} {room}",
            "",
            "A client is started with the command behind --, in which {address}, {host}, {port}, {pin} and {room} are",
            "replaced. It has to join the room, and to publish each line of its standard input there as a message; it may be",
            "ended and started again. Without a command the address is printed, and you are asked to publish.",
            "",
            "A server is sent much that is wrong. More than three times in two minutes, and a server with the limits of this",
            "project refuses the address for a while.",
            ""
        },
        footer = {"", "Exit codes: 0 every check is ok, 1 one is not, or the server cannot be reached; 2 bad usage."})
final class ConformanceCommand implements Callable<Integer> {
    static final int FAILED = 1;
    static final int USAGE = 2;
    private static final int MAX_PORT = 65_535;

    /** Which end is checked. */
    static final class End {
        @Option(names = "--server", paramLabel = "HOST:PORT", description = "Check the server there.")
        private @Nullable String server;

        @Option(names = "--client", description = "Check a client, as a server on this machine.")
        private boolean client;
    }

    @ArgGroup(multiplicity = "1")
    private End end = new End();

    @Option(
            names = "--pin",
            paramLabel = "SHA256:...",
            description = "The key that the server must have. Default: any.")
    private @Nullable String pin;

    @Option(names = "--plain", description = "The server has no TLS.")
    private boolean plain;

    @Option(
            names = "--room",
            paramLabel = "ROOM",
            description = "The room that the client joins (default: ${DEFAULT-VALUE}).")
    private String room = "conformance";

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "How long an answer may take (default: ${DEFAULT-VALUE}).")
    private int patience = 5;

    @Option(names = "--json", description = "One object of JSON for each check, in the place of TAP.")
    private boolean json;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "Starts the client; behind --.")
    private List<String> command = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    private final PrintStream out;
    private final PrintStream err;

    ConformanceCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        if (patience < 1) {
            throw usage("--patience is 1 or more seconds");
        }
        if (pin != null && !pin.matches("SHA256:[A-Za-z0-9+/]{43}")) {
            throw usage("'" + pin + "' is not a pin, SHA256: and 43 characters");
        }
        Report report = json ? new JsonReport(out) : new TapReport(out);
        String server = end.server;
        int failed = server == null || end.client ? client(report) : server(address(server), report);
        out.flush();
        return failed == 0 ? 0 : FAILED;
    }

    private ParameterException usage(String sentence) {
        if (spec == null) {
            throw new IllegalStateException(sentence);
        }
        return new ParameterException(spec.commandLine(), sentence);
    }

    private InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 1 ? "" : text.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1");
        int port;
        try {
            port = Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            port = 0;
        }
        if (host.isEmpty() || port < 1 || port > MAX_PORT) {
            throw usage("'" + text + "' is not HOST:PORT");
        }
        return new InetSocketAddress(host, port);
    }

    private int server(InetSocketAddress address, Report report) throws IOException, GeneralSecurityException {
        if (!command.isEmpty()) {
            throw usage("a command is for --client alone");
        }
        Duration patient = Duration.ofSeconds(patience);
        try (Socket probe = new Socket()) {
            probe.connect(address, Math.toIntExact(patient.toMillis()));
        } catch (IOException e) {
            err.println("conformance: no server answers at " + end.server + ": " + e.getMessage());
            return 1;
        }
        SecureRandom random = new SecureRandom();
        ServerChecks checks =
                new ServerChecks(address, plain ? null : Tls.client(random), pin, patient, random, new RealTime());
        return checks.run(report);
    }

    private int client(Report report) throws IOException {
        if (pin != null || plain) {
            throw usage("--pin and --plain are for --server");
        }
        try (ClientChecks checks = new ClientChecks(
                InetAddress.ofLiteral("127.0.0.1"),
                room,
                Duration.ofSeconds(patience),
                new SecureRandom(),
                new RealTime())) {
            report.note("server " + checks.address() + ", pin " + checks.pin() + ", room " + room);
            return checks.run(command, report);
        }
    }
}
