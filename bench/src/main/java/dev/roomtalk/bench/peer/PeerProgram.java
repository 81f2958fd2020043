package dev.roomtalk.bench.peer;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.process.StartedProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A peer's server that was started for this run on loopback, with a directory that goes with it. */
public final class PeerProgram implements AutoCloseable {
    private static final int TRIES = 200;
    private static final long TRY_MILLIS = 50;

    private final Peer peer;
    private final StartedProgram program;
    private final Process process;
    private final InetSocketAddress address;

    private PeerProgram(Peer peer, StartedProgram program, Process process, InetSocketAddress address) {
        this.peer = peer;
        this.program = program;
        this.process = process;
        this.address = address;
    }

    /** Starts the program, and waits until it takes connections. */
    public static PeerProgram start(Peer peer, Path program, int sessions) {
        StartedProgram started = new StartedProgram();
        try {
            Path directory = started.directory();
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(peer.options(directory, port, sessions));
            Process process = started.start(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log(directory).toFile()));
            PeerProgram server = new PeerProgram(
                    peer, started, process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            server.await();
            return server;
        } catch (IOException e) {
            started.close();
            throw Failure.unexpected("cannot start " + program + ": " + e.getMessage());
        }
    }

    private static Path log(Path directory) {
        return directory.resolve("log");
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
        List<String> log = Files.readAllLines(log(program.directory()));
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
        program.close();
    }
}
