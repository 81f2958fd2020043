package dev.roomtalk.bench.files;

import dev.roomtalk.bench.base.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An SSH server of this user on loopback, with keys of its own, and {@code scp} to it. */
final class Scp implements AutoCloseable {
    private static final long START_SECONDS = 20;
    private static final int START_ATTEMPTS = 200;
    private static final int PAUSE_MILLIS = 100;
    private static final long COPY_SECONDS = 3_600;

    private final Process server;
    private final int port;
    private final Path key;

    private Scp(Process server, int port, Path key) {
        this.server = server;
        this.port = port;
        this.key = key;
    }

    /**
     * Starts the server.
     *
     * @param sshd the program, by its whole path
     * @param directory for its keys
     */
    static Scp start(Path sshd, Path directory) throws IOException {
        Path hostKey = key(directory.resolve("host"));
        Path key = key(directory.resolve("user"));
        int port = freePort();
        Path configuration = directory.resolve("sshd_config");
        Files.writeString(configuration, """
                ListenAddress 127.0.0.1
                Port %d
                HostKey %s
                AuthorizedKeysFile %s.pub
                StrictModes no
                UsePAM no
                PidFile none
                Subsystem sftp internal-sftp
                """.formatted(port, hostKey, key));
        Process server = new ProcessBuilder(sshd.toString(), "-D", "-e", "-f", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("sshd.log").toFile())
                .start();
        Scp scp = new Scp(server, port, key);
        try {
            scp.awaitStart(directory.resolve("sshd.log"));
        } catch (IOException | RuntimeException e) {
            scp.close();
            throw e;
        }
        return scp;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path key(Path file) throws IOException {
        run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()), START_SECONDS);
        return file;
    }

    private void awaitStart(Path log) throws IOException {
        for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PAUSE_MILLIS);
                return;
            } catch (IOException e) {
                pause();
            }
        }
        throw Failure.unexpected(
                "sshd did not start: " + Files.readString(log).strip().replace('\n', ' '));
    }

    /** Ends at once when the server has ended. */
    private void pause() {
        try {
            boolean _ = server.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw Failure.interrupted();
        }
    }

    /** Copies a file to another place on this machine. */
    void copy(Path from, Path to) throws IOException {
        run(
                List.of(
                        "scp",
                        "-q",
                        "-B",
                        "-P",
                        Integer.toString(port),
                        "-i",
                        key.toString(),
                        "-o",
                        "IdentitiesOnly=yes",
                        "-o",
                        "StrictHostKeyChecking=no",
                        "-o",
                        "UserKnownHostsFile=/dev/null",
                        "-o",
                        "LogLevel=ERROR",
                        from.toString(),
                        System.getProperty("user.name") + "@127.0.0.1:" + to),
                COPY_SECONDS);
    }

    private static void run(List<String> command, long seconds) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw Failure.unexpected(command.getFirst() + " failed: " + printed.strip());
            }
        } catch (InterruptedException e) {
            throw Failure.interrupted();
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}
