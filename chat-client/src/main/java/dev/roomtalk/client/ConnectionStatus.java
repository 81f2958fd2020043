package dev.roomtalk.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's connection at one moment.
 *
 * @param roundTrip the smoothed round trip of the transport in use; null until one was measured
 * @param plain the control connection is not encrypted
 */
public record ConnectionStatus(
        boolean connected,
        Transport transport,
        @Nullable Duration roundTrip,
        boolean plain,
        String server,
        String name) {}
