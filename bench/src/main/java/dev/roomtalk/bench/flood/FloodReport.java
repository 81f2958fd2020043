package dev.roomtalk.bench.flood;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import dev.roomtalk.bench.talk.TalkLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The two runs of {@code bench flood} side by side: the same flood, on an idle port and on the server's. */
public record FloodReport(TalkLoad talk, FloodLoad load, FloodOutcome idle, FloodOutcome flooded) implements Result {
    /** How many times as long as with the flood elsewhere the slowest hundredth may take. */
    static final double P99_RATIO = 3;

    /** How much memory the server may need more. */
    static final long MOST_GROWTH = 512L << 20;

    private static final double MIB = 1 << 20;

    double ratio() {
        return flooded.millis(99) / idle.millis(99);
    }

    @Override
    public String table() {
        StringBuilder out = new StringBuilder()
                .append(talk)
                .append('\n')
                .append(load)
                .append("\n\n")
                .append("%-40s%14s%14s%n".formatted("the flood goes to", "an idle port", "the server"));
        row(out, "delivered", one -> "%,d".formatted(one.delivered()));
        row(out, "  of", one -> "%,d".formatted(one.wanted()));
        row(out, "messages without a receipt", one -> "%,d".formatted(one.unanswered()));
        row(out, "latency p50, ms", one -> "%.2f".formatted(one.millis(50)));
        row(out, "latency p99, ms", one -> "%.2f".formatted(one.millis(99)));
        row(out, "latency max, ms", one -> "%.2f".formatted(one.millis(100)));
        row(out, "changes of transport", one -> "%,d".formatted(one.transportChanges()));
        row(out, "connections of members lost", one -> "%,d".formatted(one.disconnects()));
        row(out, "connections attempted", one -> "%,d".formatted(one.flood().attempts()));
        row(out, "  made", one -> "%,d".formatted(one.flood().connected()));
        row(out, "  with TLS", one -> "%,d".formatted(one.flood().greeted()));
        row(out, "  ended by the other side", one -> "%,d".formatted(one.flood().ended()));
        row(out, "datagrams sent", one -> "%,d".formatted(one.flood().datagrams()));
        row(out, "  read by the server, members' too", one -> "%,d".formatted(one.arrived()));
        row(out, "  answered", one -> "%,d".formatted(one.flood().answers()));
        row(out, "memory of the server before, MiB", one -> "%,.0f".formatted(one.residentBefore() / MIB));
        row(out, "  the most, MiB", one -> "%,.0f".formatted(one.residentMost() / MIB));
        return out.append("%np99 ÷ p99 with the flood elsewhere: %.2f (goal: ≤ %.0f)%n".formatted(ratio(), P99_RATIO))
                .toString();
    }

    private void row(StringBuilder out, String label, Function<FloodOutcome, String> cell) {
        out.append("%-40s%14s%14s%n".formatted(label, cell.apply(idle), cell.apply(flooded)));
    }

    /** What did not go as it must, a sentence each. */
    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (FloodOutcome one : List.of(idle, flooded)) {
            String when = one.equals(idle) ? "with the flood elsewhere: " : "under the flood: ";
            if (one.delivered() < one.wanted()) {
                faults.add(when
                        + "%,d of %,d deliveries are missing".formatted(one.wanted() - one.delivered(), one.wanted()));
            }
            if (one.unanswered() > 0) {
                faults.add(when + "%,d messages got no receipt".formatted(one.unanswered()));
            }
            if (one.disconnects() > 0) {
                faults.add(when + "members lost their connection %,d times".formatted(one.disconnects()));
            }
        }
        if (flooded.flood().answers() > 0) {
            faults.add("the server answered %,d datagrams"
                    .formatted(flooded.flood().answers()));
        }
        if (flooded.grown() > MOST_GROWTH) {
            faults.add("the server grew by %,.0f MiB".formatted(flooded.grown() / MIB));
        }
        if (!(ratio() <= P99_RATIO)) {
            faults.add("p99 is %.2f times that with the flood elsewhere, more than %.0f".formatted(ratio(), P99_RATIO));
        }
        return faults;
    }

    @Override
    public String json() {
        JsonObject root = new JsonObject();
        root.addProperty("connections_of_each_stage", load.connections());
        root.addProperty("addresses", load.addresses());
        root.addProperty("datagrams_per_second", load.datagrams());
        root.addProperty("seconds", load.time().toSeconds());
        root.addProperty("members", talk.members());
        root.addProperty("messages", talk.messages());
        root.addProperty("p99_ratio", Math.rint(ratio() * 1000) / 1000);
        root.addProperty("p99_ratio_goal", P99_RATIO);
        root.add("idle_port", json(idle));
        root.add("server", json(flooded));
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(root);
    }

    private static JsonObject json(FloodOutcome one) {
        JsonObject object = new JsonObject();
        object.addProperty("deliveries_wanted", one.wanted());
        object.addProperty("delivered", one.delivered());
        object.addProperty("without_receipt", one.unanswered());
        object.addProperty("latency_p50_ms", one.millis(50));
        object.addProperty("latency_p99_ms", one.millis(99));
        object.addProperty("latency_max_ms", one.millis(100));
        object.addProperty("transport_changes", one.transportChanges());
        object.addProperty("connections_lost", one.disconnects());
        object.addProperty("connections_attempted", one.flood().attempts());
        object.addProperty("connections_made", one.flood().connected());
        object.addProperty("connections_with_tls", one.flood().greeted());
        object.addProperty("connections_ended", one.flood().ended());
        object.addProperty("datagrams_sent", one.flood().datagrams());
        object.addProperty("datagrams_read", one.arrived());
        object.addProperty("datagrams_answered", one.flood().answers());
        object.addProperty("rss_bytes_before", one.residentBefore());
        object.addProperty("rss_bytes_most", one.residentMost());
        return object;
    }
}
