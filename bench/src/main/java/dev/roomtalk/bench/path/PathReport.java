package dev.roomtalk.bench.path;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import dev.roomtalk.bench.talk.TalkLoad;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The runs of {@code bench path} side by side, as a table or as JSON.
 *
 * @param lossFree the run without loss, which the others are compared with
 */
public record PathReport(TalkLoad load, PathOutcome lossFree, List<PathOutcome> lossy) implements Result {
    /**
     * How much later than without loss the slowest hundredth may be: four round trips, and the waits for reordering and
     * tails.
     */
    static final double ROUND_TRIPS = 4;

    static final double WAITS_MILLIS = 120;
    static final double P50_RATIO = 1.2;
    private static final int LABEL_WIDTH = 36;
    private static final int COLUMN_WIDTH = 12;

    public PathReport {
        lossy = List.copyOf(lossy);
    }

    @Override
    public String table() {
        StringBuilder out = new StringBuilder().append(load).append("\n\n");
        row(out, "loss each way", one -> number(one.loss()) + " %");
        row(out, "delivered", one -> count(one.delivered()));
        row(out, "  of", one -> count(one.wanted()));
        row(out, "duplicated", one -> count(one.duplicated()));
        row(out, "out of order", one -> count(one.outOfOrder()));
        row(out, "announced as missing", one -> count(one.announced()));
        row(out, "messages without a receipt", one -> count(one.unanswered()));
        row(out, "latency p50, ms", one -> millis(one.millis(50)));
        row(out, "latency p99, ms", one -> millis(one.millis(99)));
        row(out, "latency max, ms", one -> millis(one.millis(100)));
        row(out, "p50 ÷ loss-free (goal: ≤ 1.2)", one -> compared(one, "%.2f".formatted(p50Ratio(one))));
        row(out, "p99 − loss-free, ms", one -> compared(one, millis(p99More(one))));
        row(out, "  the goal: ≤", one -> compared(one, millis(allowance())));
        row(out, "  in round trips", one -> compared(one, "%.1f".formatted(p99More(one) / load.roundTripMillis())));
        row(out, "changes of transport", one -> count(one.transportChanges()));
        row(out, "connections lost", one -> count(one.disconnects()));
        row(out, "datagrams from the sender", one -> count(one.senderUp().sent()));
        row(out, "  of these lost", one -> count(one.senderUp().lost()));
        row(out, "datagrams from members", one -> count(one.membersUp().sent()));
        row(out, "  of these lost", one -> count(one.membersUp().lost()));
        row(out, "datagrams to members", one -> count(one.membersDown().sent()));
        row(out, "  of these lost", one -> count(one.membersDown().lost()));
        return out.toString();
    }

    private void row(StringBuilder out, String label, Function<PathOutcome, String> cell) {
        StringBuilder line = new StringBuilder(label).append(" ".repeat(LABEL_WIDTH - label.length()));
        all().forEach(one -> {
            String text = cell.apply(one);
            line.append(" ".repeat(Math.max(1, COLUMN_WIDTH - text.length()))).append(text);
        });
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private List<PathOutcome> all() {
        return Stream.concat(Stream.of(lossFree), lossy.stream()).toList();
    }

    /** What did not go as it must. */
    @Override
    public List<String> faults() {
        return all().stream().flatMap(one -> one.faults().stream()).toList();
    }

    double p50Ratio(PathOutcome one) {
        return one.millis(50) / lossFree.millis(50);
    }

    double p99More(PathOutcome one) {
        return one.millis(99) - lossFree.millis(99);
    }

    double allowance() {
        return ROUND_TRIPS * load.roundTripMillis() + WAITS_MILLIS;
    }

    private String compared(PathOutcome one, String text) {
        return one.loss() == 0 ? "" : text;
    }

    private static String count(long value) {
        return "%,d".formatted(value);
    }

    private static String millis(double value) {
        return "%.1f".formatted(value);
    }

    public static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    @Override
    public String json() {
        JsonObject root = new JsonObject();
        root.addProperty("members", load.members());
        root.addProperty("messages", load.messages());
        root.addProperty("warm_up_messages", TalkLoad.WARM_UP);
        root.addProperty("message_bytes", load.textBytes());
        root.addProperty("rate_messages_per_second", load.rate());
        root.addProperty("delay_each_way_ms", load.roundTripMillis() / 2);
        root.addProperty("seed", load.seed());
        root.addProperty("p50_ratio_goal", P50_RATIO);
        root.addProperty("p99_more_ms_goal", allowance());
        JsonArray runs = new JsonArray();
        all().forEach(one -> runs.add(json(one)));
        root.add("runs", runs);
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(root);
    }

    private JsonObject json(PathOutcome one) {
        JsonObject object = new JsonObject();
        object.addProperty("loss_each_way_percent", one.loss());
        object.addProperty("deliveries_wanted", one.wanted());
        object.addProperty("delivered", one.delivered());
        object.addProperty("duplicated", one.duplicated());
        object.addProperty("out_of_order", one.outOfOrder());
        object.addProperty("announced_missing", one.announced());
        object.addProperty("without_receipt", one.unanswered());
        object.addProperty("latency_p50_ms", one.millis(50));
        object.addProperty("latency_p99_ms", one.millis(99));
        object.addProperty("latency_max_ms", one.millis(100));
        if (one.loss() != 0) {
            object.addProperty("p50_ratio", rounded(p50Ratio(one)));
            object.addProperty("p99_more_ms", rounded(p99More(one)));
            object.addProperty("p99_more_round_trips", rounded(p99More(one) / load.roundTripMillis()));
        }
        object.addProperty("transport_changes", one.transportChanges());
        object.addProperty("connections_lost", one.disconnects());
        object.addProperty("sender_datagrams", one.senderUp().sent());
        object.addProperty("sender_datagrams_lost", one.senderUp().lost());
        object.addProperty("members_datagrams", one.membersUp().sent());
        object.addProperty("members_datagrams_lost", one.membersUp().lost());
        object.addProperty("datagrams_to_members", one.membersDown().sent());
        object.addProperty("datagrams_to_members_lost", one.membersDown().lost());
        return object;
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? Math.rint(value * 1000) / 1000 : 0;
    }
}
