package dev.roomtalk.bridge.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.frame.FastWords;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.framed.FramedSenders;
import dev.roomtalk.bridge.framed.Transfers;
import dev.roomtalk.bridge.hearing.Turns;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.Ledger;
import dev.roomtalk.bridge.outlet.LedgerOutlet;
import dev.roomtalk.bridge.outlet.RoomQueue;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterTry;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of the framed dialect on a kernel of the test's own, which merges equal signals, loses and delays some,
 * stops and kills either end, and has a room that answers late or never; all from a seed. A sender that says 0 has its
 * message in the room, whole and once; whatever a sender says, nothing is in the room twice or in part.
 */
final class HandoverTest {
    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000_000;
    private static final int UID = 1000;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    private record Event(long at, long order, Runnable what) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private record Sent(int pid, int number, long word) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Map<Integer, Speaker> speakers = new LinkedHashMap<>();
    private final Map<Long, String> room = new TreeMap<>();
    private final Set<Long> toRefuse = new HashSet<>();
    private long order;
    private long now = 1_000_000_000L;
    private Random random = new Random(0);
    private double loss;
    private Path file = Path.of("unset");
    private int starts;
    private @Nullable Bridge bridge;

    @AfterTry
    void removeFiles() throws IOException {
        if (bridge != null) {
            bridge.die();
        }
        Path directory = file.getParent();
        if (directory != null && Files.isDirectory(directory)) {
            try (var all = Files.list(directory)) {
                for (Path one : all.toList()) {
                    Files.delete(one);
                }
            }
            Files.delete(directory);
        }
    }

    @Property(tries = 60)
    void merged(@ForAll long seed) throws IOException {
        begin(seed);
        List<Speaker> all = speak(1 + random.nextInt(8), 400, random.nextBoolean());
        run();
        all.forEach(speaker ->
                assertThat(speaker.end).as("%s, seed %d", speaker, seed).isEqualTo("TAKEN"));
        check(seed);
    }

    @Property(tries = 60)
    void lostLateAndStopped(@ForAll long seed) throws IOException {
        begin(seed);
        loss = random.nextDouble() * 0.002;
        List<Speaker> all = speak(1 + random.nextInt(4), 120, random.nextBoolean());
        at(random.nextLong(300 * MILLI), () -> Objects.requireNonNull(bridge).stoppedUntil = now + 3_000 * MILLI);
        Speaker stopped = all.getFirst();
        at(random.nextLong(300 * MILLI), () -> stopped.stoppedUntil = now + 2_000 * MILLI);
        run();
        all.forEach(speaker ->
                assertThat(speaker.end).as("%s, seed %d", speaker, seed).isEqualTo("TAKEN"));
        check(seed);
    }

    @Property(tries = 150)
    void killedAndStartedAgain(@ForAll long seed) throws IOException {
        begin(seed);
        loss = random.nextInt(3) == 0 ? 0.001 : 0;
        List<Speaker> all = speak(1 + random.nextInt(4), 100, random.nextBoolean());
        for (int i = random.nextInt(4); i >= 0; i--) {
            at(random.nextLong(120 * MILLI) * (i + 1), () -> {
                kill();
                at(random.nextLong(500 * MILLI), this::start);
            });
        }
        if (random.nextInt(3) == 0) {
            at(random.nextLong(100 * MILLI), all.getFirst()::die);
        }
        run();
        for (Speaker speaker : all) {
            assertThat(speaker.end).as("%s, seed %d", speaker, seed).isIn("TAKEN", "DEAD");
        }
        check(seed);
    }

    @Property(tries = 60)
    void refusedIsNeverTaken(@ForAll long seed) throws IOException {
        begin(seed);
        loss = random.nextDouble() * 0.003;
        List<Speaker> all = speak(3, 60, random.nextBoolean());
        all.forEach(speaker -> toRefuse.add(speaker.id));
        run();
        all.forEach(speaker ->
                assertThat(speaker.end).as("%s, seed %d", speaker, seed).isEqualTo("REFUSED"));
        assertThat(room).as("seed %d", seed).isEmpty();
    }

