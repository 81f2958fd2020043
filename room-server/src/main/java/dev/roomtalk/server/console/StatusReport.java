package dev.roomtalk.server.console;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Json;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.base.Rates;
import dev.roomtalk.server.settings.ServerSettings;
import java.lang.management.ManagementFactory;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a node is, at the moment and over the last ten seconds, on one screen or as JSON. It waits for nobody. */
final class StatusReport {
    /** What all counters of connections that are refused are called. */
    private static final String REFUSED = "connections.refused";

    private final Served served;
    private final ServerSettings settings;
    private final Rates rates;
    private final @Nullable String trouble;

    StatusReport(Served served) {
        this.served = served;
        this.settings = served.settings().get();
        this.rates = served.rates();
        this.trouble = served.engine().trouble();
    }

    private Duration uptime() {
        return Duration.ofNanos(served.ticker().getAsLong() - served.startedNanos());
    }

    private List<String> addresses() {
        return served.addresses().stream().map(StatusReport::format).toList();
    }

    private static String format(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private double rate(Counter counter) {
        return rates.perSecond(counter);
    }

    private double deliveries() {
        return rate(Counter.DELIVERIES_UDP) + rate(Counter.DELIVERIES_TCP);
    }

    /** Connections that did not get in. */
    private double refused() {
        return Arrays.stream(Counter.values())
                .filter(counter -> counter.metric().equals(REFUSED))
                .mapToDouble(this::rate)
                .sum();
    }

    private double repairs() {
        return rate(Counter.REPAIRS_UDP) + rate(Counter.REPAIRS_TCP);
    }

    /** Of the datagrams to clients; what they have reported of them. */
    private double lossPercent() {
        double sent = rate(Counter.DATAGRAMS_OUT);
        return sent == 0 ? 0 : 100 * rate(Counter.DATAGRAMS_LOST) / sent;
    }

    /** The end of the bucket in which it is, in milliseconds; since the start. */
    private double millis(Latency latency, double part) {
        return served.counters().latency(latency).atMost(part) * 1000;
    }

    private static long usedMemory() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Null: this system does not tell. */
    private static @Nullable UnixOperatingSystemMXBean system() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
    }

    Json json() {
        UnixOperatingSystemMXBean system = system();
        var pin = served.pin().get();
        return new Json()
                .put("version", served.version())
                .put("pid", ProcessHandle.current().pid())
                .put("started", served.started().truncatedTo(ChronoUnit.SECONDS))
                .put("uptime_seconds", uptime().toSeconds())
                .put("addresses", addresses())
                .put("fingerprint", pin == null ? null : pin.toString())
                .put("engine", served.engine().name())
                .put("data_dir", settings.dataDir())
                .put("takes_connections", served.control().takes())
                .put("storing", served.engine().durable() && trouble == null)
                .put("trouble", trouble)
                .put("connections", served.control().connectionCount())
                .put("max_connections", settings.maxConnections())
                .put("sessions", served.control().sessionCount())
                .put("rooms", served.rooms().size())
                .put("max_rooms", settings.maxRooms())
                .put(
                        "per_second",
                        new Json()
                                .put("messages", rate(Counter.MESSAGES))
                                .put("deliveries_udp", rate(Counter.DELIVERIES_UDP))
                                .put("deliveries_tcp", rate(Counter.DELIVERIES_TCP))
                                .put("datagrams_received", rate(Counter.DATAGRAMS_IN))
                                .put("datagrams_sent", rate(Counter.DATAGRAMS_OUT))
                                .put("datagrams_lost", rate(Counter.DATAGRAMS_LOST))
                                .put("repairs", repairs())
                                .put("connections", rate(Counter.CONNECTIONS))
                                .put("connections_refused", refused()))
                .put("half_open", served.control().gate().halfOpen())
                .put("address_bans", served.control().gate().addressBans().size())
                .put("loss_percent", lossPercent())
                .put(
                        "waiting",
                        new Json()
                                .put("relay", served.relay().waiting())
                                .put("store", served.engine().waiting())
                                .put("workers", served.workers().waiting()))
                .put(
                        "milliseconds_of_99_percent",
                        new Json()
                                .put("fan_out", millis(Latency.FAN_OUT, 0.99))
                                .put("store", millis(Latency.STORE, 0.99)))
                .put("memory_used", usedMemory())
                .put("memory_most", Runtime.getRuntime().maxMemory())
                .put("open_files", system == null ? null : system.getOpenFileDescriptorCount())
                .put("most_open_files", system == null ? null : system.getMaxFileDescriptorCount());
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append("room-server ").append(served.version()).append(", up ").append(Words.span(uptime()));
        text.append(", pid ").append(ProcessHandle.current().pid());
        text.append(served.control().takes() ? "" : ", STOPPING").append('\n');
        line(text, "addresses", String.join(" ", addresses()) + ", tcp and udp");
        var pin = served.pin().get();
        line(text, "fingerprint", pin == null ? "none: plain" : pin.toString());
        line(text, "data", settings.dataDir().toString());
        line(text, "engine", served.engine().name() + ", " + storing());
        line(
                text,
                "connections",
                served.control().connectionCount() + " of " + settings.maxConnections() + ", sessions "
                        + served.control().sessionCount() + ", rooms "
                        + served.rooms().size() + " of " + settings.maxRooms());
        line(
                text,
                "refused",
                Words.rate(refused()) + " connections/s of "
                        + Words.rate(rate(Counter.CONNECTIONS)) + "/s, addresses banned "
                        + served.control().gate().addressBans().size());
        line(
                text,
                "messages",
                Words.rate(rate(Counter.MESSAGES)) + "/s, deliveries " + Words.rate(deliveries()) + "/s ("
                        + Words.percent(rate(Counter.DELIVERIES_UDP), deliveries()) + " by udp)");
        line(
                text,
                "datagrams",
                Words.rate(rate(Counter.DATAGRAMS_IN)) + "/s in, " + Words.rate(rate(Counter.DATAGRAMS_OUT))
                        + "/s out, loss " + String.format(Locale.ROOT, "%.1f %%", lossPercent()) + ", repairs "
                        + Words.rate(repairs()) + "/s");
        line(
                text,
                "waiting",
                "relay " + served.relay().waiting() + ", to be stored "
                        + served.engine().waiting() + ", for workers "
                        + served.workers().waiting());
        line(
                text,
                "99 of 100",
                "fanned out within " + Words.rate(millis(Latency.FAN_OUT, 0.99)) + " ms, stored within "
                        + Words.rate(millis(Latency.STORE, 0.99)) + " ms, since the start");
        UnixOperatingSystemMXBean system = system();
        line(
                text,
                "memory",
                Words.bytes((double) usedMemory()) + " of "
                        + Words.bytes((double) Runtime.getRuntime().maxMemory())
                        + (system == null
                                ? ""
                                : ", open files " + system.getOpenFileDescriptorCount() + " of "
                                        + system.getMaxFileDescriptorCount()));
        return text.toString();
    }

    private String storing() {
        return trouble != null ? "NOT STORING: " + trouble : served.engine().durable() ? "storing" : "keeps nothing";
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append("  ")
                .append(String.format(Locale.ROOT, "%-12s", what))
                .append(value)
                .append('\n');
    }
}
