package dev.roomtalk.bench.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.Transport;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TalkMemberTest {
    private static final TalkLoad LOAD = new TalkLoad(1, 2, 10, 100, Duration.ofMillis(20), 1);
    private static final int LAST = LOAD.allMessages() - 1;

    private long now = 1_000_000_000;
    private final TalkMember member = new TalkMember(LOAD, () -> now);

    private void hear(int number, long left) {
        member.onEvent(new ChatEvent.Message(
                "hall", 1, number + 1L, "sender", 1, null, LOAD.text(number, left), Instant.EPOCH, false));
    }

    @Test
    void aWholeConversationIsComplete() {
        for (int number = 0; number < LAST; number++) {
            hear(number, now);
        }
        assertThat(member.complete()).isNotDone();
        long left = now;
        now += Duration.ofMillis(40).toNanos();
        hear(LAST, left);

        assertThat(member.complete()).isDone();
        TalkMember.Heard heard = member.heard();
        assertThat(heard.delivered()).isEqualTo(22);
        assertThat(heard.duplicated()).isZero();
        assertThat(heard.outOfOrder()).isZero();
        // Those of the warm-up do not count.
        assertThat(heard.latencies().getTotalCount()).isEqualTo(2);
        assertThat(heard.latencies().getMaxValue()).isBetween(40_000L, 40_100L);
    }

    @Test
    void whatComesTwiceOrLateIsNotTakenForGood() {
        hear(0, now);
        hear(2, now);
        hear(1, now);
        hear(2, now);

        TalkMember.Heard heard = member.heard();
        assertThat(heard.delivered()).isEqualTo(3);
        assertThat(heard.outOfOrder()).isEqualTo(1);
        assertThat(heard.duplicated()).isEqualTo(1);
        assertThat(member.complete()).isNotDone();
    }

    @Test
    void countsWhatTheClientSays() {
        member.onEvent(new ChatEvent.TransportChanged(Transport.TCP, "UDP gets no answer"));
        assertThat(member.onUdp()).isNotDone();
        member.onEvent(new ChatEvent.TransportChanged(Transport.UDP, "the relay answers by UDP"));
        assertThat(member.onUdp()).isDone();
        member.onEvent(new ChatEvent.TransportChanged(Transport.TCP, "UDP has stopped answering"));
        member.onEvent(new ChatEvent.Missed("hall", 3));
        member.onEvent(new ChatEvent.Disconnected("gone", Duration.ofSeconds(1)));

        TalkMember.Heard heard = member.heard();
        assertThat(heard.transportChanges()).isEqualTo(1);
        assertThat(heard.announced()).isEqualTo(3);
        assertThat(heard.disconnects()).isEqualTo(1);
    }
}
