/**
 * The ground floor: counters and histograms, ranges of addresses, JSON and the form of log lines. Every package may use
 * it; it uses none of the server's. Begin with {@code Counters}.
 */
@NullMarked
package dev.roomtalk.server.base;

import org.jspecify.annotations.NullMarked;
