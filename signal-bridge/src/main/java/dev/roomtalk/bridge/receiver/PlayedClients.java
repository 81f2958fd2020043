package dev.roomtalk.bridge.receiver;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.hearing.Senders;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clients that are played to {@link Senders} of their own, so that the Java VM has loaded and compiled what the first
 * real one needs. Nothing is sent to others. Part of {@link WarmUp}.
 */
final class PlayedClients implements Processes {

    private static final int MAX_TURNS = 20_000;
    private static final ProcessState WAITS = new ProcessState('S', Signal.MASK, 0, 0, true);
    private static final ProcessState PACED = new ProcessState('S', 0, 0, 0, true);

    private final Processes real;
    private final int own = (int) ProcessHandle.current().pid();
    private final Map<Integer, Client> clients = new HashMap<>();

    private long now = 1;

    private PlayedClients(Processes real) {
        this.real = real;
    }

    /**
     * Plays to a receiver of its own; {@code real} are looked at, and this process is sent signals.
     *
     * @param newcomers senders that are only met: what is asked of a new one must not take long, because some give up
     *     after 800 µs
     */
    static void play(Processes real, int rounds, int newcomers) {
        PlayedClients clients = new PlayedClients(real);
        for (int i = 0; i < rounds; i++) {
            clients.round(i);
        }
        for (int i = 0; i < newcomers; i++) {
            clients.meet();
        }
    }

    /** All that is asked of a new sender, and an answer to it: this process takes it for one of its own signals. */
    private void meet() {
        Held self = real.hold(own);
        if (self != null) {
            var _ = self.look();
            var _ = self.identity();
            var _ = self.executable();
            boolean _ = self.sendIfTaken(Signal.USR2);
            self.close();
        }
    }

    private void round(int number) {
        Counters counters = new Counters();
        Journal journal = new Journal(line -> {}, () -> now);
        Senders senders = new Senders(Senders.Hearing.any(100), this, Message::text, counters, journal);
        for (Dialect dialect : Dialect.PLAIN) {
            boolean waits = !dialect.equals(Dialect.PLAIN.get(number % Dialect.PLAIN.size()));
            String text = "to nobody: é, " + number;
            Client client = new Client(dialect.signals(text.getBytes(StandardCharsets.UTF_8)), waits);
            clients.put(own + clients.size(), client);
        }
        clients.forEach((pid, client) -> client.speak(pid, senders));
        for (int turn = 0; turn < MAX_TURNS && senders.due() != Deadline.NEVER; turn++) {
            now = Math.max(now + 1, senders.due());
            clients.forEach((pid, client) -> {
                if (client.answered || !client.waits) {
                    client.speak(pid, senders);
                }
            });
            senders.onTime(now);
            clients.forEach((pid, client) -> {
                if (client.position == client.bits.size() && !client.ended) {
                    client.ended = true;
                    senders.onExit(pid, now);
                }
            });
        }
        senders.close();
        clients.clear();
    }

    @Override
    public @Nullable Held hold(int pid) {
        Held self = real.hold(own);
        Client client = clients.get(pid);
        if (self != null && client != null) {
            client.self = self;
        }
        return client;
    }

    @Override
    public String user(int uid) {
        return real.user(uid);
    }

    @Override
    public List<Waiting> waiting(Runnable between) {
        return real.waiting(between);
    }

    /** Says its bits, and is this very process as far as one looks. */
    private final class Client implements Held {
        private final List<Signal> bits;
        private final boolean waits;

        private @Nullable Held self;
        private int position;
        private boolean answered;
        private boolean ended;

        Client(List<Signal> bits, boolean waits) {
            this.bits = bits;
            this.waits = waits;
        }

        void speak(int pid, Senders senders) {
            answered = false;
            if (position < bits.size()) {
                senders.onSignal(pid, 0, bits.get(position++), true, now);
            }
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public ProcessState look() {
            if (self != null) {
                var _ = self.look();
            }
            return waits ? WAITS : PACED;
        }

        @Override
        public @Nullable Identity identity() {
            return self == null ? null : self.identity();
        }

        @Override
        public boolean killed() {
            return self != null && self.killed();
        }

        @Override
        public @Nullable Executable executable() {
            if (self != null) {
                var _ = self.executable();
            }
            return null;
        }

        @Override
        public boolean send(Signal signal) {
            answered = true;
            return true;
        }

        @Override
        public void close() {
            if (self != null) {
                self.close();
            }
        }
    }
}
