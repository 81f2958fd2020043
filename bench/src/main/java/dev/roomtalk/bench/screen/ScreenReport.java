package dev.roomtalk.bench.screen;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What {@code bench screen} found.
 *
 * @param versionMillis how long {@code chat --version} took, the median
 * @param firstFrameMillis how long {@code chat join} took to its first frame, the median
 * @param idle from a key to its character on the screen while nobody talks, in microseconds
 * @param flood the same while others talk
 * @param bytesPerMessage that the chat wrote to the terminal
 * @param cpuShare of one core, from 0 on, while others talked
 * @param residentBefore bytes of memory before the others talked
 * @param residentMost the most bytes of memory while they talked, a reading each second
 * @param residentAfter bytes of memory at the end
 */
record ScreenReport(
        double minutes,
        int messages,
        double versionMillis,
        double firstFrameMillis,
        Histogram idle,
        Histogram flood,
        double bytesPerMessage,
        double cpuShare,
        long residentBefore,
        long residentMost,
        long residentAfter)
        implements Result {
    private static final long MIB = 1 << 20;
    private static final double MOST_CPU = .2;
    private static final double MOST_TIMES_IDLE = 5;
    private static final double MOST_TIMES_VERSION = 2;
    private static final long MOST_RESIDENT = 200 * MIB;

    @Override
    public String table() {
        return """
                %,d messages in %.1f minutes, on %d rows of %d columns
                first frame, ms               %8.0f   chat --version: %.0f
                key to screen p50, ms         %8.1f   idle: %.1f
                key to screen p99, ms         %8.1f   idle: %.1f
                bytes for a message           %8.0f
                CPU, %% of one core            %8.1f
                memory before, MiB            %8.0f
                memory at most, MiB           %8.0f
                memory after, MiB             %8.0f
                """.formatted(
                        messages,
                        minutes,
                        ChatScreen.ROWS,
                        ChatScreen.COLUMNS,
                        firstFrameMillis,
                        versionMillis,
                        millis(flood, 50),
                        millis(idle, 50),
                        millis(flood, 99),
                        millis(idle, 99),
                        bytesPerMessage,
                        100 * cpuShare,
                        (double) residentBefore / MIB,
                        (double) residentMost / MIB,
                        (double) residentAfter / MIB);
    }

    private static double millis(Histogram latencies, double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    @Override
    public List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (firstFrameMillis > MOST_TIMES_VERSION * versionMillis) {
            faults.add("the first frame takes more than %.0f times as long as chat --version"
                    .formatted(MOST_TIMES_VERSION));
        }
        if (millis(flood, 99) > MOST_TIMES_IDLE * millis(idle, 99)) {
            faults.add("the p99 of a key is more than %.0f times that of an idle screen".formatted(MOST_TIMES_IDLE));
        }
        if (cpuShare > MOST_CPU) {
            faults.add("it takes more than %.0f %% of one core".formatted(100 * MOST_CPU));
        }
        if (residentMost > MOST_RESIDENT) {
            faults.add("it takes more than %d MiB of memory".formatted(MOST_RESIDENT / MIB));
        }
        return faults;
    }

    @Override
    public String json() {
        JsonObject root = new JsonObject();
        root.addProperty("minutes", minutes);
        root.addProperty("messages", messages);
        root.addProperty("version_ms", versionMillis);
        root.addProperty("first_frame_ms", firstFrameMillis);
        root.addProperty("idle_key_p50_ms", millis(idle, 50));
        root.addProperty("idle_key_p99_ms", millis(idle, 99));
        root.addProperty("key_p50_ms", millis(flood, 50));
        root.addProperty("key_p99_ms", millis(flood, 99));
        root.addProperty("bytes_per_message", bytesPerMessage);
        root.addProperty("cpu_share", cpuShare);
        root.addProperty("rss_bytes_before", residentBefore);
        root.addProperty("rss_bytes_most", residentMost);
        root.addProperty("rss_bytes_after", residentAfter);
        return new GsonBuilder().setPrettyPrinting().create().toJson(root);
    }
}
