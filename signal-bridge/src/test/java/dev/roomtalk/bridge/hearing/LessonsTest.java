package dev.roomtalk.bridge.hearing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No program fails twice: what one process of it was answered wrongly is known to the next. */
final class LessonsTest {
    private static final int UID = 1000;
    private static final String TEXT = "disk of node 7 is full";

    private final List<Message> heard = new ArrayList<>();
    private final LearnedPrograms learned = new LearnedPrograms(Map.of(), known -> {});
    private long now = 5_000_000_000L;
    private @Nullable Client client;
    private final Map<Integer, Client> clients = new HashMap<>();
    /** It waits for the answer to a bit that was lost. */
    private @Nullable Client unheard;

    private int pids;
    /** How long the kernel takes to say how a process was started. */
    private long identityNanos;

    private final Processes processes = new Processes() {
        @Override
        public @Nullable Held hold(int pid) {
            return clients.getOrDefault(pid, client);
        }

        @Override
        public String user(int uid) {
            return "alice";
        }

        @Override
        public List<Waiting> waiting(Runnable between) {
            return unheard == null
                    ? List.of()
                    : List.of(new Waiting(unheard.pid, UID, Sleep.FOR_A_SIGNAL, TimeUnit.SECONDS.toNanos(1)));
        }
    };

    private final Senders senders = new Senders(
            new Senders.Hearing(Dialect.ALL, 4_000, learned, Trace.NONE),
            processes,
            heard::add,
            new Counters(),
            new Journal(line -> {}, () -> now));

    /**
     * What is a failure to a client, and what it does then: it ends.
     *
     * @param first the only answer that it takes to its first signal
     * @param others the only answer to each other one; null: it sends them unprompted
     * @param patience for the first answer, in µs
     */
    private record Manner(
            long caught, Signal first, @Nullable Signal others, long patience) {}

    private final class Client implements Processes.Held {
        private final Manner manner;
        private final List<Signal> bits;
        private final int pid = ++pids;
        private int position;
        private long nextAt = now;
        private boolean killed;
        private boolean failed;
        private boolean ended;

        Client(Manner manner, String dialect) {
            this.manner = manner;
            this.bits = Objects.requireNonNull(Dialect.named(dialect)).signals(TEXT.getBytes(StandardCharsets.UTF_8));
            client = this;
            clients.put(pid, this);
        }

