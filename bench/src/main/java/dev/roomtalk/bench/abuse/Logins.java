package dev.roomtalk.bench.abuse;

import dev.roomtalk.bench.net.Access;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** People who log in, one after another, from an address of their own: how long each takes, Welcome included. */
final class Logins {
    private static final int ADDRESS = 250;

    private final Access access;
    private final LongSupplier ticker;
    private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger failures = new AtomicInteger();

    /** @param ticker nanoseconds */
    Logins(Access access, LongSupplier ticker) {
        this.ticker = ticker;
        this.access = access;
    }

    /** One login, and its end. */
    void one() {
        long begun = ticker.getAsLong();
        try (RawSession _ = new RawSession(access, Scenario.from(ADDRESS))) {
            millis.add((ticker.getAsLong() - begun) / 1e6);
        } catch (IOException e) {
            failures.incrementAndGet();
        }
    }

    int failures() {
        return failures.get();
    }

    /** The time that half of them took at most; 0: there were none. */
    double median() {
        List<Double> sorted = millis.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    int count() {
        return millis.size();
    }
}
