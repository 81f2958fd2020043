package dev.roomtalk.server.app;

import dev.roomtalk.server.base.Gauge;
import dev.roomtalk.server.control.ControlListener;
import dev.roomtalk.server.control.ControlPlane;
import dev.roomtalk.server.control.Workers;
import dev.roomtalk.server.metrics.Health;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.RoomDirectory;
import dev.roomtalk.server.store.Engine;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/** How a running node is, asked of its parts. Any thread. */
record NodeState(
        ControlPlane control,
        ControlListener listener,
        Relay relay,
        RoomDirectory rooms,
        Workers workers,
        Engine engine)
        implements Health {
    private static final int TURN_SECONDS = 2;

    Map<Gauge, DoubleSupplier> gauges() {
        Map<Gauge, DoubleSupplier> gauges = new EnumMap<>(Gauge.class);
        for (Gauge gauge : Gauge.values()) {
            gauges.put(gauge, () -> value(gauge));
        }
        return gauges;
    }

    private double value(Gauge gauge) {
        return switch (gauge) {
            case CONNECTIONS -> control.connectionCount();
            case HALF_OPEN -> control.gate().halfOpen();
            case ADDRESSES_REFUSED -> control.gate().refusedAddresses();
            case ADDRESSES_BANNED -> control.gate().addressBans().size();
            case SESSIONS -> control.sessionCount();
            case ROOMS -> rooms.size();
            case RELAY_WAITING -> relay.waiting().stream().mapToInt(n -> n).sum();
            case WORKERS_WAITING -> workers.waiting();
            case STORE_WAITING -> engine.waiting();
            case STORE_LAG -> engine.lagMillis() / 1e3;
            case STORE_TROUBLE -> engine.trouble() == null ? 0 : 1;
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
        return control.takes();
    }

    @Override
    public @Nullable String trouble() {
        String trouble = engine.trouble();
        return trouble == null ? null : "nothing is stored: " + trouble;
    }
}
