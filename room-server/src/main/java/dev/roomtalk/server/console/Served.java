package dev.roomtalk.server.console;

import dev.roomtalk.server.audit.AuditLog;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Rates;
import dev.roomtalk.server.control.ControlPlane;
import dev.roomtalk.server.control.Users;
import dev.roomtalk.server.control.Workers;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.RoomDirectory;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.store.Engine;
import dev.roomtalk.wire.Pin;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The node that a console is of.
 *
 * @param settings in effect
 * @param ticker nanoseconds, for every duration
 * @param pin null: plain TCP
 * @param reloading null: it was started without a configuration that could be loaded again
 */
public record Served(
        String version,
        Supplier<ServerSettings> settings,
        List<InetSocketAddress> addresses,
        Supplier<@Nullable Pin> pin,
        Supplier<@Nullable Reloading> reloading,
        Engine engine,
        ControlPlane control,
        Relay relay,
        RoomDirectory rooms,
        Users users,
        Workers workers,
        Counters counters,
        Rates rates,
        AuditLog audit,
        InstantSource clock,
        Instant started,
        LongSupplier ticker,
        long startedNanos) {}
