package dev.roomtalk.bridge.framed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.frame.FastWords;
import dev.roomtalk.bridge.hearing.Senders;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.Outlet;
import dev.roomtalk.bridge.outlet.RoomQueue;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.client.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The fast lane is opened for a process that asks for it, and never because of the signals that a process blocks when
 * it is looked at.
 */
final class FastLaneAskTest {
    private static final int PID = 4711;
    private static final int UID = 1000;
    private static final long MILLI = 1_000_000;
    private static final long EVERY_SIGNAL = -1L;

    private final Counters counters = new Counters();
    private final Journal journal = new Journal(line -> {}, () -> 0);
    private final FakeProcess process = new FakeProcess();
    private final Senders senders;
    private long now = 1_000_000_000L;

    FastLaneAskTest() {
        Outlet outlet = message -> CompletableFuture.completedFuture(new Receipt.Delivered(1, 1, true));
        RoomQueue queue = new RoomQueue(outlet, 10, counters, journal);
        Intake intake = new Intake(queue, new UserRateLimit(1_000, 1_000), () -> now, counters, journal);
        FramedSenders framed = new FramedSenders(new Transfers(intake, 4_000), counters);
        Processes processes = new Processes() {
            @Override
            public @Nullable Held hold(int pid) {
                return pid == PID ? process : null;
            }

            @Override
            public String user(int uid) {
                return "alice";
            }

            @Override
            public List<Waiting> waiting(Runnable between) {
                return List.of();
            }
        };
        Senders.Hearing hearing = Senders.Hearing.of(Dialect.M2, 4_000);
        senders = new Senders(hearing, processes, message -> {}, framed, counters, journal);
    }

    /**
     * A shell that forks: a process that ignores 42, catches SIGUSR1 and SIGUSR2, and blocks everything for a moment.
     */
    @Test
    void oneThatBlocksEverySignalForThreeMillisecondsAfterItsFirstBitIsAnsweredByBits() {
        process.blocked = EVERY_SIGNAL;
        senders.onSignal(PID, UID, Signal.USR2, true, now);
        play(3 * MILLI);
        process.blocked = 0;
        play(1_000 * MILLI);

        assertThat(process.words).isEmpty();
        assertThat(process.signals).isNotEmpty().allMatch(Signal.USR2::equals);
    }

    @Test
    void oneThatAsksIsToldThatItIsOpen() {
        process.blocked = Signal.MASK | QueuedSignal.MASK;
        senders.onSignal(PID, UID, Signal.USR2, true, now);
        senders.onWord(PID, QueuedSignal.MARK, FastWords.ask(), now);
        play(10 * MILLI);

        assertThat(process.words).containsExactly(FastWords.credit(0));
        assertThat(process.signals).isEmpty();
    }

    @Test
    void oneThatAsksAfterItWasAnsweredIsToldThatItIsOpenAndNotAnsweredAgain() {
        process.blocked = Signal.MASK | QueuedSignal.MASK;
        senders.onSignal(PID, UID, Signal.USR2, true, now);
        play(10 * MILLI);
        int answers = process.signals.size();
        senders.onWord(PID, QueuedSignal.MARK, FastWords.ask(), now);
        play(1_000 * MILLI);

        assertThat(process.words).containsExactly(FastWords.credit(0));
        assertThat(process.signals).hasSize(answers);
    }

    @Test
    void oneThatAsksAndWouldDieOfItIsAnsweredByBits() {
        senders.onSignal(PID, UID, Signal.USR2, true, now);
        senders.onWord(PID, QueuedSignal.MARK, FastWords.ask(), now);
        play(10 * MILLI);

        assertThat(process.words).isEmpty();
        assertThat(process.signals).isNotEmpty();
    }

    @Test
    void anyOtherWordAsksForNothing() {
        process.blocked = EVERY_SIGNAL;
        senders.onSignal(PID, UID, Signal.USR2, true, now);
        senders.onWord(PID, QueuedSignal.MARK, FastWords.begin(40), now);
        senders.onWord(PID, QueuedSignal.WORD, FastWords.ask(), now);
        play(10 * MILLI);

        assertThat(process.words).isEmpty();
    }

    private void play(long nanos) {
        long until = now + nanos;
        while (senders.due() <= until) {
            now = Math.max(now, senders.due());
            senders.onTime(now);
        }
        now = until;
    }

    /** A process of another kind, which speaks the framed dialect and takes what it is sent. */
    private static final class FakeProcess implements Processes.Held {
        private final List<Signal> signals = new ArrayList<>();
        private final List<Long> words = new ArrayList<>();
        private long blocked;

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public ProcessState look() {
            return new ProcessState('S', Signal.MASK, QueuedSignal.mask(QueuedSignal.MARK), blocked, true);
        }

        @Override
        public Processes.Identity identity() {
            return new Processes.Identity(PID, "sh", List.of("sh", "signal-send.sh"));
        }

        @Override
        public boolean killed() {
            return false;
        }

        @Override
        public Processes.@Nullable Executable executable() {
            return null;
        }

        @Override
        public boolean send(Signal signal) {
            signals.add(signal);
            return true;
        }

        @Override
        public Processes.Queued queue(int number, long word) {
            words.add(word);
            return Processes.Queued.TAKEN;
        }

        @Override
        public void close() {}
    }
}
