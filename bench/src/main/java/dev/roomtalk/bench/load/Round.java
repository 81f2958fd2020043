package dev.roomtalk.bench.load;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.process.DroppedDatagrams;
import dev.roomtalk.bench.process.ProcessUsage;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Warm-up, measured time and drain of one load on one target, seen from outside its loop. */
public final class Round {
    /** A drain that brings nothing for so long is over. */
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LONGEST_DRAIN_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SHOWN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MICROS = 1e3;
    private static final double MIB = 1024 * 1024;

    private final Target target;
    private final Traffic traffic;
    private final LongSupplier nanoTime;
    private final Progress progress;

    public Round(Target target, Traffic traffic, LongSupplier nanoTime, Progress progress) {
        this.target = target;
        this.traffic = traffic;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /** What was used up to a moment. */
    private record Usages(
            ProcessUsage generator, OptionalLong pid, ProcessUsage target, long loopNanos, long gcMillis) {}

    public RoundOutcome run(LoadPace pace, long warmupNanos, long measuredNanos) {
        Thread loop = onLoop(Thread::currentThread);
        TrafficCounts countsBefore = onLoop(traffic::counts);
        Drops dropsBefore = drops();
        long from = nanoTime.getAsLong() + warmupNanos;
        Measurement measurement = new Measurement(from, from + measuredNanos);
        onLoop(() -> {
            traffic.begin(pace, measurement);
            return true;
        });
        watchUntil(from, "warm-up", measurement);
        Usages before = usages(loop);
        watchUntil(measurement.to(), "measured", measurement);
        Usages after = usages(loop);
        progress.clear();
        drain();
        return onLoop(() -> {
            long unsent = traffic.unsent();
            traffic.end();
            return outcome(
                    measurement, measuredNanos, before, after, countsBefore, traffic.counts(), unsent, dropsBefore);
        });
    }

    /** Datagrams that found a socket full: the load generator's, the target's. */
    private record Drops(long here, long there) {}

    private Drops drops() {
        OptionalInt port = target.servingPort();
        return new Drops(
                DroppedDatagrams.at(target.receivingPorts()),
                port.isPresent() ? DroppedDatagrams.at(List.of(port.getAsInt())) : 0);
    }

    private <T> T onLoop(Callable<T> task) {
        try {
            return target.loop().submit(task).get();
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException(Objects.requireNonNull(e.getCause()));
        }
    }

    /** Waits, unless the target breaks. */
    private void waitUntil(long time) {
        long wait = time - nanoTime.getAsLong();
        try {
            traffic.broken().get(Math.max(wait, 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            // The time has come.
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Failure failure
                    ? failure
                    : new IllegalStateException(Objects.requireNonNull(e.getCause()));
        }
    }

    /** Waits, and shows once a second what has come. */
    private void watchUntil(long time, String phase, Measurement measurement) {
        long received = progress.isWatched() ? onLoop(traffic::counts).received() : 0;
        long looked = nanoTime.getAsLong();
        while (progress.isWatched() && time - looked > SHOWN_NANOS) {
            waitUntil(looked + SHOWN_NANOS);
            Glimpse glimpse = onLoop(() -> new Glimpse(traffic.counts(), measurement.takeSlowest()));
            long now = nanoTime.getAsLong();
            progress.show("%s, %s: %,.0f deliveries/s, slowest %.1f ms, %,d on their way, %d s left"
                    .formatted(
                            target.name(),
                            phase,
                            (glimpse.counts.received() - received) * 1e9 / (now - looked),
                            glimpse.slowest / 1e6,
                            glimpse.counts.outstanding(),
                            TimeUnit.NANOSECONDS.toSeconds(time - now)));
            received = glimpse.counts.received();
            looked = now;
        }
        waitUntil(time);
    }

    /** What has come by now, and the longest latency since the last look. */
    private record Glimpse(TrafficCounts counts, long slowest) {}

    /** Waits until everything came, or nothing has come for a while. */
    private void drain() {
        long begin = nanoTime.getAsLong();
        long lastProgress = begin;
        long received = onLoop(traffic::counts).received();
        while (!onLoop(traffic::drained)) {
            long now = nanoTime.getAsLong();
            long receivedNow = onLoop(traffic::counts).received();
            if (receivedNow > received) {
                received = receivedNow;
                lastProgress = now;
            }
            if (now - lastProgress > QUIET_NANOS || now - begin > LONGEST_DRAIN_NANOS) {
                return;
            }
            waitUntil(now + LOOK_NANOS);
        }
    }

    private Usages usages(Thread loop) {
        ProcessUsage generator = ProcessUsage.of(ProcessHandle.current().pid());
        OptionalLong pid = target.pid();
        return new Usages(
                generator,
                pid,
                pid.isPresent() ? ProcessUsage.of(pid.getAsLong()) : generator,
                ManagementFactory.getThreadMXBean().getThreadCpuTime(loop.threadId()),
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .sum());
    }

    private RoundOutcome outcome(
            Measurement measurement,
            long measuredNanos,
            Usages before,
            Usages after,
            TrafficCounts countsBefore,
            TrafficCounts counts,
            long unsent,
            Drops dropsBefore) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        long deliveries = measurement.deliveries();
        figures.put(Figure.DELIVERIES, deliveries * 1e9 / measuredNanos);
        figures.put(Figure.LOST, (double) (counts.outstanding() - countsBefore.outstanding()));
        figures.put(Figure.DUPLICATED, (double) (counts.duplicated() - countsBefore.duplicated()));
        figures.put(Figure.OUT_OF_ORDER, (double) (counts.outOfOrder() - countsBefore.outOfOrder()));
        figures.put(Figure.UNSENT, (double) unsent);
        figures.put(Figure.REFUSED, (double) (counts.refused() - countsBefore.refused()));
        figures.put(Figure.RESENT, (double) (counts.resent() - countsBefore.resent()));
        figures.put(Figure.UNREADABLE, (double) (counts.unreadable() - countsBefore.unreadable()));
        percentiles(
                figures, measurement.deliveryLatency(), Figure.P50, Figure.P90, Figure.P99, Figure.P999, Figure.MAX);
        percentiles(
                figures,
                measurement.ackLatency(),
                Figure.ACK_P50,
                Figure.ACK_P90,
                Figure.ACK_P99,
                Figure.ACK_P999,
                Figure.ACK_MAX);
        if (measurement.lastLatency().getTotalCount() > 0) {
            figures.put(Figure.LAST_P50, measurement.lastLatency().getValueAtPercentile(50) / MICROS);
            figures.put(Figure.LAST_P99, measurement.lastLatency().getValueAtPercentile(99) / MICROS);
        }
        if (measurement.lateness().getTotalCount() > 0) {
            figures.put(Figure.GENERATOR_LATE, measurement.lateness().getValueAtPercentile(99) / MICROS);
        }
        if (after.pid().isPresent()) {
            double cpu = after.target().cpuSince(before.target());
            if (deliveries > 0) {
                figures.put(Figure.COST, cpu / MICROS / deliveries);
                figures.put(
                        Figure.COST_SYSTEM,
                        cpu / MICROS / deliveries * after.target().systemShareSince(before.target()));
            }
            long compiling = after.target().compiledSince(before.target());
            if (deliveries > 0 && compiling > 0) {
                figures.put(Figure.COST_COMPILING, compiling / MICROS / deliveries);
            }
            figures.put(Figure.CPU, 100 * cpu / measuredNanos);
            figures.put(Figure.RESIDENT, after.target().residentBytes() / MIB);
        }
        if (measurement.datagrams() > 0) {
            figures.put(Figure.PER_DATAGRAM, (double) deliveries / measurement.datagrams());
        }
        figures.put(Figure.GENERATOR_CPU, 100.0 * after.generator().cpuSince(before.generator()) / measuredNanos);
        figures.put(Figure.GENERATOR_LOOP, 100.0 * (after.loopNanos() - before.loopNanos()) / measuredNanos);
        figures.put(Figure.GENERATOR_GC, (double) (after.gcMillis() - before.gcMillis()));
        Drops drops = drops();
        if (target.servingPort().isPresent()) {
            figures.put(Figure.DROPPED, (double) (drops.there() - dropsBefore.there()));
        }
        figures.put(Figure.GENERATOR_DROPPED, (double) (drops.here() - dropsBefore.here()));
        return new RoundOutcome(figures);
    }

    private static void percentiles(
            Map<Figure, Double> figures,
            Histogram histogram,
            Figure p50,
            Figure p90,
            Figure p99,
            Figure p999,
            Figure max) {
        if (histogram.getTotalCount() == 0) {
            return;
        }
        figures.put(p50, histogram.getValueAtPercentile(50) / MICROS);
        figures.put(p90, histogram.getValueAtPercentile(90) / MICROS);
        figures.put(p99, histogram.getValueAtPercentile(99) / MICROS);
        figures.put(p999, histogram.getValueAtPercentile(99.9) / MICROS);
        figures.put(max, histogram.getMaxValue() / MICROS);
    }
}
