package dev.roomtalk.server.store.redis;

import io.lettuce.core.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node subscribed to what all nodes publish, by a {@link Subscription} at the master that the {@link
 * RedisLink} has. A subscription can die without any sign; so a heartbeat is published through each partition, and when
 * one is not heard in time, the connection ends, or there is another master, it subscribes anew and has everything read
 * that may have been missed. A thread of its own does that; the rest is for any thread.
 */
final class Subscriber implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    private final Connector connector;
    private final RedisLink link;
    private final RedisMessages messages;
    private final RedisBus bus;
    private final int database;
    private final LongSupplier ticker;
    private final Timing timing;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "redis-feed");
        made.setDaemon(true);
        return made;
    });

    private volatile @Nullable Subscription subscription;
    private final AtomicInteger renewals = new AtomicInteger();
    /** When partitions were heard last that nobody listens to now; the ticker's nanoseconds. */
    private volatile long heardBefore;

    private boolean failed;

    /**
     * How often what is done.
     *
     * @param beat between two heartbeats
     * @param silence after so long without one there is a new subscription
     * @param look between two looks at the subscription, and two attempts
     */
    record Timing(Duration beat, Duration silence, Duration look) {
        static final Timing USUAL =
                new Timing(Duration.ofMillis(500), Duration.ofMillis(1_500), Duration.ofMillis(100));
    }

    /**
     * @param database its number
     * @param ticker nanoseconds
     */
    Subscriber(
            Connector connector,
            RedisLink link,
            RedisMessages messages,
            RedisBus bus,
            int database,
            LongSupplier ticker,
            Timing timing) {
        this.connector = connector;
        this.link = link;
        this.messages = messages;
        this.bus = bus;
        this.database = database;
        this.ticker = ticker;
        this.timing = timing;
        this.heardBefore = ticker.getAsLong();
    }

    /**
     * Subscribes for the first time, and begins to look after it.
     *
     * @throws RedisException it is refused, or not answered
     * @throws IOException the password cannot be read
     */
    void start() throws IOException {
        Master master = link.master();
        if (master == null) {
            throw new RedisException("the connection ended");
        }
        subscribe(master);
        thread.scheduleWithFixedDelay(this::look, 0, timing.look.toMillis(), TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::beat, 0, timing.beat.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void subscribe(Master master) throws IOException {
        subscription = Subscription.open(
                master,
                connector.connectToHear(master),
                Keys.allChannels(database),
                ticker,
                this::heard,
                this::lookSoon);
    }

    private void heard(Published published) {
        String kind = published.kind();
        if (kind.equals("b")) {
            bus.heard(published.notice());
        } else {
            messages.heard(kind.equals("m"), published);
        }
    }

    private void beat() {
        var _ = link.run(Script.BEAT, Keys.LEASE, Keys.channels(database), Integer.toString(Keys.PARTITIONS + 1));
    }

    private void lookSoon() {
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException e) {
            // It is closed.
        }
    }

    private void look() {
        Master master = link.master();
        if (master == null) {
            return;
        }
        Subscription now = subscription;
        if (now == null || now.master != master || isDead(now)) {
            subscribeAnew(master, now);
        }
        messages.missed().again();
    }

    private void subscribeAnew(Master master, @Nullable Subscription before) {
        try {
            if (before != null) {
                LOG.info("the feed is subscribed anew");
                heardBefore = before.heard();
                subscription = null;
                before.close();
            }
            subscribe(master);
            renewals.incrementAndGet();
            failed = false;
            messages.mayHaveMissed();
            bus.mayHaveMissed();
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                LOG.warn("the feed cannot be subscribed: {}", ServerCheck.rootMessage(e));
            }
            failed = true;
        }
    }

    private boolean isDead(Subscription now) {
        return now.hasEnded() || ticker.getAsLong() - now.heard() >= timing.silence.toNanos();
    }

    /** Why the feeds of rooms may be late; null: they are current. */
    @Nullable
    String trouble() {
        Subscription now = subscription;
        if (now == null || isDead(now)) {
            return "its Redis does not bring what other servers say";
        }
        int rooms = messages.missed().size();
        return rooms == 0 ? null : "what was missed in " + rooms + " rooms is being read";
    }

    /** How long ago the partition was heard that has been silent longest, in milliseconds. */
    long lagMillis() {
        Subscription now = subscription;
        return TimeUnit.NANOSECONDS.toMillis(ticker.getAsLong() - (now == null ? heardBefore : now.heard()));
    }

    /** How often it has subscribed anew. */
    int renewals() {
        return renewals.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        Subscription now = subscription;
        if (now != null) {
            now.close();
        }
    }
}
