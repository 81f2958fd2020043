package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bench.proxy.LossyPath;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client of a server that has several addresses, each of which goes away in its turn. */
final class SeveralAddressesTest {
    @RegisterExtension
    final Stage stage = new Stage();

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
