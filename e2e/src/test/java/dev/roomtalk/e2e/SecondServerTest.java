package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that cannot have its port. */
final class SecondServerTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void isRefusedInOneLine() {
        Server first = stage.server();

        Outcome second = stage.run(
                stage.person("eve"),
                "room-server",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(first.port()),
                "--data-dir",
                stage.directory().resolve("other").toString());

        assertThat(second.exitCode()).isNotZero();
        assertThat(second.out()).isEmpty();
        assertThat(second.err()).contains(Integer.toString(first.port())).hasLineCount(1);
        assertThat(first.program().alive()).isTrue();
    }
}
