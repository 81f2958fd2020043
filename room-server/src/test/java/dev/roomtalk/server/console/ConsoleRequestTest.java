package dev.roomtalk.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleRequestTest {
    @Test
    void aRequestComesAsItWentWhateverIsInIt() throws DeclinedException {
        ConsoleRequest request = new ConsoleRequest(
                ConsoleCommand.BAN,
                List.of("a\tb\\t\n\r=", "-- for=x"),
                Map.of(ConsoleCommand.Option.REASON, "because\\\n=\t", ConsoleCommand.Option.FOR, "2h"));
        assertThat(request.encoded()).doesNotContain("\n", "\r");
        assertThat(ConsoleRequest.decoded(request.encoded())).isEqualTo(request);
    }
}
