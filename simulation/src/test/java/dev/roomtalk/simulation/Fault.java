package dev.roomtalk.simulation;

import java.util.List;
import java.util.Random;
import java.util.function.ObjLongConsumer;

/** Something that goes wrong at one moment. */
enum Fault {
    /** No datagram gets through, in one direction or both. */
    UDP_BLACKOUT {
        @Override
        void strike(Simulation simulation, Random random) {
            block(simulation, random, 8_000, (way, until) -> way.udpBlockedUntil = until);
        }
    },
    /** Nothing gets through, in one direction or both. */
    PARTITION {
        @Override
        void strike(Simulation simulation, Random random) {
            block(simulation, random, 20_000, (way, until) -> way.blockedUntil = until);
        }
    },
    DELAY_SPIKE {
        @Override
        void strike(Simulation simulation, Random random) {
            Host host = any(simulation.hosts(), random);
            Path.Way way = random.nextBoolean() ? host.path.up : host.path.down;
            way.spikeUntil = simulation.world().nanoTime() + Path.millis(100 + random.nextInt(4_000));
            way.spike = Path.millis(50 + random.nextInt(3_000));
        }
    },
    CONNECTION_CUT {
        @Override
        void strike(Simulation simulation, Random random) {
            any(simulation.hosts(), random).cutStreams();
        }
    },
    SERVER_RESTART {
        @Override
        void strike(Simulation simulation, Random random) {
            simulation.restartServer(50 + random.nextInt(5_000));
        }
    },
    NAT_REBINDING {
        @Override
        void strike(Simulation simulation, Random random) {
            any(simulation.hosts(), random).rebind();
        }
    },
    /** The time of day jumps, at the server or at a client. */
    CLOCK_JUMP {
        @Override
        void strike(Simulation simulation, Random random) {
            long millis = (long) (random.nextGaussian() * 3_600_000);
            if (random.nextBoolean()) {
                simulation.jumpServerClock(millis);
            } else {
                any(simulation.hosts(), random).jumpClock(millis);
            }
        }
    };

    static final List<Fault> ALL = List.of(values());

    abstract void strike(Simulation simulation, Random random);

    /** Blocks one direction of a host's path, or both, for 100 ms and at most {@code millis} more. */
    private static void block(Simulation simulation, Random random, int millis, ObjLongConsumer<Path.Way> blocked) {
        Host host = any(simulation.hosts(), random);
        long until = simulation.world().nanoTime() + Path.millis(100 + random.nextInt(millis));
        int which = random.nextInt(3);
        if (which != 1) {
            blocked.accept(host.path.up, until);
        }
        if (which != 2) {
            blocked.accept(host.path.down, until);
        }
    }

    private static Host any(List<Host> hosts, Random random) {
        return hosts.get(random.nextInt(hosts.size()));
    }
}
