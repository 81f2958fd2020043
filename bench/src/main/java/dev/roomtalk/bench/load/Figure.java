package dev.roomtalk.bench.load;

/** One line of the report: what it is called for programs and for people, and how many decimals mean something. */
enum Figure {
    DELIVERIES("deliveries_per_second", "deliveries/s", 0),
    LOST("lost", "lost", 0),
    DUPLICATED("duplicated", "duplicated", 0),
    OUT_OF_ORDER("out_of_order", "out of order", 0),
    UNSENT("unsent", "messages not sent in time", 0),
    REFUSED("refused", "publishes refused", 0),
    RESENT("resent", "publishes repeated", 0),
    UNREADABLE("unreadable", "unreadable", 0),
    P50("latency_p50_us", "latency p50, µs", 0),
    P90("latency_p90_us", "latency p90, µs", 0),
    P99("latency_p99_us", "latency p99, µs", 0),
    P999("latency_p99_9_us", "latency p99.9, µs", 0),
    MAX("latency_max_us", "latency max, µs", 0),
    LAST_P50("latency_last_p50_us", "until all have it, p50, µs", 0),
    LAST_P99("latency_last_p99_us", "until all have it, p99, µs", 0),
    ACK_P50("ack_p50_us", "ack p50, µs", 0),
    ACK_P90("ack_p90_us", "ack p90, µs", 0),
    ACK_P99("ack_p99_us", "ack p99, µs", 0),
    ACK_P999("ack_p99_9_us", "ack p99.9, µs", 0),
    ACK_MAX("ack_max_us", "ack max, µs", 0),
    COST("cpu_us_per_delivery", "CPU per delivery, µs", 3),
    COST_SYSTEM("cpu_system_us_per_delivery", "  of which kernel, µs", 3),
    COST_COMPILING("cpu_compiling_us_per_delivery", "  of which Java's compilers, µs", 3),
    CPU("cpu_percent", "CPU, % of one core", 1),
    RESIDENT("rss_mib", "memory (RSS), MiB", 1),
    DROPPED("socket_dropped", "dropped at its full socket", 0),
    PER_DATAGRAM("deliveries_per_datagram", "deliveries per datagram", 2),
    GENERATOR_CPU("generator_cpu_percent", "generator: CPU, % of one core", 1),
    GENERATOR_LOOP("generator_loop_percent", "generator: its loop, %", 1),
    GENERATOR_LATE("generator_late_p99_us", "generator: late, p99, µs", 0),
    GENERATOR_GC("generator_gc_ms", "generator: GC pauses, ms", 0),
    GENERATOR_DROPPED("generator_dropped", "generator: datagrams dropped", 0);

    private final String key;
    private final String label;
    private final int decimals;

    Figure(String key, String label, int decimals) {
        this.key = key;
        this.label = label;
        this.decimals = decimals;
    }

    String key() {
        return key;
    }

    String label() {
        return label;
    }

    int decimals() {
        return decimals;
    }
}
