package dev.roomtalk.e2e.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.roomtalk.e2e.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.GenericContainer;

/** A server and people, each in a container. */
final class ContainersTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Outcome DONE = new Outcome(0, "", "");

    @RegisterExtension
    final Harbour harbour = new Harbour();

    private GenericContainer<?> person(String name) {
        return harbour.person(name, harbour.volume());
    }

    /** Prints what is said in the hall from its beginning on. */
    private GenericContainer<?> listener(String name, String... options) {
        return harbour.program(
                name, words(List.of("chat", "tail", "hall", "--last", "100", "--trust-first-use"), options));
    }

    private static void awaitLines(GenericContainer<?> listener, String... lines) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts(listener)).containsExactly(lines));
    }

    /** The messages that a listener has printed, from the author on, without the rules between two days. */
    private static List<String> texts(GenericContainer<?> listener) {
        return listener.getLogs(org.testcontainers.containers.output.OutputFrame.OutputType.STDOUT)
                .lines()
                .filter(line -> !line.matches("── \\d{4}-\\d{2}-\\d{2} ──"))
                .map(line -> line.replaceFirst("^[-0-9 :]+", ""))
                .toList();
    }

    private static Outcome send(GenericContainer<?> person, String... words) {
        return Harbour.chat(person, words(List.of("send", "hall", "--trust-first-use"), words));
    }

    private static String[] words(List<String> first, String... more) {
        return Stream.concat(first.stream(), Stream.of(more)).toArray(String[]::new);
    }

    private static void makeHall(GenericContainer<?> person) {
        Outcome made = Harbour.chat(person, "create-room", "hall", "--trust-first-use");
        assertThat(made.exitCode()).as(made.toString()).isZero();
    }

    private static String get(GenericContainer<?> server, String path) {
        URI uri = URI.create("http://" + server.getHost() + ":" + server.getMappedPort(Harbour.METRICS_PORT) + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static double metric(GenericContainer<?> server, String name) {
        return Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$")
                .matcher(get(server, "/metrics"))
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    @Test
    void peopleTalkAcrossContainersOverUdpAndOverTcp() {
        GenericContainer<?> server = harbour.server(harbour.volume());
        GenericContainer<?> alice = person("alice");
        makeHall(alice);
        GenericContainer<?> bob = listener("bob");
        GenericContainer<?> carol = listener("carol", "--no-udp");
        // Both are there before anything is said, so that it is delivered to them and not read by them later.
        await().atMost(PATIENCE)
                .until(() -> Harbour.chat(alice, "who", "hall").out().contains("carol")
                        && Harbour.chat(alice, "who", "hall").out().contains("bob"));

        assertThat(send(alice, "good", "morning, grüß Gott, 早上好 🎉")).isEqualTo(DONE);
        assertThat(send(alice, "--no-udp", "and over TCP")).isEqualTo(DONE);

        awaitLines(bob, "alice: good morning, grüß Gott, 早上好 🎉", "alice: and over TCP");
        awaitLines(carol, "alice: good morning, grüß Gott, 早上好 🎉", "alice: and over TCP");
        assertThat(metric(server, "roomtalk_deliveries_total{transport=\"udp\"}"))
                .isPositive();
        assertThat(metric(server, "roomtalk_deliveries_total{transport=\"tcp\"}"))
                .isPositive();
        assertThat(get(server, "/live")).isEqualTo("live\n");
        assertThat(get(server, "/ready")).isEqualTo("ready\n");
    }

    @Test
    void theVolumeIsAllThatANewContainerNeeds() {
        String data = harbour.volume();
        GenericContainer<?> server = harbour.server(data);
        GenericContainer<?> alice = person("alice");
        makeHall(alice);
        assertThat(send(alice, "before")).isEqualTo(DONE);

        long begin = System.nanoTime();
        harbour.engine()
                .stopContainerCmd(server.getContainerId())
                .withTimeout(60)
                .exec();
        InspectContainerResponse.ContainerState state = harbour.engine()
                .inspectContainerCmd(server.getContainerId())
                .exec()
                .getState();
        assertThat(state.getExitCodeLong()).as("exit code of the server").isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        server.stop();
        harbour.server(data);

        // Its key is the same, and alice is who she was: neither is asked about again.
        assertThat(Harbour.chat(alice, "send", "hall", "after")).isEqualTo(DONE);
        awaitLines(listener("bob"), "alice: before", "alice: after");
    }

    @Test
    void whoIsCutOffGetsWhatWasSaidMeanwhile() {
        GenericContainer<?> server = harbour.server(harbour.volume());
        GenericContainer<?> alice = person("alice");
        makeHall(alice);
        GenericContainer<?> bob = listener("bob");
        assertThat(send(alice, "one")).isEqualTo(DONE);
        awaitLines(bob, "alice: one");

        harbour.disconnect(bob);
        assertThat(send(alice, "two")).isEqualTo(DONE);
        await().atMost(PATIENCE).until(() -> metric(server, "roomtalk_sessions") == 0);
        assertThat(send(alice, "three")).isEqualTo(DONE);
        harbour.connect(bob);
        assertThat(send(alice, "four")).isEqualTo(DONE);

        awaitLines(bob, "alice: one", "alice: two", "alice: three", "alice: four");
    }

    @Test
    void whatIsSentWhileTheServerIsCutOffArrivesOnce() {
        GenericContainer<?> server = harbour.server(harbour.volume());
        GenericContainer<?> alice = person("alice");
        makeHall(alice);
        GenericContainer<?> bob = listener("bob");
        // One that stays connected, and says a line each time that its file grows.
        GenericContainer<?> dave =
                harbour.program("dave", "sh", "-c", "touch lines; tail -f lines | chat send hall --trust-first-use");
        say(dave, "one");
        awaitLines(bob, "dave: one");

        harbour.disconnect(server);
        say(dave, "two");
        say(dave, "three");
        harbour.connect(server);
        say(dave, "four");

        awaitLines(bob, "dave: one", "dave: two", "dave: three", "dave: four");
    }

    private static void say(GenericContainer<?> person, String line) {
        assertThat(Harbour.exec(person, "sh", "-c", "echo '" + line + "' >>lines"))
                .isEqualTo(DONE);
    }

    @Test
    void dataOfTheImageBeforeIsTakenOver() throws IOException {
        String data = harbour.volume();
        String keys = harbour.volume();
        GenericContainer<?> holder = harbour.person("holder", data);
        try (InputStream archive = ContainersTest.class.getResourceAsStream("/volumes/server-0.1.0.tar.gz")) {
            harbour.engine()
                    .copyArchiveToContainerCmd(holder.getContainerId())
                    .withTarInputStream(archive)
                    .withRemotePath("/data")
                    .exec();
        }
        harbour.server(data);
        GenericContainer<?> alice = harbour.person("alice", keys);
        try (InputStream archive = ContainersTest.class.getResourceAsStream("/volumes/alice-0.1.0.tar.gz")) {
            harbour.engine()
                    .copyArchiveToContainerCmd(alice.getContainerId())
                    .withTarInputStream(archive)
                    .withRemotePath("/data")
                    .exec();
        }

        // The room is open to her alone: she is its host, and another is banned.
        assertThat(Harbour.chat(alice, "send", "hall", "said by the image after it"))
                .isEqualTo(DONE);
        assertThat(Harbour.chat(alice, "bans", "hall").out()).contains("mallory");
        awaitLines(listener("bob"), "alice: said by the image before", "alice: said by the image after it");
    }
}
