package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.input.InputSettings;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.identity.Identity;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge is started with.
 *
 * @param dialect as the person named it
 * @param dialects those that are recognised
 * @param trace shows each signal on standard error
 * @param realTime says so if the real-time scheduling class is not allowed
 * @param room null for a server that prints what it receives
 */
record BridgeSettings(
        String dialect,
        List<Dialect> dialects,
        boolean trace,
        boolean realTime,
        @Nullable Path pidFile,
        InputSettings inputs,
        @Nullable Room room) {
    /**
     * The room to speak in.
     *
     * @param create makes the room if there is none of that name
     * @param password null if none was given
     */
    record Room(
            String name,
            boolean create,
            Identity identity,
            ClientSettings client,
            @Nullable String password) {}
}
