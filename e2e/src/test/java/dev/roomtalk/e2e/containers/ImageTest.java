package dev.roomtalk.e2e.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** What the image is, and that each program of it runs in a container which may write nowhere but to its volume. */
final class ImageTest {
    /** A tenth of it is Unicode's tables of characters that look alike (ICU4J). */
    private static final long MOST_BYTES = 130_000_000;

    @RegisterExtension
    final Harbour harbour = new Harbour();

    @Test
    void isSmall() throws IOException {
        DockerClient engine = Image.engine();
        long[] bytes = {0};
        OutputStream counted = new OutputStream() {
            @Override
            public void write(int b) {
                bytes[0]++;
            }

            @Override
            public void write(byte[] chunk, int offset, int length) {
                bytes[0] += length;
            }
        };
        try (InputStream saved = engine.saveImageCmd(Image.tag()).exec();
                GZIPOutputStream compressed = new GZIPOutputStream(counted, 1 << 16)) {
            saved.transferTo(compressed);
        }
        System.err.printf("image: %.1f MB compressed%n", bytes[0] / 1e6);
        assertThat(bytes[0]).isLessThan(MOST_BYTES);
    }

    @Test
    void isNobodyInParticularAndServes() {
        ContainerConfig config =
                Image.engine().inspectImageCmd(Image.tag()).exec().getConfig();
        assertThat(config).isNotNull();
        assertThat(config.getUser()).isEqualTo("4242:4242");
        assertThat(config.getVolumes()).containsOnlyKeys("/data");
        assertThat(config.getExposedPorts())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("4242/tcp", "4242/udp", "9464/tcp");
        assertThat(config.getCmd()).containsExactly("room-server");
    }

    @Test
    void trustsNobodyThatTheMachineTrustsWhichMadeIt() {
        GenericContainer<?> container = harbour.person("person", harbour.volume());

        assertThat(Harbour.exec(container, "find", "/opt/roomtalk", "-name", "cacerts")
                        .out())
                .isEmpty();
    }

    @Test
    void saysByItselfThatItIsWell() {
        GenericContainer<?> server = harbour.server(harbour.volume());

        Wait.forHealthcheck().waitUntilReady(server);

        assertThat(Harbour.exec(server, "/opt/roomtalk/bin/lib/healthy").exitCode())
                .isZero();
        // The health check can fail: here it asks a port at which nobody is.
        assertThat(Harbour.exec(server, "env", "ROOM_SERVER_METRICS_PORT=1", "/opt/roomtalk/bin/lib/healthy")
                        .exitCode())
                .isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"room-server", "chat", "signal-bridge", "signal-send", "bench"})
    void eachProgramRuns(String program) {
        GenericContainer<?> container = harbour.person("person", harbour.volume());

        var version = Harbour.exec(container, program, "--version");

        assertThat(version.exitCode()).as(version.toString()).isZero();
        assertThat(version.out()).startsWith(program + " ").hasLineCount(1);
        assertThat(version.err()).isEmpty();
    }

    @Test
    void bringsItsNativesAndStartsFromItsCaches() {
        GenericContainer<?> server = harbour.server(harbour.volume());

        // Nothing was unpacked, and what is loaded came with the image.
        List<String> unpacked = Harbour.exec(server, "find", "/data", "/tmp", "-name", "lib*.so*")
                .out()
                .lines()
                .toList();
        assertThat(unpacked).isEmpty();
        String maps = Harbour.exec(server, "cat", "/proc/1/maps").out();
        assertThat(maps)
                .contains("/opt/roomtalk/native/libnetty_transport_native_epoll")
                .contains("/opt/roomtalk/native/libsqlitejdbc.so")
                .contains("/opt/roomtalk/aot/room-server.aot");
    }
}
