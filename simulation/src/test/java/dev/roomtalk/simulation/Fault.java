package dev.roomtalk.simulation;

import java.util.List;
import java.util.Random;

/** Something that goes wrong at one moment. */
enum Fault {
    /** No datagram gets through, in one direction or both. */
    UDP_BLACKOUT {
        @Override
        void strike(Simulation simulation, Random random) {
            Host host = any(simulation.hosts(), random);
            long until = simulation.world().nanoTime() + Path.millis(100 + random.nextInt(8_000));
            int which = random.nextInt(3);
            host.path.up.udpBlockedUntil = which == 1 ? host.path.up.udpBlockedUntil : until;
            host.path.down.udpBlockedUntil = which == 2 ? host.path.down.udpBlockedUntil : until;
        }
    },
    /** Nothing gets through, in one direction or both. */
    PARTITION {
        @Override
        void strike(Simulation simulation, Random random) {
            Host host = any(simulation.hosts(), random);
            long until = simulation.world().nanoTime() + Path.millis(100 + random.nextInt(20_000));
            int which = random.nextInt(3);
            host.path.up.blockedUntil = which == 1 ? host.path.up.blockedUntil : until;
            host.path.down.blockedUntil = which == 2 ? host.path.down.blockedUntil : until;
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

    private static Host any(List<Host> hosts, Random random) {
        return hosts.get(random.nextInt(hosts.size()));
    }
}
