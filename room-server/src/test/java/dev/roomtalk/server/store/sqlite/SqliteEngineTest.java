package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.Engine;
import dev.roomtalk.server.store.EngineContract;
import dev.roomtalk.server.store.EngineLimits;
import dev.roomtalk.server.store.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;

class SqliteEngineTest extends EngineContract {
    @TempDir
    Path directory;

    @Override
    protected Engine open() {
        try {
            return SqliteEngine.open(
                    directory,
                    InstantSource.system(),
                    new Random(20_261_121)::nextLong,
                    new EngineLimits(
                            100, Duration.ofDays(90), new Retention(10_000, 8 << 20, 0), Duration.ofDays(36_500)),
                    Durability.PROCESS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Engine restart(Engine before) {
        before.close();
        return open();
    }
}
