package dev.roomtalk.server.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.store.redis.RedisSettings.Server;
import dev.roomtalk.server.store.redis.Topology.Owner;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which master of a cluster has what, by what its servers say. */
class TopologyTest {
    private static final Server ASKED = new Server("seed", 1);
    /** Its slot is 12,182, and that of {@link #OTHER} is 5,061. */
    private static final String KEY = "foo";

    private static final String OTHER = "bar";

    private final Topology topology = new Topology(List.of(ASKED));

    private void learn(String... lines) {
        topology.learn(String.join("\n", lines) + "\n", ASKED);
    }

    @Test
    void readsWhatAServerSays() {
        assertThat(topology.isWhole()).isFalse();
        learn(
                "aa 10.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-8000 [93->-cc]",
                "bb 10.0.0.2:7000@17000,redis-b.example master - 0 0 2 connected 8001-16382 16383",
                "cc fe80::1:7000@17000 slave aa 0 0 1 connected",
                "dd :0@0 master,noaddr - 0 0 9 disconnected 0-16383",
                "ee :7001@17001 handshake - 0 0 0 connected");
        assertThat(topology.isWhole()).isTrue();
        assertThat(topology.owner(OTHER)).isEqualTo(new Owner("aa", new Server("10.0.0.1", 7000), 1));
        assertThat(topology.owner(KEY)).isEqualTo(new Owner("bb", new Server("redis-b.example", 7000), 2));
        assertThat(topology.servers())
                .containsExactlyInAnyOrder(
                        new Server("10.0.0.1", 7000), new Server("redis-b.example", 7000), new Server("fe80::1", 7000));
        assertThat(topology.owners()).containsOnlyKeys("aa", "bb");
    }

    @Test
    void aServerThatDoesNotKnowItsAddressIsWhereItWasAsked() {
        learn("aa :7000@17000 myself,master - 0 0 1 connected 0-16383");
        assertThat(topology.owner(KEY)).isEqualTo(new Owner("aa", new Server("seed", 7000), 1));
    }

    @Test
    void theClaimWithTheHighestEpochIsRight() {
        learn("aa 10.0.0.1:7000@1 master - 0 0 1 connected 0-16383", "bb 10.0.0.2:7000@1 slave aa 0 0 1 connected");
        learn(
                "aa 10.0.0.1:7000@1 master,fail - 0 0 1 connected",
                "bb 10.0.0.2:7000@1 master - 0 0 4 connected 0-16383");
        // One that was frozen is asked, and has not noticed.
        learn("aa 10.0.0.1:7000@1 myself,master - 0 0 1 connected 0-16383");
        assertThat(topology.owners()).containsOnlyKeys("bb");
    }

    @Test
    void aMasterThatIsStartedAgainElsewhereIsThere() {
        learn("aa 10.0.0.1:7000@1 master - 0 0 1 connected 0-16383");
        learn("aa 10.0.0.9:7000@1 master - 0 0 1 connected 0-16383");
        assertThat(topology.owner(KEY)).isEqualTo(new Owner("aa", new Server("10.0.0.9", 7000), 1));
    }

    @Test
    void findsAKeyOfAMaster() {
        learn(
                "aa 10.0.0.1:7000@1 master - 0 0 1 connected 0-8000",
                "bb 10.0.0.2:7000@1 master - 0 0 2 connected 8001-16383");
        assertThat(topology.owner(String.valueOf(topology.keyOf("bb", "x:"))))
                .isEqualTo(new Owner("bb", new Server("10.0.0.2", 7000), 2));
        assertThat(topology.keyOf("cc", "x:")).isNull();
    }

    @Test
    void aMasterThatOthersHaveGivenUpIsNotConfirmed() {
        assertThat(Topology.seesMaster("aa 10.0.0.1:7000@1 master,fail? - 0 0 1 connected 0-1", "aa"))
                .isTrue();
        assertThat(Topology.seesMaster("aa 10.0.0.1:7000@1 master,fail - 0 0 1 connected 0-1", "aa"))
                .isFalse();
        assertThat(Topology.seesMaster("aa 10.0.0.1:7000@1 slave bb 0 0 1 connected", "aa"))
                .isFalse();
        assertThat(Topology.seesMaster("bb 10.0.0.1:7000@1 master - 0 0 1 connected 0-1", "aa"))
                .isFalse();
    }
}
