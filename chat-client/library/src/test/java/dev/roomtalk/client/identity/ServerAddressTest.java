package dev.roomtalk.client.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "localhost, localhost, 4242, localhost:4242",
        "localhost:1, localhost, 1, localhost:1",
        "chat.example.org:65535, chat.example.org, 65535, chat.example.org:65535",
        "::1, ::1, 4242, [::1]:4242",
        "[::1], ::1, 4242, [::1]:4242",
        "[fe80::1%eth0]:99, fe80::1%eth0, 99, [fe80::1%eth0]:99",
        "' 10.0.0.1:5 ', 10.0.0.1, 5, 10.0.0.1:5",
        "bücher.example, xn--bcher-kva.example, 4242, xn--bcher-kva.example:4242",
        "Bücher.example:5, xn--bcher-kva.example, 5, xn--bcher-kva.example:5",
        "例え.jp, xn--r8jz45g.jp, 4242, xn--r8jz45g.jp:4242"
    })
    void reads(String text, String host, int port, String written) {
        assertThat(ServerAddress.parse(text))
                .isEqualTo(new ServerAddress(host, port))
                .hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {":1", "host:", "host:0", "host:65536", "host:+1", "host:x", "[::1", "[::1]x", "[::1]:", "a b", ""
            })
    void refuses(String text) {
        assertThatThrownBy(() -> ServerAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HOST:PORT");
    }

    @Test
    void readsTheAddressesOfNodes() {
        assertThat(ServerAddress.list("a, [::1]:5,a:4242,b:1"))
                .containsExactly(new ServerAddress("a", 4242), new ServerAddress("::1", 5), new ServerAddress("b", 1));
        for (String bad : new String[] {"", "a,", ",a", "a,,b", "a,b:0"}) {
            assertThatThrownBy(() -> ServerAddress.list(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("HOST:PORT");
        }
    }

    @Test
    void refusesUrls() {
        assertThatThrownBy(() -> ServerAddress.parse("https://x")).isInstanceOf(IllegalArgumentException.class);
    }
}
