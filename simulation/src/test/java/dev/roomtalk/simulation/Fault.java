package dev.roomtalk.simulation;

import java.util.EnumSet;
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
            any(simulation.nodes(), random).restart(50 + random.nextInt(5_000));
        }
    },
    NAT_REBINDING {
        @Override
        void strike(Simulation simulation, Random random) {
            any(simulation.hosts(), random).rebind();
        }
    },
    /** The time of day jumps, at a node, at a client or at the engine that nodes share. */
    CLOCK_JUMP {
        @Override
        void strike(Simulation simulation, Random random) {
            long millis = (long) (random.nextGaussian() * 3_600_000);
            if (random.nextBoolean()) {
                any(simulation.nodes(), random).jumpClock(millis);
            } else if (simulation.nodes().size() > 1 && random.nextBoolean()) {
                simulation.jumpEngineClock(millis);
            } else {
                any(simulation.hosts(), random).jumpClock(millis);
            }
        }
    },

    /** A node does nothing for a while. */
    NODE_FREEZE {
        @Override
        void strike(Simulation simulation, Random random) {
            any(simulation.nodes(), random).freeze(100 + random.nextInt(random.nextBoolean() ? 3_000 : 40_000));
        }
    },
    /** The replica of the engine becomes its master, perhaps without the last messages and changes. */
    FAILOVER {
        @Override
        void strike(Simulation simulation, Random random) {
            int stalled = random.nextInt(1_500);
            int down = random.nextInt(2_000);
            int split = random.nextInt(3) == 0 ? random.nextInt(8_000) : 0;
            simulation.failOver(random.nextBoolean() ? stalled : 0, down, split);
        }
    },
    /** A node is not brought what others do, and nothing says so. */
    FEED_SILENT {
        @Override
        void strike(Simulation simulation, Random random) {
            any(simulation.nodes(), random).silenceFeed();
        }
    },
    FEED_CUT {
        @Override
        void strike(Simulation simulation, Random random) {
            any(simulation.nodes(), random).cutFeed();
        }
    },
    /** A node loses its connection to the engine. */
    ENGINE_CUT {
        @Override
        void strike(Simulation simulation, Random random) {
            any(simulation.nodes(), random).cutEngine();
        }
    };

    private static final List<Fault> ALL = List.of(values());
    private static final List<Fault> OF_ONE = List.copyOf(EnumSet.range(UDP_BLACKOUT, NODE_FREEZE));

    /** What can go wrong with so many nodes. */
    static List<Fault> of(int nodes) {
        return nodes > 1 ? ALL : OF_ONE;
    }

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

    private static <T> T any(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
