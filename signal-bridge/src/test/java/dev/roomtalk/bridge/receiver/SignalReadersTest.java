package dev.roomtalk.bridge.receiver;

import static dev.roomtalk.bridge.kernel.Signal.USR1;
import static dev.roomtalk.bridge.kernel.Signal.USR2;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.roomtalk.bridge.kernel.EventFile;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.PollSet;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.SignalInput;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the readers take, in which order, and what they leave in the kernel, which {@link FakeSignals} plays. */
final class SignalReadersTest {
    private final Linux linux = new Linux();
    private final EventFile wakeUp = EventFile.open(linux);
    private final EventFile stop = EventFile.open(linux);
    private final EventFile pending = EventFile.open(linux);
    private final SignalRing ring = new SignalRing();
    private final FakeSignals kernel = new FakeSignals();
    private final AtomicLong now = new AtomicLong();
    private final List<Throwable> mistakes = new ArrayList<>();
    private final SignalReaders readers = readers(kernel);

    private SignalReaders readers(SignalInput input) {
        return new SignalReaders(
                input, pending.descriptor(), ring, wakeUp, stop, now::incrementAndGet, index -> {}, mistakes::add);
    }

    @AfterEach
    void closeAll() {
        readers.close();
        linux.close(wakeUp.descriptor());
        linux.close(stop.descriptor());
        linux.close(pending.descriptor());
        assertThat(mistakes).isEmpty();
    }

    private List<String> taken() {
        List<String> taken = new ArrayList<>();
        ring.take((pid, uid, number, ordered, word, when) ->
                taken.add(pid + " " + (number == QueuedSignal.WORD ? "word " + word : number + (ordered ? "" : " ?"))));
        return taken;
    }

