package dev.roomtalk.server.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.control.NodeState;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.wire.Pin;
import java.lang.management.ManagementFactory;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The state of a node at the moment and over the last ten seconds, and what the others that share its engine tell of
 * themselves, on one screen or as JSON. Any thread; it waits for nothing.
 */
final class StatusReport {
    private static final double P99 = 0.99;

    private final ServerProcess process;
    private final LiveSettings settings;
    private final NodeState state;
    private final NodeTraffic traffic;

    StatusReport(ServerProcess process, LiveSettings settings, NodeState state, NodeTraffic traffic) {
        this.process = process;
        this.settings = settings;
        this.state = state;
        this.traffic = traffic;
    }

    private static long usedMemory() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** The counts of open files; null if this system has none. */
    private static @Nullable UnixOperatingSystemMXBean system() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
    }

    JsonObject json() {
        ServerSettings now = settings.get();
        String trouble = state.engine().trouble();
        Pin pin = process.pin().get();
        JsonArray addresses = new JsonArray();
        process.endpoints().forEach(addresses::add);
        JsonObject json = new JsonObject();
        json.addProperty("version", process.version());
        json.addProperty("pid", ProcessHandle.current().pid());
        json.addProperty(
                "started", process.started().truncatedTo(ChronoUnit.SECONDS).toString());
        json.addProperty("uptime_seconds", process.uptime().toSeconds());
        json.add("addresses", addresses);
        json.addProperty("fingerprint", pin == null ? null : pin.toString());
        json.addProperty("engine", state.engine().name());
        json.addProperty("node", state.engine().node());
        json.addProperty("nodes", state.engine().nodes());
        NodeList nodes = new NodeList(state.engine());
        json.add("node_list", nodes.json());
        json.add("all_nodes", nodes.isEmpty() ? null : nodes.sumsJson());
        json.addProperty("data_dir", now.dataDir().toString());
        json.addProperty("takes_connections", state.serves());
        json.addProperty("draining", state.drain().underway());
        json.addProperty("storing", state.engine().durable() && trouble == null);
        json.addProperty("trouble", trouble);
        json.addProperty("connections", state.connections().count());
        json.addProperty("max_connections", now.maxConnections());
        json.addProperty("sessions", state.sessions().count());
        json.addProperty("rooms", state.engine().rooms());
        json.addProperty("max_rooms", now.maxRooms());
        json.add("per_second", perSecond());
        json.addProperty("half_open", state.gate().halfOpen());
        json.addProperty("address_bans", state.gate().addressBans().size());
        json.add("loss_percent", JsonLines.decimal(traffic.lossPercent()));
        json.add("waiting", waiting());
        json.add("milliseconds_of_99_percent", milliseconds());
        json.addProperty("memory_used", usedMemory());
        json.addProperty("memory_most", Runtime.getRuntime().maxMemory());
        UnixOperatingSystemMXBean system = system();
        json.addProperty("open_files", system == null ? null : system.getOpenFileDescriptorCount());
        json.addProperty("most_open_files", system == null ? null : system.getMaxFileDescriptorCount());
        return json;
    }

    private JsonObject perSecond() {
        JsonObject json = new JsonObject();
        json.add("messages", rate(Counter.MESSAGES));
        json.add("deliveries_udp", rate(Counter.DELIVERIES_UDP));
        json.add("deliveries_tcp", rate(Counter.DELIVERIES_TCP));
        json.add("datagrams_received", rate(Counter.DATAGRAMS_IN));
        json.add("datagrams_sent", rate(Counter.DATAGRAMS_OUT));
        json.add("datagrams_lost", rate(Counter.DATAGRAMS_LOST));
        json.add("repairs", JsonLines.decimal(traffic.repairs()));
        json.add("connections", rate(Counter.CONNECTIONS));
        json.add("connections_refused", JsonLines.decimal(traffic.refused()));
        return json;
    }

    private JsonElement rate(Counter counter) {
        return JsonLines.decimal(traffic.perSecond(counter));
    }

    private JsonObject waiting() {
        JsonArray relay = new JsonArray();
        state.relay().waiting().forEach(relay::add);
        JsonObject json = new JsonObject();
        json.add("relay", relay);
        json.addProperty("store", state.engine().waiting());
        json.addProperty("workers", state.workers().waiting());
        return json;
    }

    private JsonObject milliseconds() {
        JsonObject json = new JsonObject();
        json.add("fan_out", JsonLines.decimal(traffic.millis(Latency.FAN_OUT, P99)));
        json.add("store", JsonLines.decimal(traffic.millis(Latency.STORE, P99)));
        return json;
    }

    String text() {
        ServerSettings now = settings.get();
        Pin pin = process.pin().get();
        StringBuilder text = new StringBuilder();
        text.append("room-server ")
                .append(process.version())
                .append(", up ")
                .append(Amounts.duration(process.uptime()));
        text.append(", pid ").append(ProcessHandle.current().pid());
        text.append(state.drain().underway() ? ", DRAINING" : state.serves() ? "" : ", STOPPING")
                .append('\n');
        line(text, "addresses", String.join(" ", process.endpoints()) + ", tcp and udp");
        line(text, "fingerprint", pin == null ? "none: plain" : pin.toString());
        line(text, "data", now.dataDir().toString());
        line(text, "engine", state.engine().name() + ", " + storing());
        if (state.engine().node() != 0) {
            line(
                    text,
                    "node",
                    state.engine().node() + ", one of " + state.engine().nodes()
                            + "; what follows is of this node, but the number of rooms");
        }
        line(
                text,
                "connections",
                state.connections().count() + " of " + now.maxConnections() + ", sessions "
                        + state.sessions().count() + ", rooms " + state.engine().rooms() + " of " + now.maxRooms());
        line(
                text,
                "refused",
                Amounts.rate(traffic.refused()) + " connections/s of "
                        + Amounts.rate(traffic.perSecond(Counter.CONNECTIONS)) + "/s, addresses banned "
                        + state.gate().addressBans().size());
        line(
                text,
                "messages",
                Amounts.rate(traffic.perSecond(Counter.MESSAGES)) + "/s, deliveries "
                        + Amounts.rate(traffic.deliveries()) + "/s ("
                        + Amounts.percent(traffic.perSecond(Counter.DELIVERIES_UDP), traffic.deliveries())
                        + " by udp)");
        line(
                text,
                "datagrams",
                Amounts.rate(traffic.perSecond(Counter.DATAGRAMS_IN)) + "/s in, "
                        + Amounts.rate(traffic.perSecond(Counter.DATAGRAMS_OUT)) + "/s out, loss "
                        + Amounts.percent(traffic.lossPercent()) + ", repairs " + Amounts.rate(traffic.repairs())
                        + "/s");
        line(
                text,
                "waiting",
                "relay " + state.relay().waiting() + ", to be stored "
                        + state.engine().waiting() + ", for workers "
                        + state.workers().waiting());
        line(
                text,
                "99 of 100",
                "fanned out within " + Amounts.rate(traffic.millis(Latency.FAN_OUT, P99))
                        + " ms, stored within " + Amounts.rate(traffic.millis(Latency.STORE, P99))
                        + " ms, since the start");
        UnixOperatingSystemMXBean system = system();
        line(
                text,
                "memory",
                Amounts.bytes((double) usedMemory()) + " of "
                        + Amounts.bytes((double) Runtime.getRuntime().maxMemory())
                        + (system == null
                                ? ""
                                : ", open files " + system.getOpenFileDescriptorCount() + " of "
                                        + system.getMaxFileDescriptorCount()));
        NodeList nodes = new NodeList(state.engine());
        if (!nodes.isEmpty()) {
            line(text, "all nodes", nodes.sums());
            nodes.text().lines().forEach(each -> text.append("  ").append(each).append('\n'));
        }
        return text.toString();
    }

    private String storing() {
        String trouble = state.engine().trouble();
        return trouble != null ? "NOT STORING: " + trouble : state.engine().durable() ? "storing" : "keeps nothing";
    }

    private static void line(StringBuilder text, String what, String value) {
        text.append("  ")
                .append(String.format(Locale.ROOT, "%-12s", what))
                .append(value)
                .append('\n');
    }
}
