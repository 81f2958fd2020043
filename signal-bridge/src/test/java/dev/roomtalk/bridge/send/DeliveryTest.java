package dev.roomtalk.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.send.Delivery.Answer;
import dev.roomtalk.bridge.send.Delivery.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
    private static final List<Signal> MESSAGE = Dialect.M2.signals(new byte[] {'h', 'i'});
    private static final long PACE = 2_000_000;

    private final List<Signal> sent = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private int greeting;
    private int reads = 99;
    private Progress then = Progress.UNREAD;

    /** A peer that answers the bits numbered from {@code first} to {@code last}, and ends after {@code life} bits. */
    private final class ScriptedPeer implements Delivery.Peer {
        private final int first;
        private final int last;
        private final int life;

        ScriptedPeer(int first, int last, int life) {
            this.first = first;
            this.last = last;
            this.life = life;
        }

        @Override
        public boolean send(Signal signal) {
            if (sent.size() >= life) {
                return false;
            }
            sent.add(signal);
            return true;
        }

        @Override
        public Answer await(long nanos) {
            int bit = sent.size() - 1;
            if (bit >= first && bit <= last) {
                return Answer.ANSWERED;
            }
            return sent.size() >= life ? Answer.ENDED : Answer.SILENT;
        }

        @Override
        public Progress settle(long nanos) {
            pauses.add(nanos);
            return sent.size() < reads ? Progress.DONE : then;
        }
    }

    @Test
    void aReceiverThatAnswersIsFollowedBitByBit() {
        assertThat(deliver(0, 99, 99)).isEqualTo(new Delivery.Acknowledged(24));
        assertThat(sent).isEqualTo(MESSAGE);
        assertThat(pauses).hasSize(23).containsOnly(50_000L);
    }

    @Test
    void aReceiverThatDoesNotIsSentBitsAtAPace() {
        assertThat(deliver(99, 99, 99)).isEqualTo(new Delivery.Unanswered(24));
        assertThat(sent).isEqualTo(MESSAGE);
        assertThat(pauses).hasSize(23).containsOnly(PACE);
    }

    @Test
    void aReceiverThatAnswersOnlyTheLastBitHasTheMessage() {
        assertThat(deliver(23, 23, 99)).isEqualTo(new Delivery.AnsweredAtEnd(24));
    }

    @Test
    void aReceiverThatStopsAnsweringIsNotSentAnyMore() {
        assertThat(deliver(0, 9, 99)).isEqualTo(new Delivery.FellSilent(10));
        assertThat(sent).hasSize(11);
    }

    @Test
    void aReceiverThatEndsIsNotSentAnyMore() {
        assertThat(deliver(0, 9, 11)).isEqualTo(new Delivery.Ended(11));
        assertThat(deliver(99, 99, 11)).isEqualTo(new Delivery.Ended(11));
    }

    @Test
    void aReceiverThatEndsWithTheLastBitHasHadThemAll() {
        assertThat(deliver(0, 22, 24)).isEqualTo(new Delivery.Ended(24));
        assertThat(deliver(99, 99, 24)).isEqualTo(new Delivery.Ended(24));
    }

    @Test
    void aReceiverThatAnswersTheLastBitAndEndsHasTheMessage() {
        assertThat(deliver(0, 99, 24)).isEqualTo(new Delivery.Acknowledged(24));
    }

    @Test
    void aReceiverThatAnswersOnlyTheGreetingIsSentBitsAtAPace() {
        greeting = 1;
        assertThat(deliver(0, 0, 99)).isEqualTo(new Delivery.Unanswered(24));
        assertThat(pauses).startsWith(50_000L, PACE).hasSize(23);
        assertThat(deliver(0, 99, 99)).isEqualTo(new Delivery.Acknowledged(24));
        assertThat(deliver(1, 99, 99)).isEqualTo(new Delivery.Acknowledged(24));
    }

    @Test
    void aReceiverThatAnswersOnlyTheFirstBitIsSentTheOthersAtAPace() {
        assertThat(deliver(0, 0, 99)).isEqualTo(new Delivery.Unanswered(24));
    }

    @Test
    void aReceiverThatStopsReadingIsNotSentAnyMore() {
        reads = 7;
        assertThat(deliver(99, 99, 99)).isEqualTo(new Delivery.Unread(7));
        assertThat(deliver(0, 99, 99)).isEqualTo(new Delivery.Unread(7));
        assertThat(sent).hasSize(7);
    }

    @Test
    void aReceiverThatStopsListeningIsNotKilled() {
        reads = 7;
        then = Progress.DEAF;
        assertThat(deliver(0, 99, 99)).isEqualTo(new Delivery.Deaf(7));
        then = Progress.ENDED;
        assertThat(deliver(0, 99, 99)).isEqualTo(new Delivery.Ended(7));
        assertThat(sent).hasSize(7);
    }

    private Delivery.Outcome deliver(int first, int last, int life) {
        sent.clear();
        pauses.clear();
        return new Delivery(new ScriptedPeer(first, last, life), PACE).deliver(MESSAGE, greeting);
    }
}
