package dev.roomtalk.client.internal.control;

import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pings over one control connection: they keep it alive, measure its round trip, and notice when it has died
 * without a word. Confined to the session's loop.
 */
public final class KeepAlive {
    private static final Duration MAX_INTERVAL = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration HURRIED_PATIENCE = Duration.ofSeconds(5);
    /** The longest interval where the server has other addresses, and nothing but these pings watches this one. */
    private static final Duration MAX_WATCHING = Duration.ofSeconds(8);

    private final SessionLoop loop;
    private final RandomGenerator random;
    private final RoundTrip roundTrip;
    private final Consumer<Frame> send;
    private final Runnable dead;
    private final Duration interval;
    private SessionLoop.@Nullable Timer timer;
    private BooleanSupplier watching = () -> false;
    private Duration patience = PATIENCE;
    private int pingId;
    private long pingSentAt;
    private boolean answered = true;
    private boolean stopped;

    /**
     * @param agreed the interval that the server gave in Welcome
     * @param dead called when a ping stays without any answer
     */
    public KeepAlive(
            SessionLoop loop,
            RandomGenerator random,
            RoundTrip roundTrip,
            Duration agreed,
            Consumer<Frame> send,
            Runnable dead) {
        this.loop = loop;
        this.random = random;
        this.roundTrip = roundTrip;
        this.send = send;
        this.dead = dead;
        this.interval = agreed.isPositive() && agreed.compareTo(MAX_INTERVAL) < 0 ? agreed : MAX_INTERVAL;
    }

    public void start() {
        ping(patience);
    }

    /**
     * Notices within 15 s that the connection has died, because the server has other addresses.
     *
     * @param alone whether nothing but these pings shows that the server lives
     */
    public void hurry(BooleanSupplier alone) {
        watching = alone;
        patience = HURRIED_PATIENCE;
    }

    /** Something has no answer: find out soon whether the connection is still there. */
    public void doubt() {
        if (answered && !stopped) {
            ping(HURRIED_PATIENCE);
        }
    }

    /** Anything that arrives shows that the connection lives. */
    public void onReceived() {
        if (!answered) {
            answered = true;
            arm(pause(), () -> ping(patience));
        }
    }

    /**
     * Between 80 and 98 % of the interval: the answer to the last ping took its time already, and clients that were cut
     * off together must not all ping at the same time.
     */
    private Duration pause() {
        Duration longest = watching.getAsBoolean() && MAX_WATCHING.compareTo(interval) < 0 ? MAX_WATCHING : interval;
        long nanos = longest.toNanos();
        return Duration.ofNanos(nanos - nanos / 50 - random.nextLong(nanos * 18 / 100 + 1));
    }

    public void onPong(int id) {
        if (id == pingId) {
            roundTrip.sample(loop.nanoTime() - pingSentAt);
        }
    }

    public void stop() {
        stopped = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private void ping(Duration wait) {
        pingId++;
        pingSentAt = loop.nanoTime();
        answered = false;
        send.accept(Frame.newBuilder().setPing(Ping.newBuilder().setId(pingId)).build());
        arm(wait, dead);
    }

    private void arm(Duration delay, Runnable task) {
        if (timer != null) {
            timer.cancel();
        }
        timer = stopped ? null : loop.schedule(delay, task);
    }
}
