package dev.roomtalk.server.store.redis;

import dev.roomtalk.server.store.redis.Topology.Owner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The masters that there is a connection to: one, or those of a cluster that have slots. A connection that is silent
 * for 1.5 s or ends is given up, with everything that is underway, and another one is tried ten times a second, each
 * attempt on a thread of its own. Which masters a cluster has is asked of all of them twice a second, and ten times
 * while one is away. Who may call what is said there; the rest is for the link's thread.
 *
 * <p>Over 300 lines, because which masters there are and the connections to them are one state, that changes together.
 */
final class Masters {
    /** The place of the only master, where there is no cluster. */
    static final String ONLY = "";

    private static final Logger LOG = LoggerFactory.getLogger(Masters.class);
    private static final Duration SILENCE = Duration.ofMillis(1_500);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

    private final Connector connector;
    private final @Nullable Topology topology;
    private final LongSupplier ticker;
    private final ScheduledExecutorService thread;
    private final Listener listener;
    private final AtomicInteger reconnections = new AtomicInteger();
    /** By their ids. Replaced, never changed. */
    private volatile Map<String, Place> places = Map.of();

    private volatile boolean closed;
    private boolean looking;

    /** What is told of a connection. */
    interface Listener {
        /**
         * There is a connection again, which nobody uses yet; on a thread of its own, and it may wait.
         *
         * @return whether it may be used
         */
        boolean mayBeUsed(Master master);

        /** It is used from now on. */
        void isBack(Master master);

        /** There was an attempt to connect, whatever came of it. */
        void tried();
    }

    /** Where a master is, and the connection to it, if there is one. */
    private static final class Place {
        /** Null: it is the only one, and the connector finds it. */
        final @Nullable Owner owner;

        volatile @Nullable Master live;
        volatile long awaySince;
        /** Somebody connects. */
        boolean connecting;

        Place(@Nullable Owner owner, long now) {
            this.owner = owner;
            this.awaySince = now;
        }
    }

    /** @param ticker nanoseconds */
    Masters(
            Connector connector,
            @Nullable Topology topology,
            LongSupplier ticker,
            ScheduledExecutorService thread,
            Listener listener) {
        this.connector = connector;
        this.topology = topology;
        this.ticker = ticker;
        this.thread = thread;
        this.listener = listener;
    }

    /** Begins with those that there is a connection to. To be called before the thread has anything of them. */
    void start(List<Master> connected) {
        Map<String, Place> all = new LinkedHashMap<>();
        if (topology == null) {
            all.put(ONLY, new Place(null, ticker.getAsLong()));
        } else {
            topology.owners().forEach((id, owner) -> all.put(id, new Place(owner, ticker.getAsLong())));
        }
        places = Map.copyOf(all);
        for (Master master : connected) {
            Place place = all.get(master.id);
            if (place != null) {
                place.live = master;
                watch(place, master);
            }
        }
        all.values().stream().filter(place -> place.live == null).forEach(place -> later(() -> connect(place)));
    }

    /** The master that has a key; null: there is no connection to it. Any thread. */
    @Nullable
    Master of(String key) {
        Place place = place(key);
        return place == null ? null : place.live;
    }

    private @Nullable Place place(String key) {
        Owner owner = topology == null ? null : topology.owner(key);
        return topology == null ? places.get(ONLY) : owner == null ? null : places.get(owner.id());
    }