        void act() {
            nextAt = Long.MAX_VALUE;
            if (failed || killed || position == bits.size()) {
                ended = true;
                senders.onExit(pid, now);
                return;
            }
            senders.onSignal(pid, UID, bits.get(position++), true, now);
            if (position == 1 && manner.patience > 0) {
                nextAt = now + 1_000 * manner.patience;
                failed = true;
            } else if (position > 1 && manner.others == null) {
                nextAt = now + 300_000;
            }
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public @Nullable ProcessState look() {
            return ended ? null : new ProcessState(nextAt > now + 10_000 ? 'S' : 'R', manner.caught, 0, 0, true);
        }

        @Override
        public Processes.@Nullable Identity identity() {
            now += identityNanos;
            return ended ? null : new Processes.Identity(pid, "client", List.of("./client"));
        }

        @Override
        public boolean killed() {
            return killed;
        }

        @Override
        public Processes.@Nullable Executable executable() {
            return ended ? null : new Processes.Executable("1:1", "/client");
        }

        @Override
        public boolean send(Signal signal) {
            Signal wanted = position == 1 ? manner.first : manner.others;
            if (wanted != null) {
                failed = signal != wanted || now > nextAt;
                nextAt = now + 20_000;
            }
            return !ended;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void aClientThatTakesOneSignalAloneIsReceivedTheSecondTime(Signal wanted) {
        failsAtMostOnce(new Manner(Signal.MASK, wanted, wanted, 0), "M2");
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void aClientWhoseGreetingIsAnsweredOtherwiseThanItsBitsIsReceivedAfterOneFailureOfEach(Signal greeting) {
        Manner manner = new Manner(Signal.MASK, greeting, greeting.other(), 0);
        int failures = greeting == Signal.USR1 ? 1 : 2;
        for (int i = 0; i < failures; i++) {
            assertThat(failed(manner, "M2-greeting-length32")).isTrue();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(failed(manner, "M2-greeting-length32")).isFalse();
        }
        assertThat(heard).hasSize(3).extracting(Message::text).containsOnly(TEXT);
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void aClientThatGivesUpAfterEightHundredMicrosecondsIsGreetedTheSecondTime(Signal only) {
        failsAtMostOnce(new Manner(only.mask(), only, null, 800), "M2-greeting");
    }

    @ParameterizedTest
    @EnumSource(Signal.class)
    void itIsAnsweredInTimeAlthoughItTakesLongToFindOutWhoItIs(Signal only) {
        identityNanos = TimeUnit.MICROSECONDS.toNanos(900);
        Manner manner = new Manner(only.mask(), only, null, 800);
        int failures = only == Signal.USR2 ? 0 : 1;
        for (int i = 0; i < 3; i++) {
            assertThat(failed(manner, "M2-greeting")).as("process %d", i).isEqualTo(i < failures);
        }
        assertThat(heard).hasSize(3 - failures).extracting(Message::text).containsOnly(TEXT);
    }

    /** It was answered as soon as it was found, and that says nothing of when it wanted to be. */
    @Test
    void aClientWhoseFirstBitWasLostFailsAtMostOnceToo() {
        Manner manner = new Manner(Signal.MASK, Signal.USR2, Signal.USR2, 0);
        Client other = new Client(new Manner(0, Signal.USR1, null, 0), "M2");
        Client lost = new Client(manner, "M2");
        lost.position = 1;
        lost.nextAt = Long.MAX_VALUE;
        unheard = lost;
        senders.onSignal(other.pid, UID, lost.bits.getFirst(), true, now);
        play(lost);
        unheard = null;
        assertThat(lost.failed).isTrue();
        assertThat(failed(manner, "M2")).isFalse();
    }

    /** Whether somebody has ended it, or the machine was late, says nothing of what it wants. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneFailureOfAProgramThatWasReceivedChangesNothing(boolean byASignal) {
        Manner manner = new Manner(Signal.MASK, Signal.USR1, Signal.USR1, 0);
        assertThat(failed(manner, "M2")).isFalse();
        for (int i = 0; i < 3; i++) {
            endsAfterItsFirstAnswer(manner, byASignal);
            assertThat(failed(manner, "M2")).as("after failure %d", i).isFalse();
        }
        assertThat(heard).hasSize(4);
    }

    @Test
    void aProcessThatWasKilledTeachesNothing() {
        Manner manner = new Manner(Signal.MASK, Signal.USR1, Signal.USR1, 0);
        endsAfterItsFirstAnswer(manner, true);
        endsAfterItsFirstAnswer(manner, true);
        assertThat(failed(manner, "M2")).isFalse();
    }

    private void endsAfterItsFirstAnswer(Manner manner, boolean killed) {
        Client dies = new Client(manner, "M2");
        dies.act();
        while (dies.nextAt == Long.MAX_VALUE) {
            now = Math.max(now, senders.due());
            senders.onTime(now);
        }
        dies.killed = killed;
        dies.failed = true;
        play(dies);
    }

    private void failsAtMostOnce(Manner manner, String dialect) {
        int failures = 0;
        for (int i = 0; i < 6; i++) {
            failures += failed(manner, dialect) ? 1 : 0;
        }
        assertThat(failures).isLessThanOrEqualTo(1);
        assertThat(heard).hasSize(6 - failures).extracting(Message::text).containsOnly(TEXT);
    }

    private boolean failed(Manner manner, String dialect) {
        Client next = new Client(manner, dialect);
        play(next);
        return next.failed;
    }

    private void play(Client of) {
        long until = now + 60_000_000_000L;
        while (!of.ended) {
            long next = Math.min(senders.due(), of.nextAt);
            assertThat(next).isLessThan(until);
            now = Math.max(now, next);
            if (of.nextAt <= now) {
                of.act();
            }
            senders.onTime(now);
        }
        now += 1_000_000_000L;
    }
}
