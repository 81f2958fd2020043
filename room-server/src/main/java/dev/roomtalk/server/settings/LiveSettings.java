package dev.roomtalk.server.settings;

import java.util.function.Supplier;

/**
 * The settings in effect, which change when the configuration is loaded again: they are read each time one is needed.
 * Any thread.
 */
public final class LiveSettings implements Supplier<ServerSettings> {
    private volatile ServerSettings now;

    public LiveSettings(ServerSettings first) {
        now = first;
    }

    @Override
    public ServerSettings get() {
        return now;
    }

    public void change(ServerSettings next) {
        now = next;
    }
}
