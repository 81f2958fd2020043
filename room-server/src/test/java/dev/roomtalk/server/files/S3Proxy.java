package dev.roomtalk.server.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** An S3-compatible server of a test, on loopback: a process of its own that keeps its buckets in a directory. */
public final class S3Proxy implements AutoCloseable {
    private static final String IDENTITY = "who";
    private static final String SECRET = "secret";
    private static final Pattern LISTENS = Pattern.compile("listens on port (\\d+)");

    private final Path directory;
    private final Process process;
    private final TcpGate gate;

    private S3Proxy(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("buckets"));
        this.process = launch();
        this.gate = new TcpGate(Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(this::port, port -> port > 0));
    }

    /** Starts one with no buckets, on a port that the kernel chooses. */
    public static S3Proxy start(Path directory) throws IOException {
        return new S3Proxy(directory);
    }

    private Process launch() throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        S3ProxyProgram.class.getName(),
                        directory.resolve("buckets").toString(),
                        IDENTITY,
                        SECRET))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    private Path log() {
        return directory.resolve("s3proxy.log");
    }

    /** 0: it does not listen yet. */
    private int port() {
        try {
            String log = Files.readString(log());
            Matcher found = LISTENS.matcher(log);
            if (!found.find() && !process.isAlive()) {
                throw new IllegalStateException("S3Proxy has ended: " + log);
            }
            return found.hasMatch() ? Integer.parseInt(found.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on nobody reaches it. */
    public void goAway() {
        gate.close();
    }

    /** It is reached again. */
    public void comeBack() throws IOException {
        gate.open();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + gate.port());
    }

    /** Makes a bucket with nothing in it. */
    public void make(String bucket) throws IOException {
        Files.createDirectories(directory.resolve("buckets").resolve(bucket));
    }

    /** A file with the keys that it knows. */
    public Path credentials() throws IOException {
        return credentials(IDENTITY, SECRET);
    }

    /** A file with these keys. */
    Path credentials(String identity, String secret) throws IOException {
        return Files.writeString(directory.resolve("credentials-" + secret), """
                [default]
                aws_access_key_id = %s
                aws_secret_access_key = %s
                """.formatted(identity, secret));
    }

    /** The files in which it keeps what is in a bucket. */
    List<Path> objects(String bucket) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("buckets").resolve(bucket))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** Whether a bucket has an object of so many bytes. */
    public boolean hasObject(String bucket, long size) throws IOException {
        for (Path each : objects(bucket)) {
            if (Files.size(each) == size) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        gate.close();
        process.destroyForcibly().onExit().join();
    }
}
