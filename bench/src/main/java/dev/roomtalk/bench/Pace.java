package dev.roomtalk.bench;

/** When senders send. */
sealed interface Pace {
    /**
     * Messages leave at fixed times, evenly spaced over all senders, whatever the server does: latency counts from the time a
     * message was meant to leave.
     */
    record AtRate(double deliveriesPerSecond) implements Pace {
        /** Nanoseconds between two messages, of whichever senders. */
        double gap(Shape shape) {
            return 1e9 * shape.members() / deliveriesPerSecond;
        }

        @Override
        public String toString() {
            return "%,.0f deliveries/s".formatted(deliveriesPerSecond);
        }
    }

    /** Each sender keeps this many messages unanswered: latency counts from the time a message left. */
    record Saturated(int window) implements Pace {
        @Override
        public String toString() {
            return "saturated, %d in flight per sender".formatted(window);
        }
    }
}
