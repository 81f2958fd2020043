package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.base.AddressRange;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who waits is not kept out by a crowd, wherever the crowd comes from. */
class FairTurnsTest {
    private long now;
    private int next;
    private final FairTurns<String> queue = new FairTurns<>(() -> now);

    private void add(String who, String address) {
        InetAddress literal = InetAddress.ofLiteral(address);
        queue.add(who + " " + next++, AddressRange.network(literal), AddressRange.single(literal));
    }

    private static AddressRange single(String address) {
        return AddressRange.single(InetAddress.ofLiteral(address));
    }

    private List<String> next(int count) {
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String turn = queue.poll(address -> true);
            turns.add(turn == null ? "nobody" : turn.substring(0, turn.indexOf(' ')));
        }
        return turns;
    }

    @Test
    void oneOfAnAddressIsServedInTheOrderInWhichItCame() {
        add("a", "192.0.2.1");
        add("b", "192.0.2.1");
        add("c", "192.0.2.1");
        assertThat(next(3)).containsExactly("a", "b", "c");
        assertThat(queue.poll(address -> true)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void whoComesAloneWaitsForOneTurnOfEachOtherNetwork() {
        for (int network = 0; network < 17; network++) {
            for (int i = 0; i < 50; i++) {
                add("crowd", "10.0." + network + "." + i % 5);
            }
        }
        next(100);
        add("alice", "192.0.2.1");
        assertThat(next(18)).contains("alice");
    }

    @Test
    void manyAddressesOfOneNetworkAreOneCrowd() {
        for (int host = 0; host < 250; host++) {
            add("crowd", "10.0.0." + host);
            add("crowd6", "2001:db8:0:" + Integer.toHexString(host) + "::1");
        }
        add("alice", "192.0.2.1");
        assertThat(next(3)).contains("alice");
        add("bob", "10.0.0.251");
        assertThat(queue.size()).isEqualTo(2 * 250 - 2 + 1);
    }

    @Test
    void whoHasLeftUsesNoTurn() {
        add("a", "192.0.2.1");
        add("b", "192.0.2.1");
        assertThat(queue.remove("a 0")).isTrue();
        assertThat(queue.remove("a 0")).isFalse();
        assertThat(next(2)).containsExactly("b", "nobody");
    }

    @Test
    void wastedTurnsCostTheirAddressAsLongAsOthersWait() {
        for (int i = 0; i < 20; i++) {
            add("waster", "10.0.0.1");
            add("alice", "10.0.1.1");
            add("bob", "10.0.0.2");
        }
        queue.wasted(single("10.0.0.1"));
        assertThat(next(14)).doesNotContain("waster").contains("alice", "bob");
        assertThat(next(6)).contains("waster");
        while (queue.size() > 20) {
            next(1);
        }
    }

    @Test
    void whereNobodyElseWaitsAWasterHasItsTurn() {
        add("waster", "10.0.0.1");
        for (int i = 0; i < 100; i++) {
            queue.wasted(single("10.0.0.1"));
        }
        assertThat(next(1)).containsExactly("waster");
    }

    @Test
    void whatIsOwedIsForgivenAfterAWhile() {
        queue.wasted(single("10.0.0.1"));
        now += Duration.ofMinutes(2).toNanos();
        add("once", "10.0.0.1");
        add("alice", "10.0.1.1");
        assertThat(next(2)).containsExactly("once", "alice");
    }

    @Test
    void soManyAddressesOweAtMost() {
        for (int i = 0; i < 150_000; i++) {
            queue.wasted(single("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255)));
        }
        assertThat(queue.debtors()).isBetween(90_000L, 100_000L);
    }

    @Test
    void anAddressThatMayNotIsPassedOver() {
        add("a", "10.0.0.1");
        add("b", "10.0.0.2");
        assertThat(queue.poll(address -> address.equals(single("10.0.0.2")))).isEqualTo("b 1");
        assertThat(queue.poll(address -> false)).isNull();
        assertThat(next(1)).containsExactly("a");
    }
}
