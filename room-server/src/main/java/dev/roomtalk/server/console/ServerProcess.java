package dev.roomtalk.server.console;

import dev.roomtalk.wire.Pin;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The running program: its version, where it is reached, and since when it runs. Any thread.
 *
 * @param pin the fingerprint of the certificate's key; null: plain TCP
 * @param ticker nanoseconds, for every duration
 * @param startedNanos by the ticker
 */
public record ServerProcess(
        String version,
        List<InetSocketAddress> addresses,
        Supplier<@Nullable Pin> pin,
        Instant started,
        LongSupplier ticker,
        long startedNanos) {

    Duration uptime() {
        return Duration.ofNanos(ticker.getAsLong() - startedNanos);
    }

    /** The present, by a clock that does not jump. */
    Instant now() {
        return started.plus(uptime());
    }

    /** Each address with its port. */
    public List<String> endpoints() {
        return addresses.stream().map(ServerProcess::endpoint).toList();
    }

    private static String endpoint(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
