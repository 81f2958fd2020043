/**
 * Metrics and health of a running node over HTTP. It knows the counters of {@code base} alone; the program opens it
 * with the gauges and the health of the node. Begin with {@code MetricsEndpoint}.
 */
@NullMarked
package dev.roomtalk.server.metrics;

import org.jspecify.annotations.NullMarked;
