package dev.roomtalk.bridge.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.client.ClientSettings;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The way to the server is read as {@code chat} reads it. */
final class ServerOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, 4242",
        "127.0.0.1:5, 127.0.0.1, 5",
        "::1, ::1, 4242",
        "[::1]:5, ::1, 5",
        "localhost:004242, localhost, 4242",
        "host:of:pipes, host:of:pipes, 4242"
    })
    void readsAnAddress(String text, String host, int port) {
        ClientSettings client =
                room("--server", text, "--name", "ops", "--plain-anywhere").client();

        assertThat(client.servers()).containsExactly(InetSocketAddress.createUnresolved(host, port));
    }

    @Test
    void readsTheAddressOfEachNode() {
        ClientSettings client =
                room("--server", "a:5, b", "--name", "ops", "--plain-anywhere").client();

        assertThat(client.servers())
                .containsExactly(
                        InetSocketAddress.createUnresolved("a", 5), InetSocketAddress.createUnresolved("b", 4242));
    }

    @Test
    void ofSeveralThatAreWrongItNamesTheServerThenTheFingerprintThenTheName() {
        assertThatThrownBy(() -> room("--server", "host:", "--fingerprint", "none", "--name", "a\nb"))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("HOST:PORT");
        assertThatThrownBy(() -> room("--fingerprint", "none", "--name", "a\nb"))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("SHA256");
        assertThatThrownBy(() -> room("--name", "a\nb"))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("--name");
    }

    @Test
    void withoutEncryptionOnlyToThisMachineUnlessThatIsMeant() {
        assertThatThrownBy(() -> room("--server", "192.0.2.1", "--name", "ops", "--plain"))
                .isInstanceOf(BadOption.class)
                .hasMessageContaining("--plain-anywhere");
        assertThat(room("--server", "127.0.0.1", "--name", "ops", "--plain").client())
                .isNotNull();
    }

    private static BridgeSettings.Room room(String... options) {
        return CommandLine.populateCommand(new ServerOptions(System.getenv()), options)
                .room("ops", false, "signal-bridge");
    }
}
