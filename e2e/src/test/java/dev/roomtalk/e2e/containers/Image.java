package dev.roomtalk.e2e.containers;

import com.github.dockerjava.api.DockerClient;
import dev.roomtalk.e2e.Missing;
import dev.roomtalk.e2e.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.testcontainers.DockerClientFactory;

/** The image that {@code bin/image} makes of {@code docker/Dockerfile}: built once for all tests of a process. */
final class Image {
    static final String TAG = "roomtalk:test";

    private static final Path LOCK = Path.of(System.getProperty("roomtalk.root", ".."), "target", "image.lock");

    private static boolean built;

    private Image() {}

    /** The name of the image; built if this is the first test to ask for it. */
    static synchronized String tag() {
        engine();
        if (!built) {
            // Tests run in two processes, and what is built lies in one place.
            try (FileChannel lock = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = lock.lock()) {
                Shell.run(Map.of(), List.of("bin/image", TAG));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            built = true;
        }
        return TAG;
    }

    /** The engine. Where there is none, the test cannot run here. */
    static DockerClient engine() {
        Missing.unlessOnPath("docker", "to build the image");
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw Missing.because("needs a Docker engine that answers, for containers");
        }
        return DockerClientFactory.instance().client();
    }
}
