package dev.roomtalk.client.internal.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Publication;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.base.RecordingOutlet;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoomOutboxTest {
    private final FakeLoop loop = new FakeLoop();
    private final RecordingOutlet outlet = new RecordingOutlet();
    private final RoundTrip roundTrip = new RoundTrip();
    private final RoomOutbox outbox = new RoomOutbox("lobby", loop, outlet, new ResendTimes(roundTrip));

    @Test
    void refusesBeforeTheRoomIsJoined() {
        Publication publication = outbox.offer("hi", null);
        assertThat(publication.answered().join())
                .isEqualTo(new Receipt.Refused(ChatException.Reason.NOT_A_MEMBER, "this session is not in room lobby"));
        assertThat(publication.relayed()).isCompletedExceptionally();
    }

    @Test
    void sendsByUdpAndTakesTheAnswer() {
        outbox.open(7, 64);
        Publication publication = offer("hi", "ops");
        Publish sent = outlet.takeUdp().getFirst().getPublish();
        assertThat(sent)
                .isEqualTo(Publish.newBuilder()
                        .setRoom(7)
                        .setN(1)
                        .setText(ByteString.copyFromUtf8("hi"))
                        .setLabel(ByteString.copyFromUtf8("ops"))
                        .build());
        assertThat(publication.n()).isEqualTo(1);
        outbox.onAck(ack(1).setSequence(12).setStored(true).build(), 99);
        assertThat(publication.answered().join()).isEqualTo(new Receipt.Delivered(99, 12, true));
        assertThat(publication.relayed()).isNotDone();
        outbox.onEcho(1, false);
        assertThat(publication.relayed()).isCompleted();
    }

    @Test
    void anAnswerMayNameItsEpoch() {
        outbox.open(7, 64);
        Publication publication = offer("hi", null);
        outbox.onAck(ack(1).setSequence(12).setEpoch(5).build(), 99);
        assertThat(publication.answered().join()).isEqualTo(new Receipt.Delivered(5, 12, false));
    }

    @Test
    void repeatsThreeTimesByUdpWithDoublingPatienceThenOverTcp() {
        outbox.open(7, 64);
        offer("hi", null);
        assertThat(outlet.takeUdp()).hasSize(1);
        loop.advanceMillis(99);
        assertThat(outlet.takeUdp()).isEmpty();
        loop.advanceMillis(1);
        assertThat(outlet.takeUdp()).hasSize(1);
        loop.advanceMillis(199);
        assertThat(outlet.takeUdp()).isEmpty();
        loop.advanceMillis(1);
        assertThat(outlet.takeUdp()).hasSize(1);
        loop.advanceMillis(399);
        assertThat(outlet.takeTcp()).isEmpty();
        loop.advanceMillis(1);
        assertThat(outlet.takeTcp()).hasSize(1);
        assertThat(outlet.takeUdp()).isEmpty();
        assertThat(outlet.doubts).isPositive();
    }

    @Test
    void asksOnOverTcpUntilThereIsAnAnswer() {
        outbox.open(7, 64);
        Publication publication = offer("hi", null);
        loop.advance(Duration.ofMinutes(10));
        assertThat(outlet.takeTcp()).hasSizeBetween(100, 200);
        assertThat(publication.answered()).isNotDone();
        outbox.onAck(ack(1).setSequence(1).build(), 1);
        loop.advance(Duration.ofMinutes(10));
        assertThat(outlet.takeTcp()).isEmpty();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void ownDeliveryStopsFastRepetitionAndMeasuresTheRoundTrip() {
        outbox.open(7, 64);
        Publication publication = offer("hi", null);
        outlet.takeUdp();
        loop.advanceMillis(30);
        outbox.onEcho(1, false);
        assertThat(publication.relayed()).isCompleted();
        assertThat(roundTrip.smoothed()).isEqualTo(Duration.ofMillis(30));
        loop.advanceMillis(199);
        assertThat(outlet.takeUdp()).isEmpty();
        loop.advanceMillis(1);
        assertThat(outlet.takeUdp()).hasSize(1);
    }

    @Test
    void aMessageThatMayHaveWaitedInTheRoomMeasuresNothing() {
        outbox.open(7, 64);
        offer("lost", null);
        loop.advanceMillis(50);
        offer("waits for the first", null);
        loop.advanceMillis(90);
        assertThat(outlet.takeUdp()).hasSize(3);
        outbox.onEcho(1, false);
        outbox.onEcho(2, false);
        assertThat(roundTrip.smoothed()).isNull();

        offer("waits for nothing", null);
        loop.advanceMillis(40);
        outbox.onEcho(3, false);
        assertThat(roundTrip.smoothed()).isEqualTo(Duration.ofMillis(40));
    }

    @Test
    void aRepeatedMessageMeasuresNothing() {
        outbox.open(7, 64);
        offer("hi", null);
        loop.advanceMillis(150);
        outbox.onEcho(1, false);
        assertThat(roundTrip.smoothed()).isNull();
    }

    @Test
    void whatFitsNoDatagramGoesOverTcp() {
        outbox.open(7, 64);
        offer("x".repeat(2000), null);
        assertThat(outlet.takeUdp()).isEmpty();
        assertThat(outlet.takeTcp()).hasSize(1);
    }

    @Test
    void keepsWithinWhatTheServerAllowsAndInOrder() {
        outbox.open(7, 4);
        List<Publication> publications =
                IntStream.range(0, 10).mapToObj(i -> offer("m" + i, null)).toList();
        assertThat(outlet.takeUdp()).extracting(RoomOutboxTest::n).containsExactly(1L, 2L, 3L, 4L);
        outbox.onAck(ack(2).setSequence(2).build(), 1);
        // The window counts from the lowest that is unanswered.
        assertThat(outlet.takeUdp()).isEmpty();
        outbox.onAck(ack(1).setSequence(1).build(), 1);
        List<Frame> next = outlet.takeUdp();
        assertThat(next).extracting(RoomOutboxTest::n).containsExactly(5L, 6L);
        assertThat(next.getFirst().getPublish().getAboveBase()).isEqualTo(2);
        assertThat(publications.get(9).answered()).isNotDone();
    }

    @Test
    void everyMessageIsAnsweredThoughTheWindowIsSmall() {
        outbox.open(7, 3);
        List<Publication> publications =
                IntStream.range(0, 500).mapToObj(i -> offer("m" + i, null)).toList();
        for (int turn = 0; turn < 500; turn++) {
            for (Frame frame : outlet.takeUdp()) {
                outbox.onAck(ack(n(frame)).setSequence(n(frame)).build(), 1);
            }
        }
        assertThat(publications).allSatisfy(p -> assertThat(p.answered()).isDone());
    }

    @Test
    void busyIsAWaitNotAnAnswer() {
        outbox.open(7, 64);
        Publication publication = offer("hi", null);
        outlet.takeUdp();
        outbox.onAck(ack(1).setRefusal(RefusalReason.BUSY).setWaitMs(500).build(), 1);
        offer("later", null);
        loop.advanceMillis(499);
        assertThat(outlet.takeUdp()).isEmpty();
        loop.advanceMillis(1);
        assertThat(outlet.takeUdp()).extracting(RoomOutboxTest::n).containsExactly(1L, 2L);
        assertThat(publication.answered()).isNotDone();
    }

    @Test
    void aPastedBlockOutlivesTheRateLimitWholeAndInOrder() {
        outbox.open(7, 256);
        List<Publication> publications =
                IntStream.range(0, 200).mapToObj(i -> offer("line " + i, null)).toList();
        // A room with a burst of 20 and one more each 20 ms, which numbers messages in the order of n.
        int tokens = 20;
        long places = 0;
        long next = 1;
        TreeSet<Long> early = new TreeSet<>();
        List<Long> numbered = new ArrayList<>();
        for (int elapsed = 0; numbered.size() < 200; elapsed += 20) {
            assertThat(elapsed).isLessThan(10_000);
            List<Frame> frames = new ArrayList<>(outlet.takeUdp());
            frames.addAll(outlet.takeTcp());
            for (Frame frame : frames) {
                if (tokens == 0) {
                    places = Math.max(places, elapsed) + 20;
                    outbox.onAck(
                            ack(n(frame))
                                    .setRefusal(RefusalReason.TOO_FAST)
                                    .setWaitMs((int) places - elapsed)
                                    .build(),
                            1);
                    continue;
                }
                tokens--;
                early.add(n(frame));
                while (early.remove(next)) {
                    numbered.add(next);
                    outbox.onAck(ack(next).setSequence(next).build(), 1);
                    next++;
                }
            }
            tokens++;
            loop.advanceMillis(20);
        }
        assertThat(numbered).isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
        assertThat(publications).allSatisfy(p -> assertThat(p.answered().join()).isInstanceOf(Receipt.Delivered.class));
        loop.advance(Duration.ofMinutes(1));
        assertThat(outlet.takeUdp()).isEmpty();
        assertThat(outlet.takeTcp()).isEmpty();
    }

    @Test
    void whatHadToBeDeliveredAgainSaysNothingOfTheRoundTrip() {
        outbox.open(7, 64);
        offer("hello", null);
        loop.advanceMillis(30);
        outbox.onEcho(1, true);
        assertThat(roundTrip.smoothed()).isNull();
        offer("again", null);
        loop.advanceMillis(30);
        outbox.onEcho(2, false);
        assertThat(roundTrip.smoothed()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void otherRefusalsAreFinal() {
        outbox.open(7, 64);
        Publication publication = offer("hi", null);
        outbox.onAck(ack(1).setRefusal(RefusalReason.NOT_A_MEMBER).build(), 1);
        assertThat(publication.answered().join())
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ChatException.Reason.NOT_A_MEMBER));
        assertThat(publication.relayed()).isCompletedExceptionally();
    }

    @Test
    void refusesWhatItCannotHold() {
        outbox.open(7, 1);
        LongStream.range(0, RoomOutbox.CAPACITY).forEach(i -> offer("m", null));
        assertThat(offer("one more", null).answered().join())
                .isInstanceOfSatisfying(
                        Receipt.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(ChatException.Reason.BUSY));
        outbox.onAck(ack(1).setSequence(1).build(), 1);
        assertThat(offer("now", null).answered()).isNotDone();
    }

    @Test
    void sendsEverythingAgainUnderItsNumberAfterAReconnect() {
        outbox.open(7, 64);
        Publication first = offer("one", null);
        offer("two", null);
        outlet.takeUdp();
        outbox.pause();
        loop.advance(Duration.ofMinutes(1));
        assertThat(outlet.takeUdp()).isEmpty();
        assertThat(outlet.takeTcp()).isEmpty();
        offer("three", null);
        outlet.udpInUse = false;
        outbox.open(9, 64);
        List<Frame> again = outlet.takeTcp();
        assertThat(again).extracting(RoomOutboxTest::n).containsExactly(1L, 2L, 3L);
        assertThat(again)
                .allSatisfy(frame -> assertThat(frame.getPublish().getRoom()).isEqualTo(9));
        outbox.onAck(ack(1).setSequence(44).build(), 3);
        assertThat(first.answered().join()).isEqualTo(new Receipt.Delivered(3, 44, false));
    }

    @Test
    void whenUdpIsLostEverythingUnansweredGoesOverTcpAtOnce() {
        outbox.open(7, 64);
        offer("one", null);
        offer("two", null);
        outlet.takeUdp();
        outlet.udpInUse = false;
        outbox.onUdpLost();
        assertThat(outlet.takeTcp()).extracting(RoomOutboxTest::n).containsExactly(1L, 2L);
    }

    @Test
    void theOwnerMayTakeAMessageBack() {
        outbox.open(7, 1);
        offer("one", null);
        Publication second = offer("two", null);
        second.answered().complete(new Receipt.Unknown("never mind"));
        loop.run();
        outlet.takeUdp();
        outbox.onAck(ack(1).setSequence(1).build(), 1);
        assertThat(outlet.takeUdp()).isEmpty();
        assertThat(second.relayed()).isCompletedExceptionally();
    }

    @Test
    void closingAnswersEverything() {
        outbox.open(7, 1);
        Publication sent = offer("one", null);
        Publication queued = offer("two", null);
        outbox.close(new Receipt.Unknown("over"));
        assertThat(sent.answered().join()).isEqualTo(new Receipt.Unknown("over"));
        assertThat(queued.answered().join()).isEqualTo(new Receipt.Unknown("over"));
        assertThat(offer("three", null).answered().join()).isInstanceOf(Receipt.Refused.class);
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aMessageOfferedWhileTheRoomClosesIsAnswered() {
        outbox.open(7, 1);
        Publication racing = outbox.offer("one", null);
        outbox.close(new Receipt.Unknown("over"));
        loop.run();
        assertThat(racing.answered().join()).isInstanceOf(Receipt.Refused.class);
    }

    private Publication offer(String text, @Nullable String label) {
        Publication publication = outbox.offer(text, label);
        loop.run();
        return publication;
    }

    private static Ack.Builder ack(long n) {
        return Ack.newBuilder().setRoom(7).setN(n);
    }

    private static long n(Frame frame) {
        return frame.getPublish().getN();
    }
}
