package dev.roomtalk.server.app;

import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.server.store.Engine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/** A node on loopback, on a port that the kernel chose. */
public final class TestNode {
    private TestNode() {}

    /** Without TLS; {@code more}: key, value, key, value. */
    public static Node plain(Path dataDir, Object... more) throws IOException {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        given.put(Setting.PLAIN, "true");
        return start(dataDir, given, more);
    }

    /** Without TLS, on an engine of the test's. */
    public static Node plain(Path dataDir, Engine engine, Object... more) throws IOException {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        given.put(Setting.PLAIN, "true");
        return Node.start(settings(dataDir, given, more), engine);
    }

    public static Node tls(Path dataDir, Object... more) throws IOException {
        return start(dataDir, new EnumMap<>(Setting.class), more);
    }

    private static Node start(Path dataDir, Map<Setting, String> given, Object... more) throws IOException {
        return Node.start(settings(dataDir, given, more));
    }

    private static ServerSettings settings(Path dataDir, Map<Setting, String> given, Object... more) {
        given.put(Setting.HOST, "127.0.0.1");
        given.put(Setting.PORT, "0");
        given.put(Setting.DATA_DIR, dataDir.toString());
        for (int i = 0; i < more.length; i += 2) {
            given.put((Setting) more[i], more[i + 1].toString());
        }
        try {
            return ServerSettings.of(given);
        } catch (SettingException e) {
            throw new AssertionError(e);
        }
    }
}
