package dev.roomtalk.server.store;

import java.time.Duration;

/**
 * How much an engine keeps, and how long.
 *
 * @param nameExpiry a name is free again when its user was not seen for this long
 * @param historyAge messages are kept this long
 */
public record EngineLimits(int maxUsers, Duration nameExpiry, Retention retention, Duration historyAge) {}