    @Test
    void whatIsPendingIsTakenInTheOrderOfTheKernelWithTheUserAndTheTimeOfTheRead() {
        kernel.plain(USR1, 7)
                .together()
                .plain(USR1, 7)
                .together()
                .plain(USR2, 7)
                .together();
        assertThat(readers.read()).isTrue();
        assertThat(readers.read()).isTrue();
        assertThat(readers.read()).isTrue();
        List<String> taken = new ArrayList<>();
        ring.take((pid, uid, number, ordered, word, when) -> taken.add(uid + " " + number + " " + when));
        assertThat(taken).containsExactly("1007 10 1", "1007 10 2", "1007 12 3");
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void aSecondSignalMayHaveBeenSentBeforeALowerOneOfTheSameProcessThatWasPendingWithIt() {
        kernel.plain(USR1, 7).plain(USR2, 7).together();
        assertThat(readers.read()).isTrue();
        assertThat(taken()).containsExactly("7 10", "7 12 ?");
    }

    @Test
    void thatDoesNotConcernTheSignalsOfOtherProcesses() {
        kernel.plain(USR1, 7).plain(USR2, 8).together();
        assertThat(readers.read()).isTrue();
        assertThat(taken()).containsExactly("7 10", "8 12");
    }

    @Test
    void norASecondSignalThatCameAfterAnotherOne() {
        kernel.plain(USR1, 7).plain(USR2, 8).plain(USR2, 7).together();
        assertThat(readers.read()).isTrue();
        assertThat(taken()).containsExactly("7 10", "8 12", "7 12");
    }

    @Test
    void whatWasSentWithSigqueueIsLeftOutBecauseItsSenderWritesWhoItIsAndWordsAreNot() {
        kernel.forged(USR1, 7).plain(USR1, 8).forged(USR2, 8).word(42, 9).together();
        assertThat(readers.read()).isTrue();
        assertThat(ring.holds(7)).isFalse();
        assertThat(ring.holds(8)).isTrue();
        assertThat(taken()).containsExactly("8 10", "9 word 42");
    }

    @Test
    void aBatchThatIsFullIsFollowedByTheNextRead() {
        for (int i = 0; i < 3 * SignalInput.BATCH + 1; i++) {
            kernel.word(i, 7);
        }
        kernel.together();
        assertThat(readers.read()).isTrue();
        assertThat(kernel.pending()).isZero();
        assertThat(taken()).hasSize(3 * SignalInput.BATCH + 1).endsWith("7 word " + 3 * SignalInput.BATCH);
    }

    @Test
    void aFullRingLeavesTheSignalsInTheKernelAndNothingIsLost() {
        int all = 2 * SignalRing.CAPACITY + 5;
        for (int i = 0; i < all; i++) {
            kernel.word(i, 7);
        }
        kernel.together();
        List<String> taken = new ArrayList<>();
        assertThat(readers.read()).isFalse();
        assertThat(kernel.pending()).isEqualTo(all - SignalRing.CAPACITY);
        for (boolean place = false; !place; ) {
            taken.addAll(taken());
            place = readers.read();
        }
        taken.addAll(taken());
        assertThat(taken).hasSize(all);
        for (int i = 0; i < all; i++) {
            assertThat(taken.get(i)).isEqualTo("7 word " + i);
        }
    }

    @Test
    void whatComesWhileOneIsHandledIsHeldAndHandedOnTheNextTime() {
        kernel.plain(USR1, 7).together();
        assertThat(readers.read()).isTrue();
        List<String> first = new ArrayList<>();
        ring.take((pid, uid, number, ordered, word, when) -> {
            assertThat(ring.holds(7)).as("is out of the ring").isFalse();
            kernel.plain(USR2, 7).together();
            assertThat(readers.read()).isTrue();
            assertThat(ring.holds(7)).isTrue();
            first.add(pid + " " + number);
        });
        assertThat(first).containsExactly("7 10");
        assertThat(taken()).containsExactly("7 12");
    }

    @Test
    void readingAllocatesNothing() {
        Endless endless = new Endless();
        SignalReaders reading = readers(endless);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        SignalRing.Taker nobody = (pid, uid, number, ordered, word, when) -> {};
        long before = 0;
        for (int i = 0; i < 20_000; i++) {
            if (i == 10_000) {
                before = threads.getCurrentThreadAllocatedBytes();
            }
            boolean _ = reading.read();
            ring.take(nobody);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    @Test
    void twoThatReadAtOnceKeepTheOrder() throws InterruptedException {
        Endless endless = new Endless();
        SignalReaders reading = readers(endless);
        List<Thread> others = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            others.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 50_000; j++) {
                    boolean _ = reading.read();
                }
            }));
        }
        AtomicLong next = new AtomicLong();
        List<String> wrong = new ArrayList<>();
        while (others.stream().anyMatch(Thread::isAlive) || !ring.isEmpty()) {
            ring.take((pid, uid, number, ordered, word, when) -> {
                if (word != next.getAndIncrement() && wrong.size() < 10) {
                    wrong.add("word " + word + " as number " + (next.get() - 1));
                }
            });
        }
        for (Thread other : others) {
            other.join();
        }
        assertThat(wrong).isEmpty();
        assertThat(next.get()).isEqualTo(endless.next).isPositive();
    }

    @Test
    void theOwnerIsWokenByASignalIfItWantsToBeAndNotOtherwise() {
        PollSet polls = new PollSet();
        polls.resize(1);
        polls.watch(0, wakeUp.descriptor());
        kernel.plain(USR1, 7).together();
        assertThat(readers.read()).isTrue();
        assertThat(polls.await(0)).as("nobody has asked to be woken").isZero();
        assertThat(readers.await(polls, -1, true))
                .as("there is something, so it does not sleep")
                .isZero();
        assertThat(taken()).hasSize(1);

        readers.start(2);
        kernel.plain(USR2, 7).together();
        pending.set();
        while (ring.isEmpty()) {
            int _ = readers.await(polls, -1, true);
        }
        assertThat(taken()).containsExactly("7 12");
    }

    /** Words without an end, numbered, one or a few a read. */
    private static final class Endless implements SignalInput {
        private long next;
        private long first;

        @Override
        public int read() {
            first = next;
            int count = (int) (next % 3);
            next += Math.max(1, count);
            return Math.max(1, count);
        }

        @Override
        public int number(int index) {
            return QueuedSignal.WORD;
        }

        @Override
        public int pid(int index) {
            return 7;
        }

        @Override
        public int uid(int index) {
            return 0;
        }

        @Override
        public boolean isPlain(int index) {
            return false;
        }

        @Override
        public boolean isQueued(int index) {
            return true;
        }

        @Override
        public long word(int index) {
            return first + index;
        }
    }
}
