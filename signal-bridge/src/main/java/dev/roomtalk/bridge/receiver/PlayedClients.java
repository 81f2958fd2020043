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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients that are played to {@link Senders} of their own, so that the Java VM has loaded and compiled what the first
 * real one needs. Nothing is sent to others. Part of {@link WarmUp}.
 */
final class PlayedClients implements Processes {

    private static final int MAX_TURNS = 20_000;
    /** Where there are many processes, each takes milliseconds. */
    private static final int MAX_SEARCHES = 30;

    private static final ProcessState WAITS = new ProcessState('S', Signal.MASK, 0, 0, true);
    private static final ProcessState PACED = new ProcessState('S', 0, 0, 0, true);
    private static final ProcessState GREETS = new ProcessState('S', Signal.USR2.mask(), 0, 0, true);

    private final Processes real;
    private final int own = (int) ProcessHandle.current().pid();
    private final Map<Integer, Client> clients = new HashMap<>();

    private long now = 1;
    private int searches;

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
        clients.newcomers(newcomers);
    }

    /**
     * Clients that greet and give up soon: all that is asked of a new sender, and an answer to it, which this process
     * takes for one of its own signals. Half of them are this very process, which waits; the others take SIGUSR2 alone.
     */
    private void newcomers(int count) {
        Senders played = receiver(this);
        Senders itself = receiver(real);
        for (int i = 0; i < count; i++) {
            int pid = own + i;
            Client client = new Client(List.of(Signal.USR1), GREETS);
            clients.put(pid, client);
            client.speak(pid, played);
            greet(played, pid);
            clients.clear();
            itself.onSignal(own, 0, Signal.USR1, true, now);
            greet(itself, own);
        }
        played.close();
        itself.close();
    }

    /** Until it has been answered, and has ended. */
    private void greet(Senders senders, int pid) {
        long end = now + TimeUnit.MILLISECONDS.toNanos(6);
        while (senders.due() <= end) {
            now = Math.max(now + 1, senders.due());
            senders.onTime(now);
        }
        now = end;
        senders.onExit(pid, now);
    }

    private Senders receiver(Processes processes) {
        return new Senders(
                Senders.Hearing.any(100), processes, Message::text, new Counters(), new Journal(line -> {}, () -> now));
    }

    private void round(int number) {
        Senders senders = receiver(this);
        for (Dialect dialect : Dialect.PLAIN) {
            boolean paced = dialect.equals(Dialect.PLAIN.get(number % Dialect.PLAIN.size()));
            String text = "to nobody: é, " + number;
            Client client = new Client(dialect.signals(text.getBytes(StandardCharsets.UTF_8)), paced ? PACED : WAITS);
            clients.put(own + clients.size(), client);
        }
        clients.forEach((pid, client) -> client.speak(pid, senders));
        for (int turn = 0; turn < MAX_TURNS && senders.due() != Deadline.NEVER; turn++) {
            now = Math.max(now + 1, senders.due());
            clients.forEach((pid, client) -> {
                if (client.answered || client.state.equals(PACED)) {
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
        return searches++ < MAX_SEARCHES ? real.waiting(between) : List.of();
    }

    /** Says its bits, and is this very process as far as one looks. */
    private final class Client implements Held {
        private final List<Signal> bits;
        private final ProcessState state;

        private @Nullable Held self;
        private int position;
        private boolean answered;
        private boolean ended;

        Client(List<Signal> bits, ProcessState state) {
            this.bits = bits;
            this.state = state;
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
            return state;
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
            return self == null ? null : self.executable();
        }

        @Override
        public boolean sendIfTaken(Signal signal) {
            answered = true;
            return self != null && self.sendIfTaken(signal);
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
