package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisConnectionException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

/** What a person reads when there is no connection to Redis. */
class ServerCheckTest {
    @Test
    void aRefusedConnectionNamesNoFunctionOfNetty() {
        ConnectException refused =
                new ConnectException("finishConnect(..) failed with error(-111): Connection refused");
        assertThat(ServerCheck.sentence(new RedisConnectionException("Unable to connect", refused)))
                .isEqualTo("no answer (Connection refused)");
    }

    @Test
    void whatSaysNothingElseIsNamedByItsType() {
        assertThat(ServerCheck.sentence(new RedisConnectionException((String) null)))
                .isEqualTo("no answer (RedisConnectionException)");
    }
}
