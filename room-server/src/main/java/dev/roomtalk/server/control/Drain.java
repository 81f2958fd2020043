package dev.roomtalk.server.control;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.proto.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a node out of service: it accepts nobody, asks its clients to go one after another, and ends. A client that
 * knows another node is there at once; whoever has nowhere else to go tries until this one is back. Any thread.
 */
public final class Drain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration TICK = Duration.ofMillis(100);
    /** Who has begun it learns so before the node ends, which with few clients is soon. */
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private static final String SENTENCE = "this node of the server is being taken out of service: connect again";

    private final ControlListener listener;
    private final Connections connections;
    private final Ticker ticker;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "drain");
        made.setDaemon(true);
        return made;
    });
    private final AtomicReference<@Nullable Leaving> leaving = new AtomicReference<>();
    private volatile Runnable end = () -> {};

    /**
     * The clients that leave, in an order by chance.
     *
     * @param since when the first is asked, nanoseconds
     */
    private record Leaving(List<Connection> all, long since, Duration within) {
        /** How many have to be asked by now: the first at once, the others spread evenly. */
        int due(long now) {
            double part = within.isZero() ? 1 : (double) (now - since) / within.toNanos();
            return (int) Math.min(all.size(), Math.floor(part * all.size()) + 1);
        }
    }

    public Drain(ControlListener listener, Connections connections, Ticker ticker) {
        this.listener = listener;
        this.connections = connections;
        this.ticker = ticker;
    }

    /** What runs when all clients have been asked. */
    public void atEnd(Runnable what) {
        end = what;
    }

    /** Whether the node is being taken out of service. */
    public boolean underway() {
        return leaving.get() != null;
    }

    /**
     * Begins.
     *
     * @param within the time in which all clients are asked
     * @return how many there are; -1: it has begun before
     */
    public synchronized int begin(Duration within) {
        if (underway()) {
            return -1;
        }
        listener.unbind();
        Leaving begun = new Leaving(connections.all(), ticker.read() + BEFORE.toNanos(), within);
        leaving.set(begun);
        LOG.info("draining: {} connections are asked to go within {} s", begun.all.size(), within.toSeconds());
        var _ = thread.scheduleWithFixedDelay(
                new Asking(begun), BEFORE.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        return begun.all.size();
    }

    /** Asks those whose turn has come, and ends the node after the last. Confined to the thread. */
    private final class Asking implements Runnable {
        private final Leaving leaves;
        private int asked;

        Asking(Leaving leaves) {
            this.leaves = leaves;
        }

        @Override
        public void run() {
            for (int due = leaves.due(ticker.read()); asked < due; asked++) {
                leaves.all.get(asked).close(CloseReason.GOING_AWAY, SENTENCE, true, 0);
            }
            if (asked == leaves.all.size()) {
                thread.shutdown();
                end.run();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
