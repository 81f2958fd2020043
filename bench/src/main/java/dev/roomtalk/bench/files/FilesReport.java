package dev.roomtalk.bench.files;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What {@code bench files} has found.
 *
 * @param seconds from the start of sending until the other member has saved the file
 * @param whole whether what was saved is what was sent, also over interruptions
 * @param scp seconds that scp takes for the same file; empty: it was not measured
 * @param quiet how late messages are while nobody sends files, in microseconds
 * @param busy the same while members send files
 */
public record FilesReport(
        long bytes,
        double seconds,
        boolean whole,
        OptionalDouble scp,
        int interruptions,
        int members,
        long memberBytes,
        Histogram quiet,
        Histogram busy)
        implements Result {
    /** The least part of scp's rate. */
    private static final double LEAST_SHARE = .3;

    /** Messages beside files are at most twice as late, or so many milliseconds later. */
    private static final double LATER_MILLIS = 20;

    private static final double MILLION = 1e6;

    private double share() {
        return scp.orElse(0) / seconds;
    }

    private static double p99(Histogram micros) {
        return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(99) / 1e3;
    }

    @Override
    public String table() {
        StringBuilder table = new StringBuilder();
        table.append("%,.0f MB from one member to another: %.1f s, %.0f MB/s%n"
                .formatted(bytes / MILLION, seconds, bytes / MILLION / seconds));
        if (scp.isPresent()) {
            table.append("scp over loopback: %.1f s, %.0f MB/s; the share of it: %.0f %%%n"
                    .formatted(scp.getAsDouble(), bytes / MILLION / scp.getAsDouble(), 100 * share()));
        }
        if (interruptions > 0) {
            table.append("with the server ended %d times meanwhile: %s%n"
                    .formatted(interruptions, whole ? "arrived whole" : "NOT WHOLE"));
        }
        if (members > 0) {
            table.append("messages, p99: %.1f ms; beside %d members who move %,.0f MB each: %.1f ms%n"
                    .formatted(p99(quiet), members, memberBytes / MILLION, p99(busy)));
        }
        return table.toString();
    }

    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!whole) {
            faults.add("what was saved is not what was sent");
        }
        if (scp.isPresent() && share() < LEAST_SHARE) {
            faults.add("a file goes at less than %.0f %% of the rate of scp".formatted(100 * LEAST_SHARE));
        }
        if (members > 0 && p99(busy) > Math.max(2 * p99(quiet), p99(quiet) + LATER_MILLIS)) {
            faults.add("messages are more than twice as late, and more than %.0f ms later, beside files"
                    .formatted(LATER_MILLIS));
        }
        return faults;
    }

    @Override
    public String json() {
        JsonObject root = new JsonObject();
        root.addProperty("bytes", bytes);
        root.addProperty("seconds", seconds);
        root.addProperty("whole", whole);
        if (scp.isPresent()) {
            root.addProperty("scp_seconds", scp.getAsDouble());
            root.addProperty("share", share());
        }
        root.addProperty("interruptions", interruptions);
        root.addProperty("members", members);
        root.addProperty("member_bytes", memberBytes);
        root.addProperty("p99_quiet_ms", p99(quiet));
        root.addProperty("p99_busy_ms", p99(busy));
        return new GsonBuilder().setPrettyPrinting().create().toJson(root);
    }
}
