package dev.roomtalk.chat.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a configuration file sets, for tests of what it does. */
public final class WrittenPreferences {
    private WrittenPreferences() {}

    /** @param home a directory for the file */
    public static Preferences of(Path home, String text) throws IOException {
        Files.writeString(Files.createDirectories(home.resolve("roomtalk")).resolve("chat.conf"), text);
        Configuration read = Configuration.of(Map.of("XDG_CONFIG_HOME", home.toString()));
        assertThat(read.problems()).isEmpty();
        return Preferences.of(read);
    }
}
