package dev.roomtalk.client.internal.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.Publication;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.base.FrameOutlet;
import dev.roomtalk.client.internal.base.RecordingOutlet;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResendTimesTest {
    private final FakeLoop loop = new FakeLoop();

    /** A room that takes one message after another, each for a while, and answers what it has taken already again. */
    private final class BusyRoom implements FrameOutlet {
        private final RoundTrip roundTrip = new RoundTrip();
        private final RoomOutbox outbox = new RoomOutbox("lobby", loop, this, new ResendTimes(roundTrip));
        private final Deque<Frame> waiting = new ArrayDeque<>();
        private final Duration taking;
        private final Duration storing;
        private long last;
        private int sent;

        BusyRoom(Duration taking, Duration storing) {
            this.taking = taking;
            this.storing = storing;
            outbox.open(7, 256);
            loop.schedule(taking, this::take);
        }

        private void take() {
            Frame next = waiting.poll();
            if (next != null) {
                long n = next.getPublish().getN();
                if (n > last) {
                    last = n;
                    outbox.onEcho(n, false);
                }
                loop.schedule(
                        storing,
                        () -> outbox.onAck(
                                Ack.newBuilder()
                                        .setRoom(7)
                                        .setN(n)
                                        .setSequence(n)
                                        .setStored(true)
                                        .build(),
                                1));
            }
            loop.schedule(taking, this::take);
        }

        @Override
        public boolean sendByUdp(Frame frame) {
            sent++;
            return waiting.add(frame);
        }

        @Override
        public void sendByTcp(Frame frame) {
            sent++;
            waiting.add(frame);
        }

        @Override
        public Duration timeout() {
            return roundTrip.timeout();
        }

        @Override
        public void doubt() {
            // A ping would be answered by another loop, at once.
            roundTrip.sample(Duration.ofMillis(2).toNanos());
        }

        /** Sends messages until all are answered, and returns how many were sent again. */
        int repeated(int messages) {
            List<Publication> publications = IntStream.range(0, messages)
                    .mapToObj(i -> outbox.offer("m" + i, null))
                    .toList();
            Duration longest = taking.multipliedBy(3L * messages).plusSeconds(60);
            loop.advance(longest);
            assertThat(publications.stream()
                            .filter(publication -> !publication.answered().isDone()))
                    .hasSize(0);
            return sent - messages;
        }
    }

    @Test
    void aRoomThatCannotKeepUpIsNotAskedForEachMessageAgain() {
        BusyRoom room = new BusyRoom(Duration.ofMillis(10), Duration.ZERO);
        assertThat(room.repeated(9_000)).isLessThan(9_000 / 10);
    }

    @Test
    void aRoomThatStoresSlowlyIsNotAskedForEachReceiptAgain() {
        BusyRoom room = new BusyRoom(Duration.ofMillis(2), Duration.ofMillis(1_500));
        assertThat(room.repeated(9_000)).isLessThan(9_000 / 10);
    }

    @Test
    void whatIsDueTogetherDoublesTheTimeOnce() {
        RecordingOutlet outlet = new RecordingOutlet();
        RoomOutbox outbox = outbox(outlet, new ResendTimes(new RoundTrip()), 3);
        loop.advanceMillis(100);
        assertThat(outlet.takeUdp()).as("sent, and sent again").hasSize(6);
        loop.advanceMillis(199);
        assertThat(outlet.takeUdp()).isEmpty();
        loop.advanceMillis(1);
        assertThat(outlet.takeUdp()).hasSize(3);
        outbox.pause();
    }

    @Test
    void aNewMessageWaitsAsLongAsThePathNeeds() {
        RecordingOutlet outlet = new RecordingOutlet();
        ResendTimes times = new ResendTimes(new RoundTrip());
        RoomOutbox silent = outbox(outlet, times, 1);
        loop.advanceMillis(300);
        assertThat(outlet.takeUdp()).hasSize(3);
        silent.pause();

        RoomOutbox other = outbox(outlet, times, 1);
        loop.advanceMillis(399);
        assertThat(outlet.takeUdp()).as("in another room of the session").hasSize(1);
        loop.advanceMillis(1);
        assertThat(outlet.takeUdp()).hasSize(1);
        other.pause();
    }

    @Test
    void anAnswerWithoutDoubtEndsTheWait() {
        RecordingOutlet outlet = new RecordingOutlet();
        ResendTimes times = new ResendTimes(new RoundTrip());
        RoomOutbox outbox = outbox(outlet, times, 1);
        loop.advanceMillis(300);
        outbox.onEcho(1, false);
        assertThat(times.untilRelayed(outlet.timeout(), true))
                .as("it may be the answer to any of its sendings")
                .isEqualTo(Duration.ofMillis(400));
        loop.advanceMillis(1);
        outbox.offer("once", null);
        loop.advanceMillis(20);
        outbox.onEcho(2, false);
        assertThat(times.untilRelayed(outlet.timeout(), true)).isEqualTo(Duration.ofMillis(100));
        outbox.pause();
    }

    @Test
    void anotherPathBeginsAnew() {
        RecordingOutlet outlet = new RecordingOutlet();
        ResendTimes times = new ResendTimes(new RoundTrip());
        RoomOutbox outbox = outbox(outlet, times, 1);
        loop.advanceMillis(300);
        times.onNewPath();
        assertThat(times.untilRelayed(outlet.timeout(), true)).isEqualTo(Duration.ofMillis(100));
        outbox.pause();
    }

    /** A room in which messages are sent that have no answer. */
    private RoomOutbox outbox(RecordingOutlet outlet, ResendTimes times, int messages) {
        RoomOutbox outbox = new RoomOutbox("lobby", loop, outlet, times);
        outbox.open(7, 64);
        for (int i = 0; i < messages; i++) {
            outbox.offer("m" + i, null);
        }
        loop.run();
        return outbox;
    }
}
