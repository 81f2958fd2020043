package dev.roomtalk.bridge.hearing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counter;
import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Clients of every kind on a kernel of the test's own, in which of equal signals that are pending at once one is left,
 * and the bridge is now and then late; all from a seed. Whoever waits is heard or rejected whole, nobody hangs, nobody
 * gets a signal that would kill it, and nothing is shown that nobody said.
 */
final class FakeKernelTest {
    private static final int UID = 1000;
    private static final long MICRO = 1_000;

    private record Pending(int pid) {}

    private record Taken(int pid, Signal signal, boolean ordered, long when) {}

    private final Map<Integer, Client> clients = new LinkedHashMap<>();
    private final Map<Signal, Pending> pending = new EnumMap<>(Signal.class);
    private final Queue<Taken> untold = new ArrayDeque<>();
    private final List<Message> heard = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Counters counters = new Counters();
    private Random random = new Random(0);
    private long now = 1_000_000_000L;
    private long readAt = Long.MAX_VALUE;

    private final Processes processes = new Processes() {
        @Override
        public @Nullable Held hold(int pid) {
            Client client = clients.get(pid);
            return client == null || client.ended ? null : client;
        }

        @Override
        public String user(int uid) {
            return "alice";
        }

        @Override
        public List<Waiting> waiting(Runnable between) {
            return clients.values().stream()
                    .filter(client -> !client.ended && client.caught != 0 && client.position > 0 && client.asleep())
                    .map(client -> new Waiting(
                            client.pid,
                            UID,
                            client.waits ? Processes.Sleep.FOR_A_SIGNAL : Processes.Sleep.FOR_A_TIME,
                            now))
                    .toList();
        }
    };

    private final Senders senders = new Senders(
            Senders.Hearing.any(4_000), processes, heard::add, counters, new Journal(lines::add, () -> now));

    /** A process: what it catches, what it takes for an answer, and when it does what it does next. */
    private final class Client implements Processes.Held {
        private final int pid;
        private final List<Signal> bits;
        private final boolean waits;
        private final long pace;
        private final long caught;
        private final @Nullable Signal answer;
        private int position;
        private long actsAt;
        private boolean ended;
        private boolean killed;

        Client(int pid, Dialect dialect, String text, long pace, long caught, @Nullable Signal answer, long startsAt) {
            this(pid, dialect.signals(text.getBytes(StandardCharsets.UTF_8)), pace, caught, answer, startsAt);
        }

        Client(int pid, List<Signal> bits, long pace, long caught, @Nullable Signal answer, long startsAt) {
            this.pid = pid;
            this.bits = bits;
            this.waits = pace == 0;
            this.pace = pace;
            this.caught = caught;
            this.answer = answer;
            this.actsAt = startsAt;
            clients.put(pid, this);
        }

        boolean asleep() {
            return actsAt > now + 30 * MICRO;
        }

        void act() {
            if (position == bits.size()) {
                ended = true;
                actsAt = Long.MAX_VALUE;
                return;
            }
            kernel(pid, bits.get(position++));
            actsAt = waits ? Long.MAX_VALUE : now + pace;
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public @Nullable ProcessState look() {
            return ended ? null : new ProcessState(asleep() ? 'S' : 'R', caught, 0, 0, true);
        }

        @Override
        public Processes.@Nullable Identity identity() {
            return ended ? null : new Processes.Identity(pid, "client", List.of("./client" + pid));
        }

        @Override
        public boolean killed() {
            return killed;
        }

        @Override
        public Processes.@Nullable Executable executable() {
            return null;
        }

        @Override
        public boolean send(Signal signal) {
            if (ended) {
                return false;
            }
            if ((caught & signal.mask()) == 0) {
                killed = true;
                ended = true;
                actsAt = Long.MAX_VALUE;
            } else if (waits && actsAt == Long.MAX_VALUE && (answer == null || answer == signal)) {
                actsAt = now + (5 + random.nextInt(40)) * MICRO;
            }
            return true;
        }

        @Override
        public void close() {}
    }

    /** kill(2): an equal signal that is pending swallows this one. */
    private void kernel(int pid, Signal signal) {
        pending.putIfAbsent(signal, new Pending(pid));
        if (readAt == Long.MAX_VALUE) {
            int late = random.nextInt(50) == 0 ? 400 : 40;
            readAt = now + (10 + random.nextInt(late)) * MICRO;
        }
    }

    /** The bridge reads: the lower number first. */
    private void read() {
        readAt = Long.MAX_VALUE;
        listen();
        for (int left = untold.size(); left > 0; left--) {
            Taken taken = untold.remove();
            senders.onSignal(taken.pid(), UID, taken.signal(), taken.ordered(), taken.when());
        }
        if (!untold.isEmpty()) {
            readAt = now;
        }
    }

    private long listen() {
        Pending usr1 = pending.remove(Signal.USR1);
        Pending usr2 = pending.remove(Signal.USR2);
        if (usr1 != null) {
            untold.add(new Taken(usr1.pid(), Signal.USR1, true, now));
        }
        if (usr2 != null) {
            untold.add(new Taken(usr2.pid(), Signal.USR2, usr1 == null || usr1.pid() != usr2.pid(), now));
        }
        readAt = untold.isEmpty() ? readAt : now;
        return now;
    }