    /** All that there is a connection to. Any thread. */
    List<Master> live() {
        return places.values().stream()
                .map(place -> place.live)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether there is a connection to all of them. Any thread. */
    boolean isComplete() {
        return places.values().stream().allMatch(place -> place.live != null);
    }

    /** Whether there has been no connection to the master that has a key for this long. Any thread. */
    boolean isAway(String key, Duration longer) {
        Place place = place(key);
        return place != null && place.live == null && ticker.getAsLong() - place.awaySince >= longer.toNanos();
    }

    boolean isCluster() {
        return topology != null;
    }

    /** Whether this master, which nobody may use yet, has a key. Any thread. */
    boolean isOf(String key, Master master) {
        Owner owner = topology == null ? null : topology.owner(key);
        return topology == null || (owner != null && owner.id().equals(master.id));
    }

    /** Which masters do not answer; null: all do. Any thread. */
    @Nullable
    String trouble() {
        return places.values().stream()
                .filter(place -> place.live == null)
                .map(Masters::name)
                .findFirst()
                .orElse(null);
    }

    /** A key that this master has at present. Any thread. */
    @Nullable
    String keyOf(Master master) {
        return topology == null ? Keys.REPLICATED : topology.keyOf(master.id, Keys.REPLICATED + ":");
    }

    /** How often it has connected anew. Any thread. */
    int reconnections() {
        return reconnections.get();
    }

    /**
     * Whether the servers that decide who is the master see no other one coming: most sentinels, or most masters of a
     * cluster. Any thread.
     */
    CompletableFuture<Boolean> isConfirmed(Master master) {
        if (topology == null) {
            return connector.isConfirmed(master.server);
        }
        int all = places.size();
        AtomicInteger agree = new AtomicInteger();
        CompletableFuture<?>[] asked = live().stream()
                .map(each -> each.commands
                        .clusterNodes()
                        .toCompletableFuture()
                        .orTimeout(SILENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .thenAccept(nodes -> {
                            if (Topology.seesMaster(nodes, master.id)) {
                                agree.incrementAndGet();
                            }
                        })
                        .exceptionally(_ -> null))
                .toArray(CompletableFuture[]::new);
        return CompletableFuture.allOf(asked).thenApply(_ -> agree.get() > all / 2);
    }

    /** Twice a second: asks who is there, and notices who is silent; {@code spared}: somebody else asks that one. */
    void beat(@Nullable Master spared) {
        for (Place place : places.values()) {
            Master now = place.live;
            if (now != null && !isSilent(place, now) && now != spared) {
                long sent = ticker.getAsLong();
                var _ = now.commands.ping().thenAccept(_ -> now.answered = sent);
            }
        }
        look();
    }

    private boolean isSilent(Place place, Master now) {
        boolean silent = ticker.getAsLong() - now.answered >= SILENCE.toNanos();
        if (silent || !now.isOpen()) {
            isLost(place, now, now.isOpen() ? "it fell silent" : "the connection ended");
            return true;
        }
        return false;
    }

    /** Asks which masters there are, or, where there is no cluster, whether the sentinels name another one. */
    private void look() {
        for (Place place : places.values()) {
            Master now = place.live;
            if (now != null && topology == null) {
                // One that was replaced takes messages until it learns of it, and forgets them then.
                var _ = connector.isReplaced(now.server).thenAccept(replaced -> {
                    if (replaced) {
                        later(() -> isLost(place, now, "there is another master"));
                    }
                });
            } else if (now != null) {
                var _ = now.commands.clusterNodes().thenAccept(nodes -> later(() -> learn(nodes, now)));
            }
        }
        Topology cluster = topology;
        if (cluster != null && live().isEmpty() && !looking) {
            looking = true;
            connecting(() -> {
                connector.askAny(cluster);
                later(() -> {
                    looking = false;
                    follow(cluster);
                });
            });
        }
    }

    /** Has it asked soon which masters there are: a key was not where it should be. Any thread. */
    void lookSoon() {
        later(this::look);
    }

    private void learn(String nodes, Master asked) {
        if (topology != null) {
            topology.learn(nodes, asked.server);
            follow(topology);
        }
    }

    /** There is a place for each that has slots. */
    private void follow(Topology cluster) {
        Map<String, Place> all = new LinkedHashMap<>();
        List<Place> made = new ArrayList<>();
        cluster.owners().forEach((id, owner) -> {
            Place had = places.get(id);
            if (had != null && Objects.requireNonNull(had.owner).server().equals(owner.server())) {
                all.put(id, had);
            } else {
                Place place = new Place(owner, ticker.getAsLong());
                all.put(id, place);
                made.add(place);
                LOG.info("the cluster has a master {}", owner.server());
            }
        });
        Map<String, Place> before = places;
        places = Map.copyOf(all);
        before.values().stream().filter(place -> !all.containsValue(place)).forEach(place -> {
            Master gone = place.live;
            place.live = null;
            if (gone != null) {
                LOG.info("{} has no slots of the cluster any more", gone.server);
                var _ = gone.close();
            }
        });
        made.forEach(this::connect);
    }

    private void isLost(Place place, Master lost, String why) {
        if (place.live != lost) {
            return;
        }
        place.awaySince = ticker.getAsLong();
        place.live = null;
        var _ = lost.close();
        LOG.error("NOT STORING: {} ({})", name(place), why);
        later(() -> connect(place), BETWEEN_ATTEMPTS);
    }

    private static String name(Place place) {
        Owner owner = place.owner;
        return owner == null
                ? RedisLink.SILENT
                : "the master " + owner.server() + " of its Redis cluster does not answer";
    }

    private void connect(Place place) {
        if (closed || place.connecting || place.live != null || !places.containsValue(place)) {
            return;
        }
        place.connecting = true;
        connecting(() -> {
            Master made = null;
            try {
                Owner owner = place.owner;
                made = owner == null ? connector.connect() : connector.connect(owner);
                made.answered = ticker.getAsLong();
                if (!listener.mayBeUsed(made)) {
                    var _ = made.close();
                    made = null;
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("no connection to Redis: {}", e.getMessage());
                if (made != null) {
                    var _ = made.close();
                    made = null;
                }
            }
            Master connected = made;
            if (!later(() -> tried(place, connected)) && connected != null) {
                var _ = connected.close();
            }
        });
    }

    private void tried(Place place, @Nullable Master made) {
        place.connecting = false;
        if (made != null && (closed || !places.containsValue(place))) {
            var _ = made.close();
            return;
        }
        if (made != null) {
            place.live = made;
            reconnections.incrementAndGet();
            watch(place, made);
            LOG.info("storing again");
            listener.isBack(made);
        } else {
            later(() -> connect(place), BETWEEN_ATTEMPTS);
            if (topology != null) {
                look();
            }
        }
        listener.tried();
    }

    /** Notices at once that a connection has ended. */
    private void watch(Place place, Master watched) {
        watched.whenEnded(() -> later(() -> isLost(place, watched, "the connection ended")));
    }

    private static void connecting(Runnable task) {
        Thread.ofVirtual().name("redis-connect").start(task);
    }

    private boolean later(Runnable task) {
        return later(task, Duration.ZERO);
    }

    /** False: it is closed. */
    private boolean later(Runnable task, Duration delay) {
        try {
            thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** Nobody has a connection any more. Any thread. */
    CompletableFuture<Void> close() {
        closed = true;
        List<CompletableFuture<Void>> ending = new ArrayList<>();
        for (Place place : places.values()) {
            Master now = place.live;
            place.live = null;
            if (now != null) {
                ending.add(now.close());
            }
        }
        return CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new));
    }
}
