package dev.roomtalk.server.store.redis;

import io.lettuce.core.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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
 * Keeps this node subscribed to what all nodes publish, by a {@link Subscription} at each master that the {@link
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
    private final LongSupplier ticker;
    private final Timing timing;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "redis-feed");
        made.setDaemon(true);
        return made;
    });

    private final Map<Master, Subscription> subscriptions = new ConcurrentHashMap<>();
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

    /** @param ticker nanoseconds */
    Subscriber(
            Connector connector,
            RedisLink link,
            RedisMessages messages,
            RedisBus bus,
            LongSupplier ticker,
            Timing timing) {
        this.connector = connector;
        this.link = link;
        this.messages = messages;
        this.bus = bus;
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
        List<Master> masters = link.masters().live();
        if (masters.isEmpty()) {
            throw new RedisException("the connection ended");
        }
        for (Master master : masters) {
            subscribe(master);
        }
        thread.scheduleWithFixedDelay(this::look, 0, timing.look.toMillis(), TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::beat, 0, timing.beat.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void subscribe(Master master) throws IOException {
        subscriptions.put(
                master,
                Subscription.open(master, connector.connectToHear(master), ticker, this::heard, this::lookSoon));
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
        for (Master master : link.masters().live()) {
            var _ = link.runAt(master, Script.BEAT, master.allChannels().toArray(String[]::new));
        }
    }

    private void lookSoon() {
        try {
            thread.execute(this::look);
        } catch (RejectedExecutionException e) {
            // It is closed.
        }
    }

    private void look() {
        List<Master> masters = link.masters().live();
        if (masters.isEmpty()) {
            return;
        }
        boolean missed = false;
        for (Master master : masters) {
            Subscription now = subscriptions.get(master);
            if (now == null || isDead(now)) {
                end(now);
                missed |= subscribeAnew(master);
            }
        }
        subscriptions.values().stream()
                .filter(each -> !masters.contains(each.master))
                .forEach(this::end);
        if (missed) {
            messages.mayHaveMissed();
            bus.mayHaveMissed();
        }
        messages.missed().again();
    }

    private void end(@Nullable Subscription before) {
        if (before != null) {
            heardBefore = before.heard();
            subscriptions.remove(before.master);
            before.close();
        }
    }

    private boolean subscribeAnew(Master master) {
        try {
            LOG.info("the feed is subscribed anew");
            subscribe(master);
            renewals.incrementAndGet();
            failed = false;
            return true;
        } catch (IOException | RuntimeException e) {
            if (!failed) {
                LOG.warn("the feed cannot be subscribed: {}", ServerCheck.rootMessage(e));
            }
            failed = true;
            return false;
        }
    }

    private boolean isDead(Subscription now) {
        return now.hasEnded() || ticker.getAsLong() - now.heard() >= timing.silence.toNanos();
    }

    /** Why the feeds of rooms may be late; null: they are current. */
    @Nullable
    String trouble() {
        if (link.masters().live().stream().anyMatch(master -> {
            Subscription its = subscriptions.get(master);
            return its == null || isDead(its);
        })) {
            return "its Redis does not bring what other servers say";
        }
        int rooms = messages.missed().size();
        return rooms == 0 ? null : "what was missed in " + rooms + " rooms is being read";
    }

    /** How long ago the partition was heard that has been silent longest, in milliseconds. */
    long lagMillis() {
        long oldest = subscriptions.values().stream()
                .mapToLong(Subscription::heard)
                .min()
                .orElse(heardBefore);
        return TimeUnit.NANOSECONDS.toMillis(ticker.getAsLong() - oldest);
    }

    /** How often it has subscribed anew. */
    int renewals() {
        return renewals.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
        subscriptions.values().forEach(Subscription::close);
    }
}
