package dev.roomtalk.server.metrics;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Gauge;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.base.LatencyHistogram;
import dev.roomtalk.server.base.Tally;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleSupplier;

/** The counters, gauges and latencies of a node and of its Java, in Prometheus' text format. Any thread. */
public final class Metrics implements AutoCloseable {
    /** The beginning of every name of this server. */
    public static final String PREFIX = "roomtalk.";

    /** The label of metrics that are counted by reason. */
    public static final String REASON = "reason";

    /** Messages in the datagrams that were sent. */
    public static final String BUNDLES = "roomtalk_datagram_messages";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** @param gauges a value for each */
    public Metrics(Counters counters, Map<Gauge, DoubleSupplier> gauges, String version) {
        for (Counter counter : Counter.values()) {
            Tags tags = counter.label().isEmpty() ? Tags.empty() : Tags.of(counter.label(), counter.value());
            FunctionCounter.builder(PREFIX + counter.metric(), counters, c -> c.get(counter))
                    .tags(tags)
                    .description(counter.meaning())
                    .register(registry);
        }
        for (Tally tally : Tally.values()) {
            for (String reason : tally.reasons()) {
                FunctionCounter.builder(PREFIX + tally.metric(), counters, c -> c.get(tally, reason))
                        .tags(Tags.of(REASON, reason))
                        .description(tally.meaning())
                        .register(registry);
            }
        }
        for (Gauge gauge : Gauge.values()) {
            DoubleSupplier value = Objects.requireNonNull(gauges.get(gauge), gauge.name());
            io.micrometer.core.instrument.Gauge.builder(PREFIX + gauge.metric(), value::getAsDouble)
                    .description(gauge.meaning())
                    .register(registry);
        }
        for (Latency latency : Latency.values()) {
            registry.getPrometheusRegistry().register(histogram(latency, counters.latency(latency)));
        }
        registry.getPrometheusRegistry().register(bundles(counters));
        io.micrometer.core.instrument.Gauge.builder(PREFIX + "build.info", () -> 1)
                .tag("version", version)
                .description("1; its version")
                .register(registry);
        collections.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** The name that is printed. */
    public static String name(Latency latency) {
        return (PREFIX + latency.metric() + ".seconds").replace('.', '_');
    }

    private static Collector histogram(Latency latency, LatencyHistogram histogram) {
        return () -> HistogramSnapshot.builder()
                .name(name(latency))
                .help(latency.meaning())
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(
                                ClassicHistogramBuckets.of(LatencyHistogram.bounds(), histogram.counts()))
                        .sum(histogram.seconds())
                        .build())
                .build();
    }

    private static Collector bundles(Counters counters) {
        return () -> HistogramSnapshot.builder()
                .name(BUNDLES)
                .help("messages in a datagram that was sent")
                .dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .classicHistogramBuckets(
                                ClassicHistogramBuckets.of(Counters.bundleBounds(), counters.bundles()))
                        .sum((double) counters.bundled())
                        .build())
                .build();
    }

    /** All metrics, as Prometheus reads them. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