    @Property(tries = 30)
    void aBridgeThatIsGoneIsNeverASuccess(@ForAll long seed) throws IOException {
        begin(seed);
        List<Speaker> all = speak(2, 60, random.nextBoolean());
        at(random.nextLong(60 * MILLI), this::kill);
        run();
        for (Speaker speaker : all) {
            boolean there = room.containsValue(speaker.text);
            assertThat(speaker.end)
                    .as("%s, seed %d", speaker, seed)
                    .isIn(there ? Set.of("TAKEN", "NOT KNOWN") : Set.of("NOT KNOWN", "NOT DELIVERED"));
        }
        check(seed);
    }

    private void begin(long seed) throws IOException {
        random = new Random(seed);
        events.clear();
        speakers.clear();
        room.clear();
        toRefuse.clear();
        loss = 0;
        starts = 0;
        bridge = null;
        file = Files.createTempDirectory("handover").resolve("ledger");
        start();
    }

    private List<Speaker> speak(int count, int longest, boolean fast) {
        List<Speaker> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder("message " + i + " ");
            int length = random.nextInt(longest);
            while (text.length() < length) {
                text.append(random.nextInt(4) == 0 ? "🎉" : "é").append((char) ('a' + random.nextInt(26)));
            }
            Speaker speaker = new Speaker(5_000 + i, text.toString(), fast && random.nextInt(3) > 0);
            all.add(speaker);
            at(random.nextLong(20 * MILLI), speaker::start);
        }
        return all;
    }

    private void check(long seed) {
        for (Speaker speaker : speakers.values()) {
            long times = room.values().stream().filter(speaker.text::equals).count();
            assertThat(times)
                    .as("times of %s in the room, seed %d", speaker, seed)
                    .isLessThanOrEqualTo(1);
            if (speaker.end.equals("TAKEN")) {
                assertThat(times)
                        .as("times of %s in the room, seed %d", speaker, seed)
                        .isEqualTo(1);
            }
        }
        Set<String> said = new HashSet<>();
        speakers.values().forEach(speaker -> said.add(speaker.text));
        assertThat(said).as("seed %d", seed).containsAll(room.values());
    }

    private void run() {
        long end = now + 400_000 * MILLI;
        while (now < end && !events.isEmpty() && speakers.values().stream().anyMatch(one -> one.end.isEmpty())) {
            Event next = events.remove();
            now = Math.max(now, next.at);
            next.what.run();
        }
        // What a bridge has taken goes on to the room.
        long settled = now + 30_000 * MILLI;
        while (!events.isEmpty() && events.peek().at < settled) {
            Event next = events.remove();
            now = Math.max(now, next.at);
            next.what.run();
        }
    }

    private void at(long delay, Runnable what) {
        events.add(new Event(now + delay, order++, what));
    }

    private void start() {
        if (bridge == null) {
            bridge = new Bridge(++starts);
            speakers.values().forEach(Speaker::meet);
        }
    }

    private void kill() {
        Bridge dead = bridge;
        bridge = null;
        if (dead != null) {
            dead.die();
            speakers.values().forEach(Speaker::lose);
        }
    }

    private long wakeUp() {
        long delay = (3 + random.nextInt(40)) * MICRO;
        return random.nextInt(2_000) == 0 ? delay + random.nextLong(80 * MILLI) : delay;
    }

    private boolean lost() {
        return random.nextDouble() < loss;
    }

    /** A bridge process: what is pending there, and when it reads. */
    private final class Bridge {
        private final Map<Signal, Integer> pending = new EnumMap<>(Signal.class);
        private final Deque<Sent> words = new ArrayDeque<>();
        private final Map<Integer, Long> newcomers = new HashMap<>();
        private final Set<Integer> asked = new HashSet<>();
        private final Ledger ledger;
        private final Transfers transfers;
        private final FramedSenders framed;
        private final Turns turns;
        private boolean alive = true;
        private boolean reading;
        private long stoppedUntil;

        Bridge(int number) {
            Counters counters = new Counters();
            Journal journal = new Journal(line -> {}, () -> now);
            try {
                ledger = Objects.requireNonNull(Ledger.open(file, 77, () -> now / 1_000_000_000L));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(ledger.instance()).isEqualTo(77);
            LedgerOutlet outlet = new LedgerOutlet(ledger, this::publish, Runnable::run, journal);
            RoomQueue queue = new RoomQueue(outlet, 100, counters, journal);
            Intake intake = new Intake(queue, new UserRateLimit(1_000_000, 1_000_000), () -> now, counters, journal);
            transfers = new Transfers(intake, 4_000);
            framed = new FramedSenders(transfers, counters);
            turns = new Turns(framed);
            transfers.wakeWith(this::wake);
            ledger.answers().forEach(answer -> transfers.recall(answer.uid(), answer.id(), answer.reply()));
            ledger.unanswered()
                    .forEach(said -> transfers.recall(
                            said.message().uid(), said.message().id(), outlet.again(said)));
            assertThat(number).isPositive();
        }

        CompletableFuture<Receipt> publish(long n, Message message) {
            CompletableFuture<Receipt> answered = new CompletableFuture<>();
            boolean slow = random.nextInt(10) == 0;
            // On the wire already, or still in this process when it is killed.
            boolean buffered = random.nextBoolean();
            long there = (slow ? 3_000 : 2) * MILLI + random.nextLong(5 * MILLI);
            at(there, () -> {
                if (!alive && buffered) {
                    return;
                }
                boolean refused = toRefuse.contains(message.id());
                if (!refused) {
                    String before = room.putIfAbsent(n, message.text());
                    assertThat(before == null || before.equals(message.text()))
                            .as("one text for each number")
                            .isTrue();
                }
                at(random.nextLong(5 * MILLI), () -> {
                    if (alive) {
                        answered.complete(
                                refused
                                        ? new Receipt.Refused(ChatException.Reason.NOT_HOST, "no")
                                        : new Receipt.Delivered(1, n, true));
                    }
                });
            });
            return answered;
        }

        void signal(int pid, Signal signal) {
            if (!lost()) {
                pending.putIfAbsent(signal, pid);
                wake();
            }
        }

        void wake() {
            if (!reading && alive) {
                reading = true;
                at(wakeUp(), this::read);
            }
        }

        void read() {
            if (!alive) {
                return;
            }
            if (now < stoppedUntil) {
                at(stoppedUntil - now, this::read);
                return;
            }
            reading = false;
            for (Signal signal : Signal.values()) {
                Integer pid = pending.remove(signal);
                if (pid != null) {
                    if (!framed.onSignal(pid, signal, now)) {
                        newcomers.putIfAbsent(pid, now + 200 * MICRO);
                    }
                    turns.update(List.of(), now);
                }
            }
            for (Sent word = words.poll(); word != null; word = words.poll()) {
                if (newcomers.containsKey(word.pid) && framed.asks(word.number, word.word)) {
                    asked.add(word.pid);
                }
                framed.onWord(word.pid, word.number, word.word, now);
            }
            onTime();
        }

        void onTime() {
            framed.onTime(now);
            newcomers.entrySet().removeIf(newcomer -> {
                Speaker speaker = Objects.requireNonNull(speakers.get(newcomer.getKey()));
                return newcomer.getValue() <= now
                        && framed.adopt(newcomer.getKey(), UID, "alice", speaker, asked.remove(newcomer.getKey()), now);
            });
            turns.update(List.of(), now);
            long due = Math.min(framed.due(), turns.due());
            for (long newcomer : newcomers.values()) {
                due = Math.min(due, newcomer);
            }
            if (due < Long.MAX_VALUE) {
                long delay = Math.max(10 * MICRO, due - now);
                at(delay, this::wake);
            }
        }

        void die() {
            alive = false;
            try {
                ledger.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A sender: its handover, what is pending there, and what became of it. */
    private final class Speaker implements Processes.Held {
        private final int pid;
        private final String text;
        private final boolean fast;
        private final long id = random.nextLong() | 1;
        private final Handover handover;
        private final Set<Signal> pending = EnumSet.noneOf(Signal.class);
        private final Deque<Long> words = new ArrayDeque<>();
        private boolean running;
        private boolean reading;
        private boolean connected;
        private long stoppedUntil;
        private long heard = -1;
        private long since;
        private String end = "";

        Speaker(int pid, String text, boolean fast) {
            this.pid = pid;
            this.text = text;
            this.fast = fast;
            this.handover = new Handover(id, text.getBytes(StandardCharsets.UTF_8), random, fast);
            speakers.put(pid, this);
        }

        void start() {
            running = end.isEmpty();
            since = now;
            if (bridge == null) {
                arm();
            } else {
                meet();
            }
        }

        void meet() {
            at(wakeUp(), () -> {
                Bridge met = bridge;
                if (running && met != null && !connected) {
                    connected = true;
                    handover.connect(line(met), now);
                    arm();
                }
            });
        }

        void lose() {
            pending.clear();
            words.clear();
            if (connected) {
                connected = false;
                handover.disconnect();
            }
            arm();
        }

        void die() {
            if (end.isEmpty()) {
                running = false;
                end = "DEAD";
                if (bridge != null) {
                    boolean _ = bridge.framed.onExit(pid);
                }
            }
        }

        private BridgeLink line(Bridge met) {
            return new BridgeLink() {
                @Override
                public void send(Signal signal) {
                    met.signal(pid, signal);
                }

                @Override
                public boolean pending(int number) {
                    Signal signal = Signal.of(number);
                    return signal == null ? !met.words.isEmpty() : met.pending.containsKey(signal);
                }

                @Override
                public Processes.Queued queue(int number, long word) {
                    if (random.nextInt(50) == 0) {
                        return Processes.Queued.FULL;
                    }
                    met.words.add(new Sent(pid, number, word));
                    met.wake();
                    return Processes.Queued.TAKEN;
                }

                @Override
                public int window() {
                    return fast ? 2 * FastWords.CREDIT_STEP : 0;
                }
            };
        }

        void wake() {
            if (!reading && running) {
                reading = true;
                at(wakeUp(), this::read);
            }
        }

        void read() {
            if (!running) {
                return;
            }
            if (now < stoppedUntil) {
                at(stoppedUntil - now, this::read);
                return;
            }
            reading = false;
            for (Signal signal : Signal.values()) {
                if (pending.remove(signal)) {
                    handover.onAnswer(signal, now);
                }
            }
            for (Long word = words.poll(); word != null; word = words.poll()) {
                handover.onWord(word, now);
            }
            if (connected) {
                handover.onTime(now);
            }
            if (handover.heard() != heard && !handover.held()) {
                heard = handover.heard();
                since = now;
            }
            Reply outcome = handover.outcome();
            if (outcome != null) {
                finish(outcome.kind().name());
            } else if (now - since > PATIENCE) {
                finish(handover.whole() ? "NOT KNOWN" : "NOT DELIVERED");
            } else {
                arm();
            }
        }

        private void finish(String how) {
            end = how;
            running = false;
            if (bridge != null) {
                boolean _ = bridge.framed.onExit(pid);
                bridge.turns.update(List.of(), now);
            }
        }

        private void arm() {
            long due = handover.due();
            if (!connected) {
                due = since + PATIENCE + MILLI;
            }
            if (due < Long.MAX_VALUE) {
                at(Math.max(10 * MICRO, due - now), this::wake);
            }
        }

        @Override
        public boolean send(Signal signal) {
            if (!running) {
                return false;
            }
            if (!lost()) {
                pending.add(signal);
                wake();
            }
            return true;
        }

        @Override
        public Processes.Queued queue(int number, long word) {
            assertThat(fast).as("%s asked for the fast lane", this).isTrue();
            if (random.nextInt(50) == 0) {
                return Processes.Queued.FULL;
            }
            words.add(word);
            wake();
            return Processes.Queued.TAKEN;
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public @Nullable ProcessState look() {
            long blocked = Signal.MASK | QueuedSignal.MASK;
            return new ProcessState('S', 0, QueuedSignal.mask(QueuedSignal.MARK), blocked, true);
        }

        @Override
        public Processes.@Nullable Identity identity() {
            return new Processes.Identity(pid, "sender", List.of("./sender"));
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
        public void close() {}

        @Override
        public String toString() {
            return "%d (%s, %d bytes, %d failures, held %s, whole %s)"
                    .formatted(
                            pid,
                            fast ? "fast" : "bits",
                            text.getBytes(StandardCharsets.UTF_8).length,
                            handover.failures(),
                            handover.held(),
                            handover.whole());
        }
    }
}
