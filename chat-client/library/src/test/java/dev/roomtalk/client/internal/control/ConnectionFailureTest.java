package dev.roomtalk.client.internal.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionFailureTest {
    private static String sentence(Throwable cause) {
        return ConnectionFailure.connecting("chat.example:4242", cause).sentence();
    }

    @Test
    void onlyARefusedConnectionAsksWhetherTheServerRuns() {
        assertThat(sentence(new ConnectException("finishConnect(..) failed with error(-111): Connection refused")))
                .isEqualTo("nothing accepts connections at chat.example:4242: is the server running?");
        assertThat(sentence(new ConnectException("Connection refused"))).contains("is the server running?");
        // Netty's epoll reports these by the type of a refused connection.
        assertThat(sentence(new ConnectException("finishConnect(..) failed with error(-113): No route to host")))
                .isEqualTo("cannot reach chat.example:4242: No route to host");
        assertThat(sentence(new ConnectException("finishConnect(..) failed with error(-110): Connection timed out")))
                .isEqualTo("cannot reach chat.example:4242: Connection timed out");
    }

    @Test
    void anAddressWithoutARouteOrAHostIsNamed() {
        assertThat(sentence(new NoRouteToHostException()))
                .isEqualTo("cannot reach chat.example:4242 (no route to host)");
        assertThat(sentence(new UnknownHostException("chat.example")))
                .isEqualTo("cannot find chat.example:4242: no such host");
    }
}