    private void play(long seconds) {
        long until = now + TimeUnit.SECONDS.toNanos(seconds);
        Set<Integer> told = new HashSet<>();
        while (true) {
            long next = Math.min(senders.due(), readAt);
            for (Client client : clients.values()) {
                next = Math.min(next, client.actsAt);
            }
            if (next > until) {
                return;
            }
            now = Math.max(now, next);
            for (Client client : List.copyOf(clients.values())) {
                if (client.actsAt <= now) {
                    client.act();
                }
            }
            if (readAt <= now) {
                read();
            }
            for (Client client : clients.values()) {
                if (client.ended
                        && untold.stream().noneMatch(taken -> taken.pid() == client.pid)
                        && pending.values().stream().noneMatch(p -> p.pid() == client.pid)
                        && told.add(client.pid)) {
                    senders.onExit(client.pid, now);
                }
            }
            senders.onTime(now);
        }
    }

    @Property(tries = 300, seed = "20261121")
    void manyClientsOfEveryKind(@ForAll long seed) {
        start(seed);
        int count = 1 + random.nextInt(8);
        List<String> texts = new ArrayList<>();
        long[] catches = {Signal.MASK, Signal.MASK, Signal.USR1.mask(), Signal.USR2.mask()};
        int paced = 0;
        long before = rejected();
        for (int pid = 1; pid <= count; pid++) {
            String text = "message %d says: %s 🎉.".formatted(pid, "all is well ".repeat(1 + random.nextInt(3)));
            texts.add(text);
            Dialect dialect = Dialect.PLAIN.get(random.nextInt(4));
            long caught = catches[random.nextInt(4)];
            boolean waits = random.nextInt(5) > 0;
            paced += waits ? 0 : 1;
            Signal answer = caught == Signal.MASK && random.nextBoolean() ? Signal.USR1 : null;
            long pace = waits ? 0 : (100 + random.nextInt(700)) * MICRO;
            new Client(pid, dialect, text, pace, caught, answer, now + random.nextInt(20_000) * MICRO);
        }
        play(200);

        assertThat(heard)
                .extracting(Message::text)
                .as("seed %d: %s, %s", seed, counters, lines)
                .allMatch(texts::contains, "was said");
        assertThat(clients.values())
                .as("seed %d", seed)
                .noneMatch(client -> client.killed)
                .allMatch(client -> client.ended);
        if (paced == 0) {
            assertThat(heard.size() + rejected() - before)
                    .as("seed %d: %s, %s", seed, counters, lines)
                    .isEqualTo(count);
        }
    }

    @Test
    void hardlyAnyMessageOfThoseWhoWaitIsRejected() {
        int all = 0;
        int whole = 0;
        for (int seed = 0; seed < 200; seed++) {
            start(seed);
            for (int pid = 1; pid <= 8; pid++) {
                new Client(
                        pid,
                        Dialect.M2,
                        "eight at once: " + pid,
                        0,
                        Signal.MASK,
                        null,
                        now + random.nextInt(2_000) * MICRO);
            }
            play(60);
            all += 8;
            whole += heard.size();
        }
        System.err.println("eight at once, simulated: " + whole + " of " + all + " whole");
        assertThat(all - whole).isLessThanOrEqualTo(all / 100);
    }

    @Test
    void whoeverSaysSeveralMessagesIsNotLeftHangingWhenItsFirstBitIsLost() {
        int all = 0;
        int whole = 0;
        for (int seed = 0; seed < 100; seed++) {
            start(seed);
            for (int pid = 1; pid <= 4; pid++) {
                List<Signal> thrice = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    thrice.addAll(Dialect.M2.signals("said thrice".getBytes(StandardCharsets.UTF_8)));
                }
                new Client(pid, thrice, 0, Signal.MASK, null, now + random.nextInt(20_000) * MICRO);
            }
            play(60);
            all += 12;
            whole += heard.size();
            assertThat(clients.values()).as("seed %d", seed).allMatch(client -> client.ended && !client.killed);
            assertThat(heard).extracting(Message::text).as("seed %d", seed).allMatch("said thrice"::equals);
        }
        assertThat(all - whole).isLessThanOrEqualTo(all / 100);
    }

    private long rejected() {
        return counters.get(Counter.MERGED) + counters.get(Counter.NOT_UTF8) + counters.get(Counter.DAMAGED);
    }

    private void start(long seed) {
        clients.clear();
        pending.clear();
        untold.clear();
        senders.listenTo(new SignalSource() {
            @Override
            public long listen() {
                return FakeKernelTest.this.listen();
            }

            @Override
            public boolean hasSpoken(int pid) {
                listen();
                return untold.stream().anyMatch(taken -> taken.pid() == pid);
            }
        });
        heard.clear();
        lines.clear();
        random = new Random(seed);
        // Whoever is left of an earlier scene is forgotten by now.
        play(120);
    }
}
