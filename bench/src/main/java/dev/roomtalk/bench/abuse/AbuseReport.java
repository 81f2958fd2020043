package dev.roomtalk.bench.abuse;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import dev.roomtalk.bench.talk.TalkLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The runs of {@code bench abuse}: one in which nobody attacks, and one for each scenario. */
public record AbuseReport(TalkLoad talk, AbuseOutcome calm, List<AbuseOutcome> attacked) implements Result {
    /** The slowest hundredth of deliveries may take so many times as long as without an attack, or so much longer. */
    static final double P99_RATIO = 3;

    static final double P99_MORE_MILLIS = 20;

    /** What half of the logins may take. */
    static final double LOGIN_MILLIS = 2000;

    /** How much more than before, and than without an attack, the server may hold afterwards. */
    static final double HELD_RATIO = 1.2;

    private static final double MIB = 1 << 20;

    public AbuseReport {
        attacked = List.copyOf(attacked);
    }

    @Override
    public String table() {
        StringBuilder out = new StringBuilder()
                .append(talk)
                .append("\n\n")
                .append("%-16s%10s%10s%8s%8s%12s%12s%12s%12s%12s%10s%n"
                        .formatted(
                                "scenario",
                                "p50 ms",
                                "p99 ms",
                                "lost",
                                "gone",
                                "login ms",
                                "no login",
                                "held MiB",
                                "after MiB",
                                "steps",
                                "cut"));
        Stream.concat(Stream.of(calm), attacked.stream())
                .forEach(one -> out.append("%-16s%10.2f%10.2f%8d%8d%12.0f%12d%12.1f%12.1f%12d%10d%n"
                        .formatted(
                                one.name(),
                                one.p50Millis(),
                                one.p99Millis(),
                                one.wanted() - one.delivered(),
                                one.disconnects(),
                                one.loginMillis(),
                                one.loginFailures(),
                                one.heldBefore() / MIB,
                                one.heldAfter() / MIB,
                                one.steps(),
                                one.cut())));
        return out.append("\nlost: deliveries missing; gone: connections of members lost; login: the median of ")
                .append("people who log in meanwhile\n")
                .toString();
    }

    /** What did not go as it must, a sentence each. */
    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (AbuseOutcome one : attacked) {
            if (one.lost()) {
                faults.add("%s: %d deliveries are missing, %d messages got no receipt, %d connections were lost"
                        .formatted(one.name(), one.wanted() - one.delivered(), one.unanswered(), one.disconnects()));
            }
            if (one.p99Millis() > Math.max(P99_RATIO * calm.p99Millis(), calm.p99Millis() + P99_MORE_MILLIS)) {
                faults.add("%s: p99 is %.1f ms, and %.1f ms where nobody attacks"
                        .formatted(one.name(), one.p99Millis(), calm.p99Millis()));
            }
            if (one.loginMillis() > LOGIN_MILLIS || one.logins() == 0) {
                faults.add("%s: a login takes %.0f ms".formatted(one.name(), one.loginMillis()));
            }
            if (one.heldAfter() > HELD_RATIO * Math.max(one.heldBefore(), calm.heldAfter())) {
                faults.add("%s: the server holds %.1f MiB, and held %.1f MiB before"
                        .formatted(one.name(), one.heldAfter() / MIB, one.heldBefore() / MIB));
            }
        }
        return faults;
    }

    @Override
    public String json() {
        JsonArray runs = new JsonArray();
        Stream.concat(Stream.of(calm), attacked.stream()).forEach(one -> {
            JsonObject run = new JsonObject();
            run.addProperty("scenario", one.name());
            run.addProperty("deliveries_wanted", one.wanted());
            run.addProperty("delivered", one.delivered());
            run.addProperty("without_receipt", one.unanswered());
            run.addProperty("connections_lost", one.disconnects());
            run.addProperty("latency_p50_ms", one.p50Millis());
            run.addProperty("latency_p99_ms", one.p99Millis());
            run.addProperty("logins", one.logins());
            run.addProperty("login_median_ms", one.loginMillis());
            run.addProperty("login_failures", one.loginFailures());
            run.addProperty("live_heap_bytes_before", one.heldBefore());
            run.addProperty("live_heap_bytes_after", one.heldAfter());
            run.addProperty("rss_bytes_most", one.residentMost());
            run.addProperty("steps", one.steps());
            run.addProperty("steps_cut_short", one.cut());
            runs.add(run);
        });
        return new GsonBuilder()
                .setPrettyPrinting()
                .disableHtmlEscaping()
                .create()
                .toJson(runs);
    }
}
