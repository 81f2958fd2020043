package dev.roomtalk.server.console;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.base.Rates;
import java.util.Arrays;

/** What a node does in a second, over the last ten, and how long it takes. Any thread. */
public record NodeTraffic(Counters counters, Rates rates) {
    /** The metric of all counters of connections that were refused. */
    private static final String REFUSED = "connections.refused";

    double perSecond(Counter counter) {
        return rates.perSecond(counter);
    }

    double deliveries() {
        return perSecond(Counter.DELIVERIES_UDP) + perSecond(Counter.DELIVERIES_TCP);
    }

    double repairs() {
        return perSecond(Counter.REPAIRS_UDP) + perSecond(Counter.REPAIRS_TCP);
    }

    /** Connections that were refused, for whatever reason. */
    double refused() {
        return Arrays.stream(Counter.values())
                .filter(counter -> counter.metric().equals(REFUSED))
                .mapToDouble(this::perSecond)
                .sum();
    }

    /** How many of the datagrams to clients were lost, as the clients report. */
    double lossPercent() {
        double sent = perSecond(Counter.DATAGRAMS_OUT);
        return sent == 0 ? 0 : 100 * perSecond(Counter.DATAGRAMS_LOST) / sent;
    }

    /** Milliseconds within which this part of all was done since the start: the end of a bucket of the histogram. */
    double millis(Latency latency, double part) {
        return counters.latency(latency).atMost(part) * 1000;
    }
}
