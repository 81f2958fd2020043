package dev.roomtalk.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A session's connection at one moment.
 *
 * @param roundTrip the smoothed round trip of the transport in use; null until one was measured
 * @param loss the part of the server's datagrams that did not arrive during the last ten seconds, between 0 and 1; 0 as
 *     well if too few were sent to tell, or the transport is TCP
 * @param plain the control connection is not encrypted
 */
public record ConnectionStatus(
        boolean connected,
        Transport transport,
        @Nullable Duration roundTrip,
        double loss,
        boolean plain,
        String server,
        String name) {}
