package dev.roomtalk.server.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;

class MemoryAccountsTest extends AccountsContract {
    @Override
    protected Engine open() {
        return new MemoryEngine(
                System::nanoTime,
                InstantSource.system(),
                new Random(20_261_129)::nextLong,
                100,
                Duration.ofDays(90),
                new Retention(10_000, 8 << 20, 256 << 20));
    }
}
