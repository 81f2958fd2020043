package dev.roomtalk.e2e;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A redis-server that ends with the test. */
record Redis(Process process, int port) implements AutoCloseable {
    /** Starts one, which answers when this returns; the test is not run where there is no such program. */
    static Redis start(Stage stage) throws IOException {
        Path program = Missing.unlessOnPath("redis-server", "which the engine is");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path directory = Files.createDirectories(stage.directory().resolve("redis"));
        File log = directory.resolve("log").toFile();
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        directory.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes")
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        Redis redis = stage.keep(new Redis(process, port));
        await().atMost(Duration.ofSeconds(60)).until(redis::answers);
        return redis;
    }

    String address() {
        return "redis://127.0.0.1:" + port + "/0";
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
