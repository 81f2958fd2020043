package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bench.proxy.LossyPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client of a server that has several addresses, each of which goes away in its turn. */
final class SeveralAddressesTest {
    @RegisterExtension
    final Stage stage = new Stage();

    /** Stand-ins for nodes: servers of their own, with the same key. */
    @Test
    void nodesHaveOneKeyAndAnotherServerIsNone() {
        Path shared = stage.directory().resolve("shared");
        Outcome made = stage.run(stage.person("operator"), "room-server", "key", "make", shared.toString());
        assertThat(made.err()).isEmpty();
        assertThat(made.out().lines().skip(1))
                .containsExactly(
                        "certificate = " + shared.resolve("certificate.pem"), "key = " + shared.resolve("key.pem"));
        String[] key = {
            "--certificate",
            shared.resolve("certificate.pem").toString(),
            "--key",
            shared.resolve("key.pem").toString(),
            "--engine",
            "memory"
        };
        Server one = stage.server(key);
        Server two = stage.server(key);
        assertThat(made.out()).startsWith("# fingerprint " + one.fingerprint() + "\n");
        assertThat(two.fingerprint()).isEqualTo(one.fingerprint());
        Person alice = stage.person("alice");
        assertThat(rooms(alice, one.address() + "," + two.address()).exitCode()).isZero();
        two.stop();
        assertThat(rooms(alice, two.address() + "," + one.address()).exitCode()).isZero();

        Server other = stage.server("--engine", "memory");
        one.stop();
        Outcome refused = rooms(alice, one.address() + "," + other.address());
        assertThat(refused.exitCode()).isEqualTo(5);
        assertThat(refused.err()).contains(other.address(), other.fingerprint(), "all nodes of a server have one key");
    }

    private Outcome rooms(Person who, String servers) {
        return stage.run(who, "chat", "rooms", "--name", who.name(), "--server", servers);
    }

    @Test
    void aClientGoesToAnAddressThatIsThereAndMissesNothing() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "hall");
        LossyPath one = stage.path("127.0.0.2", server, Duration.ZERO, 0);
        LossyPath two = stage.path("127.0.0.3", server, Duration.ZERO, 0);
        String both = Stage.address(one) + "," + Stage.address(two);
        Listener hears = Listener.join(stage, server, both, stage.person("bob"), "hall");

        stage.chat(alice, server, "send", "hall", "by both");
        hears.await("by both");
        one.close();
        stage.chat(alice, server, "send", "hall", "by the second");
        hears.await("by the second");
        stage.path("127.0.0.2", server, Duration.ZERO, 0);
        two.close();
        stage.chat(alice, server, "send", "hall", "by the first");
        hears.await("by the first");

        assertThat(hears.heard())
                .extracting(Listener.Heard::text)
                .containsExactly("by both", "by the second", "by the first");
    }
}
