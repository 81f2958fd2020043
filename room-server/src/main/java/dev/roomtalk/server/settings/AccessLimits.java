package dev.roomtalk.server.settings;

import dev.roomtalk.server.rooms.RoomRates;
import java.time.Duration;

/**
 * The limits of one address, one user and one room; {@link Setting} tells what each means. The limits of addresses do
 * not hold for {@code trusted-proxies}.
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
        RoomRates room,
        Requests requests) {

    /** What the requests of one session, and of all sessions of one address, may cost: in a second, and at once. */
    public record Requests(int rate, int burst, int ratePerAddress, int burstPerAddress) {}

    /** They take a small part of a core; with more of them, people in rooms would notice. */
    private static final int HANDSHAKES_PER_CORE = 100;

    static AccessLimits of(SettingReader r) {
        int handshakeRate = r.given(Setting.HANDSHAKE_RATE)
                ? r.number(Setting.HANDSHAKE_RATE)
                : HANDSHAKES_PER_CORE * Runtime.getRuntime().availableProcessors();
        return new AccessLimits(
                r.number(Setting.MAX_CONNECTIONS_PER_ADDRESS),
                r.number(Setting.MAX_CONNECTIONS_PER_RANGE),
                r.number(Setting.MAX_HALF_OPEN),
                handshakeRate,
                r.given(Setting.HANDSHAKE_RATE_PER_ADDRESS)
                        ? r.number(Setting.HANDSHAKE_RATE_PER_ADDRESS)
                        : handshakeRate,
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
                        r.number(Setting.PUBLISH_BYTES_BURST_PER_ROOM)),
                new Requests(
                        r.number(Setting.REQUEST_RATE),
                        r.number(Setting.REQUEST_BURST),
                        r.number(Setting.REQUEST_RATE_PER_ADDRESS),
                        r.number(Setting.REQUEST_BURST_PER_ADDRESS)));
    }
}
