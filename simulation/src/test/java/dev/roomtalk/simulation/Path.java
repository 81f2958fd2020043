package dev.roomtalk.simulation;

import java.util.Random;

/** What lies between one client and the server: delay, loss and blackouts, each way. */
final class Path {
    static final long TCP_RETRY = millis(200);

    /** One way: up is from the client to the server. */
    static final class Way {
        long delay;
        long jitter;
        double loss;
        double duplication;
        /** Until then no datagram gets through. */
        long udpBlockedUntil;
        /** Until then nothing gets through. */
        long blockedUntil;
        /** Until then its end is away: nothing gets through. */
        long awayUntil;
        /** Until then everything takes {@link #spike} longer. */
        long spikeUntil;

        long spike;
    }

    private final World world;
    private final Random random;
    final Way up = new Way();
    final Way down = new Way();

    Path(World world, Random random) {
        this.world = world;
        this.random = random;
    }

    static long millis(long millis) {
        return millis * 1_000_000;
    }

    Random random() {
        return random;
    }

    boolean blocked(boolean upwards, boolean udp) {
        Way way = upwards ? up : down;
        long now = world.nanoTime();
        return now < way.awayUntil || now < way.blockedUntil || (udp && now < way.udpBlockedUntil);
    }

    /** Nothing is wrong any more. */
    void heal() {
        for (Way way : new Way[] {up, down}) {
            way.loss = 0;
            way.udpBlockedUntil = 0;
            way.blockedUntil = 0;
            way.spikeUntil = 0;
        }
    }

    private long delay(Way way) {
        long delay = way.delay + (way.jitter == 0 ? 0 : (long) (random.nextDouble() * way.jitter));
        return world.nanoTime() < way.spikeUntil ? delay + way.spike : delay;
    }

    /** When a segment that is sent now arrives: each loss costs TCP a retransmission. */
    long streamArrival(boolean upwards) {
        Way way = upwards ? up : down;
        long delay = delay(way);
        for (long timeout = TCP_RETRY; random.nextDouble() < way.loss && timeout < millis(10_000); timeout *= 2) {
            delay += timeout;
        }
        return world.nanoTime() + delay;
    }

    /** Brings a datagram over, once, twice or not at all. */
    void datagram(boolean upwards, Runnable arrival) {
        Way way = upwards ? up : down;
        int copies = random.nextDouble() < way.duplication ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (!blocked(upwards, true) && random.nextDouble() >= way.loss) {
                world.after(delay(way), () -> {
                    if (!blocked(upwards, true)) {
                        arrival.run();
                    }
                });
            }
        }
    }
}
