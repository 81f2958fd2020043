package dev.roomtalk.bench.roomtalk;

import com.google.gson.JsonObject;
import dev.roomtalk.bench.base.Result;
import dev.roomtalk.bench.load.Arrivals;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.process.ProcessUsage;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Many users sign in, and then all of them ask to join their rooms at once.
 *
 * <p>They sign in a few at a time, as whoever comes anew does; that they join at once is what happens when a server's
 * clients come back. The others of a room learn of each, as people's clients do.
 */
public final class JoinStorm {
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);
    private static final double MILLIS = 1e6;
    private static final double MICROS = 1e3;

    private final RoomtalkTarget target;
    private final Shape shape;
    private final OptionalLong pid;
    private final LongSupplier nanoTime;

    public JoinStorm(RoomtalkTarget target, Shape shape, LongSupplier nanoTime) {
        this.target = target;
        this.shape = shape;
        this.pid = target.pid();
        this.nanoTime = nanoTime;
    }

    /**
     * What was found.
     *
     * @param signInSeconds until all had signed in
     * @param joins nanoseconds from when all asked until each was in its room
     * @param cpuMicros of the server's process for each join; empty: its process is not known
     */
    public record Outcome(Shape shape, double signInSeconds, Histogram joins, OptionalDouble cpuMicros)
            implements Result {
        private double millis(double percentile) {
            return joins.getValueAtPercentile(percentile) / MILLIS;
        }

        @Override
        public String table() {
            String cpu = cpuMicros.isPresent() ? "%,.0f".formatted(cpuMicros.getAsDouble()) : "-";
            return """
                %,d rooms × %,d members, all of whom join at once
                signed in, sessions/s           %,.0f
                in the room, half of them, ms   %,.1f
                  99 %%, ms                      %,.1f
                  all, ms                       %,.1f
                CPU for a join, µs              %s
                """.formatted(
                            shape.rooms(),
                            shape.members(),
                            joins.getTotalCount() / signInSeconds,
                            millis(50),
                            millis(99),
                            joins.getMaxValue() / MILLIS,
                            cpu);
        }

        @Override
        public String json() {
            JsonObject object = new JsonObject();
            object.addProperty("rooms", shape.rooms());
            object.addProperty("members_per_room", shape.members());
            object.addProperty("joined", joins.getTotalCount());
            object.addProperty("sign_in_seconds", signInSeconds);
            object.addProperty("join_p50_ms", millis(50));
            object.addProperty("join_p99_ms", millis(99));
            object.addProperty("join_max_ms", joins.getMaxValue() / MILLIS);
            cpuMicros.ifPresent(micros -> object.addProperty("cpu_us_per_join", micros));
            return object.toString();
        }
    }

    /** Runs it once; returns when all are in their rooms. */
    public Outcome run(Arrivals arrivals) {
        target.makeRooms(arrivals);
        long begun = nanoTime.getAsLong();
        target.signIn();
        long signedIn = nanoTime.getAsLong();
        Histogram joins = new Histogram(LONGEST, 3);
        Optional<ProcessUsage> before = usage();
        long asked = nanoTime.getAsLong();
        target.joinAll(() -> joins.recordValue(Math.clamp(nanoTime.getAsLong() - asked, 1, LONGEST)));
        Optional<ProcessUsage> after = usage();
        OptionalDouble each = before.isPresent() && after.isPresent()
                ? OptionalDouble.of(after.get().cpuSince(before.get()) / MICROS / joins.getTotalCount())
                : OptionalDouble.empty();
        return new Outcome(shape, (signedIn - begun) / 1e9, joins, each);
    }

    private Optional<ProcessUsage> usage() {
        return pid.isPresent() ? Optional.of(ProcessUsage.of(pid.getAsLong())) : Optional.empty();
    }
}
