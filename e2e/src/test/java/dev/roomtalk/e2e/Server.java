package dev.roomtalk.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A room-server on loopback that a test started. It can be stopped and started again on the same port and data. */
final class Server {
    private static final Pattern READY =
            Pattern.compile("room-server \\S+ ready: tcp 127\\.0\\.0\\.1:(\\d+)[^,]*, udp .*");
    private static final Pattern FINGERPRINT = Pattern.compile("SHA256:[^\\s,]+");

    private final Stage stage;
    private final Path directory;
    private final Map<String, String> environment;
    private final List<String> options;
    private Program program;
    private int port;
    private String fingerprint = "";

    Server(Stage stage, Path directory, Map<String, String> environment, String... options) {
        this.stage = stage;
        this.directory = directory;
        this.environment = environment;
        this.options = List.of(options);
        this.program = start(0);
    }

    private Program start(int wantedPort) {
        List<String> arguments = new ArrayList<>(List.of(
                "--host", "127.0.0.1", "--port", Integer.toString(wantedPort), "--data-dir", directory.toString()));
        arguments.addAll(options);
        Program started = stage.start(environment, "room-server", arguments.toArray(String[]::new));
        String line = started.awaitLine("ready line", READY.asMatchPredicate());
        Matcher ready = READY.matcher(line);
        if (!ready.matches()) {
            throw new AssertionError(line);
        }
        port = Integer.parseInt(ready.group(1));
        Matcher print = FINGERPRINT.matcher(line);
        fingerprint = print.find() ? print.group() : "";
        return started;
    }

    Program program() {
        return program;
    }

    int port() {
        return port;
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** As clients want it: {@code SHA256:...}. */
    String fingerprint() {
        return fingerprint;
    }

    Path directory() {
        return directory;
    }

    /** SIGKILL. */
    void kill() {
        program.kill();
    }

    /** SIGTERM, and waits for the end. */
    Outcome stop() {
        program.terminate();
        return program.awaitEnd();
    }

    /** Starts again on the same port. */
    void startAgain() {
        program = start(port);
    }

    /** The arguments of a client command that finds and trusts this server. */
    String[] command(Person who, String command, String... arguments) {
        return command(address(), who, command, arguments);
    }

    /** The same by another way to the server. */
    String[] command(String address, Person who, String command, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of(command, "--server", address, "--fingerprint", fingerprint, "--name", who.name()));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }
}
