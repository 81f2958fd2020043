package dev.roomtalk.server.settings;

import dev.roomtalk.server.relay.RoomRates;
import java.time.Duration;

/**
 * How much of the server one address, one user and one room may take; {@link Setting} says what each means. None of it counts for
 * {@code trusted-proxies} where it counts addresses.
 */
public record AccessLimits(
        int connectionsPerAddress,
        int connectionsPerRange,
        int halfOpen,
        int handshakeRate,
        int handshakeRatePerAddress,
        int failuresPerAddress,
        Duration failureWindow,
        Duration failureRefusal,
        int newRoomsPerUser,
        int newRoomsPerAddress,
        int publishBytes,
        int publishBytesBurst,
        RoomRates room) {

    /** A small part of a core, whatever the clients do: more of them, and those who talk would notice. */
    private static final int HANDSHAKES_PER_CORE = 25;

    static AccessLimits of(SettingReader r) throws SettingException {
        return new AccessLimits(
                r.number(Setting.MAX_CONNECTIONS_PER_ADDRESS),
                r.number(Setting.MAX_CONNECTIONS_PER_RANGE),
                r.number(Setting.MAX_HALF_OPEN),
                r.given(Setting.HANDSHAKE_RATE)
                        ? r.number(Setting.HANDSHAKE_RATE)
                        : HANDSHAKES_PER_CORE * Runtime.getRuntime().availableProcessors(),
                r.number(Setting.HANDSHAKE_RATE_PER_ADDRESS),
                r.number(Setting.FAILURES_PER_ADDRESS),
                r.duration(Setting.FAILURE_WINDOW),
                r.duration(Setting.FAILURE_REFUSAL),
                r.number(Setting.NEW_ROOMS_PER_USER),
                r.number(Setting.NEW_ROOMS_PER_ADDRESS),
                r.number(Setting.PUBLISH_BYTES),
                r.number(Setting.PUBLISH_BYTES_BURST),
                new RoomRates(
                        r.number(Setting.PUBLISH_RATE_PER_ROOM),
                        r.number(Setting.PUBLISH_BURST_PER_ROOM),
                        r.number(Setting.PUBLISH_BYTES_PER_ROOM),
                        r.number(Setting.PUBLISH_BYTES_BURST_PER_ROOM)));
    }
}
