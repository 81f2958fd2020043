package dev.roomtalk.server.control;

import dev.roomtalk.server.base.Gauge;
import dev.roomtalk.server.base.Health;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.store.EngineState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** The state of a running node at this moment, read from its parts: for metrics, health and the console. Any thread. */
public record NodeState(
        Acceptor acceptor,
        Connections connections,
        Sessions sessions,
        Gate gate,
        ControlListener listener,
        Relay relay,
        Workers workers,
        EngineState engine,
        Upkeep upkeep,
        Drain drain)
        implements Health {
    private static final int TURN_SECONDS = 2;

    /** What an operator looks after: the disk, the certificate, the configuration and the clock. */
    public interface Upkeep {
        double value(Gauge gauge);
    }

    /** A value for each gauge. */
    public Map<Gauge, DoubleSupplier> gauges() {
        Map<Gauge, DoubleSupplier> gauges = new EnumMap<>(Gauge.class);
        for (Gauge gauge : Gauge.values()) {
            gauges.put(gauge, () -> value(gauge));
        }
        return gauges;
    }

    private double value(Gauge gauge) {
        return switch (gauge) {
            case CONNECTIONS -> connections.count();
            case HALF_OPEN -> gate.halfOpen();
            case ADDRESSES_REFUSED -> gate.refusedAddresses();
            case ADDRESSES_BANNED -> gate.addressBans().size();
            case SESSIONS -> sessions.count();
            case ROOMS -> engine.rooms();
            case ROOMS_OPEN -> relay.rooms().open();
            case RELAY_WAITING -> relay.waiting().stream().mapToInt(n -> n).sum();
            case WORKERS_WAITING -> workers.waiting();
            case STORE_WAITING -> engine.waiting();
            case STORE_LAG -> engine.lagMillis() / 1e3;
            case STORE_TROUBLE -> engine.trouble() == null ? 0 : 1;
            case FEED_LAG -> engine.feedLagMillis() / 1e3;
            case NODES -> engine.nodes();
            case ENGINE_ROUND_TRIP -> engine.roundTripNanos() / 1e9;
            case ENGINE_RECONNECTIONS -> engine.reconnections();
            case ENGINE_EPOCHS -> engine.epochs();
            case FEED_RENEWALS -> engine.feedRenewals();
            case DATABASE_BYTES,
                    WAL_BYTES,
                    DISK_FREE_BYTES,
                    CERTIFICATE_EXPIRY,
                    LAST_RELOAD,
                    RELOAD_TROUBLE,
                    LAST_BACKUP,
                    CLOCK_JUMPS,
                    CLOCK_UNCERTAIN -> upkeep.value(gauge);
        };
    }

    @Override
    public @Nullable String stuck() {
        CountDownLatch turns = new CountDownLatch(relay.waiting().size() + listener.loops());
        try {
            relay.onEachLoop(turns::countDown);
            listener.onEachLoop(turns::countDown);
            return turns.await(TURN_SECONDS, TimeUnit.SECONDS)
                    ? null
                    : turns.getCount() + " loops have not had a turn for " + TURN_SECONDS + " s";
        } catch (RejectedExecutionException e) {
            return "the server is stopping";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the server is stopping";
        }
    }

    @Override
    public boolean serves() {
        return acceptor.accepts() && !drain.underway();
    }

    @Override
    public @Nullable String lateness() {
        return engine.lateness();
    }

    @Override
    public @Nullable String trouble() {
        String trouble = engine.trouble();
        return trouble == null ? null : "nothing is stored: " + trouble;
    }
}
