package dev.roomtalk.bench.flood;

import dev.roomtalk.bench.base.Failure;
import java.time.Duration;

/**
 * What {@code bench flood} throws at a port, evenly over its time.
 *
 * @param connections that stop at each {@linkplain Stage stage}
 * @param addresses that they come from, each in a /24 of its own
 * @param datagrams a second, none of which means anything
 */
public record FloodLoad(int connections, int addresses, int datagrams, Duration time) {
    private static final int MOST_CONNECTIONS = 20_000;
    private static final int MOST_ADDRESSES = 10_000;
    private static final int MOST_DATAGRAMS = 2_000_000;

    /** How far a connection goes. */
    enum Stage {
        SILENT("connected, and silent"),
        HALF_HELLO("half a ClientHello"),
        GREETED("TLS done, and no Hello");

        private final String meaning;

        Stage(String meaning) {
            this.meaning = meaning;
        }

        String meaning() {
            return meaning;
        }
    }

    public FloodLoad {
        check("--connections", connections, 0, MOST_CONNECTIONS);
        check("--addresses", addresses, 1, MOST_ADDRESSES);
        check("--datagrams", datagrams, 0, MOST_DATAGRAMS);
        check("--seconds", time.toSeconds(), 1, 600);
    }

    private static void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw Failure.usage("%s is %,d to %,d, not %,d".formatted(option, least, most, value));
        }
    }

    public int allConnections() {
        return connections * Stage.values().length;
    }

    @Override
    public String toString() {
        return "%,d connections at each of %d stages from %,d addresses, %,d datagrams/s, %d s"
                .formatted(connections, Stage.values().length, addresses, datagrams, time.toSeconds());
    }
}
