package dev.roomtalk.client.identity;

import dev.roomtalk.files.HomeDirectory;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a person's client keeps what it remembers: {@code $XDG_CONFIG_HOME/roomtalk}, or {@code ~/.config/roomtalk}.
 *
 * @param path need not exist yet
 */
public record StateDirectory(Path path) {
    public static StateDirectory of(Map<String, String> environment) {
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        // A relative path there is to be ignored (XDG Base Directory Specification).
        Path base = xdg.startsWith("/")
                ? Path.of(xdg)
                : HomeDirectory.of(environment).resolve(".config");
        return new StateDirectory(base.resolve("roomtalk"));
    }

    public KnownServers servers() {
        return new KnownServers(path.resolve("servers"));
    }

    /** Tokens that were made here, and that the server may not know yet. */
    Tokens unconfirmedTokens() {
        return new Tokens(path.resolve("tokens-unconfirmed"));
    }

    public Tokens tokens() {
        return new Tokens(path.resolve("tokens"));
    }
}
