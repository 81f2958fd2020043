package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The conformance program finds nothing wrong with this project's server and client. */
final class ConformanceTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void theServerKeepsToThePage() {
        Server server = stage.server();

        assertAllOk(stage.run(
                stage.person("alice"),
                "conformance",
                "--patience",
                "20",
                "--server",
                server.address(),
                "--pin",
                server.fingerprint()));
    }

    @Test
    void theClientKeepsToThePage() {
        String chat = Stage.ROOT.resolve("bin", "chat").toString();

        assertAllOk(stage.run(
                stage.person("alice"),
                "conformance",
                "--client",
                "--patience",
                "20",
                "--",
                chat,
                "send",
                "--server",
                "{address}",
                "--fingerprint",
                "{pin}",
                "{room}"));
    }

    private static void assertAllOk(Outcome outcome) {
        List<String> results =
                outcome.out().lines().filter(line -> !line.startsWith("#")).toList();
        assertThat(results.subList(1, results.size()))
                .as(outcome.out() + outcome.err())
                .allMatch(line -> line.startsWith("ok ") && !line.contains("# SKIP"));
        assertThat(results.getFirst()).isEqualTo("1.." + (results.size() - 1));
        assertThat(outcome.exitCode()).isZero();
    }
}
