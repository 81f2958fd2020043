package dev.roomtalk.files;

import java.nio.file.Path;
import java.util.Map;

/**
 * The home directory of the person. It is what {@code HOME} names, as other programs take it; Java's own
 * {@code user.home} is what the password database says, and {@code ?} for a user that has no entry there.
 */
public final class HomeDirectory {
    private HomeDirectory() {}

    /** @param environment the variables of the process; a {@code HOME} that is no absolute path is passed over */
    public static Path of(Map<String, String> environment) {
        String home = environment.getOrDefault("HOME", "");
        return home.startsWith("/") ? Path.of(home) : Path.of(System.getProperty("user.home", "/"));
    }
}
