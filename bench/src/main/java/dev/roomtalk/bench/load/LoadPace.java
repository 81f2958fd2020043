package dev.roomtalk.bench.load;

/** When senders send. */
public sealed interface LoadPace {
    /** What latencies count from: goes on from "when a message". */
    String latencyFrom();

    /**
     * Messages leave at fixed times, evenly spaced over all senders, whatever the server does: latency counts from the
     * time a message was meant to leave.
     */
    record AtRate(double deliveriesPerSecond) implements LoadPace {
        /** Nanoseconds between two messages, of whichever senders. */
        double gap(Shape shape) {
            return 1e9 * shape.members() / deliveriesPerSecond;
        }

        @Override
        public String latencyFrom() {
            return "was due, whether it could leave then or not";
        }

        @Override
        public String toString() {
            return "%,.0f deliveries/s".formatted(deliveriesPerSecond);
        }
    }

    /** Each sender keeps this many messages unanswered: latency counts from the time a message left. */
    record Saturated(int window) implements LoadPace {
        @Override
        public String latencyFrom() {
            return "left";
        }

        @Override
        public String toString() {
            return "saturated, %d in flight per sender".formatted(window);
        }
    }
}
