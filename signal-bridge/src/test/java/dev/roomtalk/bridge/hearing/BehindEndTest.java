package dev.roomtalk.bridge.hearing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.dialect.Ending;
import dev.roomtalk.bridge.dialect.Header;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a process says behind the end of its message: memory that lies behind its text, because it wants another signal
 * for its end, or a second message at once.
 */
final class BehindEndTest {
    private static final int UID = 1000;
    private static final String LINE =
            "disk of node 7 is full, the backup has not run since monday; please look at it now! ok?";
    private static final String MEMORY = "SHELL=/bin/bash\0PATH=/usr/bin:/bin\0HOME=/home/alice\0LANG=C\0";

    private enum Manner {
        /** USR2 means that the bridge has the whole text; until it comes, it goes on. */
        RUNS_ON,
        /** Goes on at either signal. */
        EITHER,
        /** Goes on at USR1, and takes no note of USR2. */
        USR1,
        /** Catches USR1 alone. */
        ONLY_USR1
    }

    private final List<Message> heard = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Counters counters = new Counters();
    private final LearnedPrograms learned = new LearnedPrograms(Map.of(), known -> {});
    private long now = 5_000_000_000L;
    private @Nullable Client client;
    private int pids;

    private final Processes processes = new Processes() {
        @Override
        public @Nullable Held hold(int pid) {
            return client;
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

    private final Senders senders = new Senders(
            new Senders.Hearing(Dialect.ALL, 4_000, learned, Trace.NONE),
            processes,
            heard::add,
            counters,
            new Journal(lines::add, () -> now));

    /** Waits for an answer to each bit. */
    private final class Client implements Processes.Held {
        private final String program;
        private final Manner manner;
        private final List<Signal> bits;
        private final int end;
        private final int pid = ++pids;
        private final long caught;
        private int position;
        private long nextAt = now;
        private boolean stopping;
        private boolean gaveUp;
        private boolean killed;
        private boolean ended;

        Client(String program, Manner manner, List<Signal> bits, int end) {
            this.program = program;
            this.manner = manner;
            this.bits = bits;
            this.end = end;
            this.caught = manner == Manner.ONLY_USR1 ? Signal.USR1.mask() : Signal.MASK;
            client = this;
        }

        int behind() {
            return position - end;
        }

        void act() {
            nextAt = Long.MAX_VALUE;
            if (position == bits.size() || (stopping && position >= end && behind() % 8 == 0)) {
                ended = true;
                senders.onExit(pid, now);
            } else {
                senders.onSignal(pid, UID, bits.get(position++), true, now);
            }
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public @Nullable ProcessState look() {
            return ended ? null : new ProcessState(nextAt > now + 10_000 ? 'S' : 'R', caught, 0, 0, true);
        }

        @Override
        public Processes.@Nullable Identity identity() {
            return ended ? null : new Processes.Identity(pid, program, List.of("./" + program));
        }

        @Override
        public boolean killed() {
            return false;
        }

        @Override
        public Processes.@Nullable Executable executable() {
            return new Processes.Executable(program, "/" + program);
        }

        @Override
        public boolean send(Signal signal) {
            killed |= (caught & signal.mask()) == 0;
            boolean goes = signal == Signal.USR1 || manner == Manner.EITHER;
            if (manner == Manner.RUNS_ON && signal == Signal.USR2) {
                gaveUp |= position < end;
                stopping = true;
                goes = true;
            }
            if (goes && nextAt == Long.MAX_VALUE) {
                nextAt = now + 20_000;
            }
            return !ended;
        }

        @Override
        public void close() {}
    }

    static List<Dialect> dialects() {
        return Dialect.ALL.stream()
                .filter(dialect -> dialect.greeting() == 0 && dialect.header() != Header.UNARY)
                .filter(dialect -> dialect.ending() != Ending.NOTHING)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void whatLiesBehindATextIsNeverShownAndItsProgramGetsTheOtherSignalTheNextTime(Dialect dialect) {
        for (int length : new int[] {0, 1, 4, 14, 22, 38, 57, 80}) {
            String text = LINE.substring(0, length);
            String program = dialect.name() + length;
            Client first = new Client(
                    program,
                    Manner.RUNS_ON,
                    withMemory(dialect, text),
                    said(dialect, text).size());
            play(first);
            assertThat(first.ended)
                    .as("%s %d ended, after %d", dialect.name(), length, first.behind())
                    .isTrue();
            assertThat(first.gaveUp)
                    .as("%s %d was told its end too early", dialect.name(), length)
                    .isFalse();
            assertThat(texts())
                    .as("%s %d", dialect.name(), length)
                    .allMatch(shown -> shown.equals(text) || shown.equals(text + "\n"));
            if (length < 14 || dialect.header() == Header.NUL) {
                // Of so few bytes several dialects may be in the middle of something; and a zero byte is an empty text.
                continue;
            }
            assertThat(texts()).as("%s %d: %s", dialect.name(), length, lines).containsExactly(text);
            Client second = new Client(
                    program,
                    Manner.RUNS_ON,
                    withMemory(dialect, text),
                    said(dialect, text).size());
            play(second);
            assertThat(texts()).as("%s %d again", dialect.name(), length).containsExactly(text);
            assertThat(second.behind())
                    .as("%s %d again", dialect.name(), length)
                    .isLessThanOrEqualTo(first.behind());
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void whoGoesOnAtTheOtherSignalHasSaidASecondMessage(Dialect dialect) {
        if (dialect.header() == Header.NUL) {
            // Read as an empty message and the memory behind it.
            return;
        }
        for (Manner manner : List.of(Manner.EITHER, Manner.USR1, Manner.ONLY_USR1)) {
            List<Signal> twice = said(dialect, "said at once");
            twice.addAll(said(dialect, "and this too"));
            Client sender = new Client(dialect.name() + manner, manner, twice, twice.size());
            play(sender);
            assertThat(sender.ended && !sender.killed)
                    .as("%s %s", dialect.name(), manner)
                    .isTrue();
            assertThat(texts())
                    .as("%s %s: %s", dialect.name(), manner, lines)
                    .containsExactly("said at once", "and this too");
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void whoRanOnUntilItGotTheOtherSignalMaySayAnotherMessageThen(Dialect dialect) {
        if (dialect.header() == Header.NUL) {
            // Read as an empty message and the memory behind it.
            return;
        }
        List<Signal> both = said(dialect, "said at once");
        int end = both.size();
        both.add(Signal.USR1);
        both.addAll(said(dialect, "and this too"));
        Client sender = new Client("ran on " + dialect.name(), Manner.EITHER, both, end);
        play(sender);
        assertThat(texts()).as("%s: %s", dialect.name(), lines).startsWith("said at once");
        assertThat(texts()).as("%s: %s", dialect.name(), lines).isSubsetOf("said at once", "and this too");
        assertThat(texts().size() + rejected())
                .as("%s: %s", dialect.name(), lines)
                .isGreaterThanOrEqualTo(2);
    }

    @Test
    void anEmptyMessageIsOneRefusal() {
        for (Dialect dialect : dialects()) {
            lines.clear();
            Client sender = new Client("empty" + dialect.name(), Manner.EITHER, said(dialect, ""), 0);
            play(sender);
            assertThat(texts()).as(dialect.name()).isEmpty();
            assertThat(lines).as(dialect.name()).singleElement().asString().contains("it is empty");
        }
    }

    private long rejected() {
        return lines.stream().filter(line -> line.contains("message")).count();
    }

    private List<String> texts() {
        return heard.stream().map(Message::text).toList();
    }

    private static List<Signal> said(Dialect dialect, String text) {
        return new ArrayList<>(dialect.signals(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Signal> withMemory(Dialect dialect, String text) {
        List<Signal> all = said(dialect, text);
        // The bits of a text in this order, without what comes before or after it.
        Dialect bare = new Dialect(dialect.order(), dialect.one(), 0, Header.NONE, Ending.NOTHING);
        boolean terminated = dialect.ending() == Ending.NUL
                || dialect.ending() == Ending.NEWLINE_NUL
                || dialect.ending() == Ending.LENGTH_NUL;
        all.addAll(said(bare, (terminated ? "" : "\0") + MEMORY.repeat(4)));
        return all;
    }

    private void play(Client of) {
        heard.clear();
        lines.clear();
        // The journal is not written too often.
        now += 60_000_000_000L;
        of.nextAt = now;
        long until = now + 60_000_000_000L;
        while (!of.ended) {
            long next = Math.min(senders.due(), of.nextAt);
            if (next > until) {
                return;
            }
            now = Math.max(now, next);
            if (of.nextAt <= now) {
                of.act();
            }
            senders.onTime(now);
        }
    }
}
