package dev.roomtalk.bench.peer;

import dev.roomtalk.bench.base.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer's server that was started for this run on loopback, with a directory that goes with it. */
public final class PeerProgram implements AutoCloseable {
    private static final int TRIES = 200;
    private static final long TRY_MILLIS = 50;
    private static final long STOP_SECONDS = 5;

    private final Peer peer;
    private final Path directory;
    private final Process process;
    private final InetSocketAddress address;
    private final Thread atExit;

    private PeerProgram(Peer peer, Path directory, Process process, InetSocketAddress address) {
        this.peer = peer;
        this.directory = directory;
        this.process = process;
        this.address = address;
        this.atExit = new Thread(this::stop);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts the program, and waits until it takes connections. */
    public static PeerProgram start(Peer peer, Path program, int sessions) {
        try {
            Path directory = Files.createTempDirectory("roomtalk-bench");
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(peer.options(directory, port, sessions));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            PeerProgram started = new PeerProgram(
                    peer, directory, process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            started.await();
            return started;
        } catch (IOException e) {
            throw Failure.unexpected("cannot start " + program + ": " + e.getMessage());
        }
    }

    private void await() throws IOException {
        for (int tries = 0; tries < TRIES && process.isAlive(); tries++) {
            try (Socket socket = new Socket()) {
                socket.connect(address);
                return;
            } catch (IOException _) {
                pause();
            }
        }
        List<String> log = Files.readAllLines(directory.resolve("log"));
        close();
        throw Failure.unexpected(
                peer.program() + " did not start: " + (log.isEmpty() ? "it says nothing" : log.getLast()));
    }

    private void pause() {
        try {
            process.waitFor(TRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        }
    }

    Peer peer() {
        return peer;
    }

    long pid() {
        return process.pid();
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException _) {
            // Interrupted from the keyboard: the hook is at it.
            return;
        }
        stop();
    }

    private void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException _) {
            // What is left is in the directory for temporary files.
        }
    }
}
