package dev.roomtalk.simulation;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.store.Engine;
import java.time.Instant;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A node of the server: a process that may be killed, frozen and started again, and its clock. */
final class Node {
    private final World world;
    private final Internet internet;
    private final int number;
    private final Conditions conditions;
    private final Random random;
    private final Function<Node, Running> engines;
    private @Nullable Running engine;
    private @Nullable SimulatedServer server;
    private long clockOffset;
    private int restarts;

    /**
     * An engine of a process.
     *
     * @param crash ends it at once
     * @param shared null: the node has an engine of its own
     */
    record Running(Engine engine, Runnable crash, @Nullable SharedEngine shared) {}

    /** @param engines starts one for each process */
    Node(
            World world,
            Internet internet,
            int number,
            Conditions conditions,
            Random random,
            Function<Node, Running> engines) {
        this.world = world;
        this.internet = internet;
        this.number = number;
        this.conditions = conditions;
        this.random = random;
        this.engines = engines;
        start();
    }

    String name() {
        return "node " + number;
    }

    Instant now() {
        return Instant.ofEpochMilli(Internet.TODAY + world.elapsedMillis() + clockOffset);
    }

    private void start() {
        // Of the process before nothing counts any more.
        server = null;
        engine = engines.apply(this);
        server = new SimulatedServer(
                world,
                internet,
                this::now,
                engine.engine,
                new Random(random.nextLong()),
                conditions.relayLoops(),
                conditions.ring());
        internet.serve(number, server);
    }

    /** The process ends at once, and another is started after a while. */
    void restart(long downMillis) {
        if (internet.server(Internet.address(number)) == null || server == null || engine == null) {
            return;
        }
        restarts++;
        internet.serve(number, null);
        server.kill();
        engine.crash.run();
        world.after(Path.millis(downMillis), this::start);
    }

    int restarts() {
        return restarts;
    }

    /** The process does nothing for a while. */
    void freeze(long millis) {
        long until = world.nanoTime() + Path.millis(millis);
        if (server != null) {
            server.freeze(until);
        }
        SharedEngine of = shared();
        if (of != null) {
            of.loop().freeze(until);
        }
    }

    private @Nullable SharedEngine shared() {
        return engine == null ? null : engine.shared;
    }

    void jumpClock(long millis) {
        clockOffset += millis;
    }

    void silenceFeed() {
        SharedEngine of = shared();
        if (of != null) {
            of.fallSilent();
        }
    }

    void cutFeed() {
        SharedEngine of = shared();
        if (of != null) {
            of.cutFeed();
        }
    }

    void cutEngine() {
        SharedEngine of = shared();
        if (of != null) {
            of.link().cut();
        }
    }

    long count(Counter counter) {
        return server == null ? 0 : server.count(counter);
    }

    /** Connection ids that the relay serves. */
    int sessions() {
        return server == null ? 0 : server.sessions();
    }
}
