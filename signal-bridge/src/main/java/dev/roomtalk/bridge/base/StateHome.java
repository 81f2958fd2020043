package dev.roomtalk.bridge.base;

import java.nio.file.Path;
import java.util.Map;

/** The directory in which a person's bridges keep what they must know after they were ended. */
public final class StateHome {
    private StateHome() {}

    /** {@code $XDG_STATE_HOME/roomtalk}, by default {@code ~/.local/state/roomtalk}. */
    public static Path of(Map<String, String> environment, Path home) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        // A relative path is to be ignored, says the XDG Base Directory Specification.
        Path base = state.startsWith("/") ? Path.of(state) : home.resolve(".local/state");
        return base.resolve("roomtalk");
    }
}
