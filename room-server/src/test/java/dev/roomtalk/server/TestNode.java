package dev.roomtalk.server;

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

    public static Node tls(Path dataDir, Object... more) throws IOException {
        return start(dataDir, new EnumMap<>(Setting.class), more);
    }

    private static Node start(Path dataDir, Map<Setting, String> given, Object... more) throws IOException {
        given.put(Setting.HOST, "127.0.0.1");
        given.put(Setting.PORT, "0");
        given.put(Setting.DATA_DIR, dataDir.toString());
        for (int i = 0; i < more.length; i += 2) {
            given.put((Setting) more[i], more[i + 1].toString());
        }
        try {
            return Node.start(ServerSettings.of(given));
        } catch (SettingException e) {
            throw new AssertionError(e);
        }
    }
}
