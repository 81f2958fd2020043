package dev.roomtalk.client;

import dev.roomtalk.server.app.Node;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.store.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** Starts servers on 127.0.0.1. */
public final class TestNode {
    private TestNode() {}

    public static Node start(Path data, String... more) {
        return start(data, 0, more);
    }

    /** On an engine of the test's. */
    public static Node start(Path data, int port, Engine engine) {
        try {
            return Node.start(settings(data, port), engine);
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** @param more keys and values by turns */
    public static Node start(Path data, int port, String... more) {
        try {
            return Node.start(settings(data, port, more));
        } catch (IOException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static ServerSettings settings(Path data, int port, String... more) {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        given.put(Setting.HOST, "127.0.0.1");
        given.put(Setting.PORT, Integer.toString(port));
        given.put(Setting.DATA_DIR, data.toString());
        // Tests of something else are not to be slowed.
        given.put(Setting.PUBLISH_RATE, "1000000");
        given.put(Setting.PUBLISH_BURST, "1000000");
        given.put(Setting.PUBLISH_RATE_PER_ADDRESS, "1000000");
        given.put(Setting.PUBLISH_BURST_PER_ADDRESS, "1000000");
        for (int i = 0; i < more.length; i += 2) {
            given.put(Setting.valueOf(more[i]), more[i + 1]);
        }
        try {
            return ServerSettings.of(given);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
