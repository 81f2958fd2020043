package dev.roomtalk.server.app;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.server.store.move.Move;
import dev.roomtalk.server.store.move.MoveSource;
import dev.roomtalk.server.store.move.MoveTarget;
import dev.roomtalk.server.store.redis.RedisMoveSource;
import dev.roomtalk.server.store.redis.RedisMoveTarget;
import dev.roomtalk.server.store.sqlite.SqliteMoveSource;
import dev.roomtalk.server.store.sqlite.SqliteMoveTarget;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Objects;

/** {@code room-server move}: carries everything from one engine to another, while no server uses either. */
final class MoveCommand {
    private MoveCommand() {}

    /**
     * Carries everything.
     *
     * @param from with the engine that has it
     * @param to with the engine that gets it, and the same data directory
     * @throws IOException in a sentence for the person
     */
    static void run(ServerSettings from, ServerSettings to, PrintStream out) throws SettingException, IOException {
        if (from.engine() == to.engine() && Objects.equals(from.redis(), to.redis())) {
            throw new SettingException("--from and --to are the same engine");
        }
        if (from.engine() == ServerSettings.EngineKind.MEMORY || to.engine() == ServerSettings.EngineKind.MEMORY) {
            throw keepsNothing();
        }
        // A server with that data directory may not run, whatever its engine is.
        try (DataDirectory data = DataDirectory.openAsItsOwner(from.dataDir());
                MoveSource source = source(from, data);
                MoveTarget target = target(to, data)) {
            Move.Carried carried = new Move(source, target).run();
            out.println("moved: " + carried.users() + " users, " + carried.rooms() + " rooms, " + carried.messages()
                    + " messages; start the server with engine = " + name(to)
                    + " now, and remove what is in " + name(from) + " when all is well");
        }
    }

    private static MoveSource source(ServerSettings settings, DataDirectory data) throws SettingException, IOException {
        return switch (settings.engine()) {
            case SQLITE -> SqliteMoveSource.open(data.path());
            case REDIS -> RedisMoveSource.open(Objects.requireNonNull(settings.redis()), Ticker.systemTicker()::read);
            case MEMORY -> throw keepsNothing();
        };
    }

    private static MoveTarget target(ServerSettings settings, DataDirectory data) throws SettingException, IOException {
        InstantSource clock = InstantSource.system();
        return switch (settings.engine()) {
            case SQLITE -> SqliteMoveTarget.open(data.path(), clock);
            case REDIS ->
                RedisMoveTarget.open(Objects.requireNonNull(settings.redis()), clock, Ticker.systemTicker()::read);
            case MEMORY -> throw keepsNothing();
        };
    }

    private static SettingException keepsNothing() {
        return new SettingException("the engine memory keeps nothing; move between sqlite and redis://...");
    }

    private static String name(ServerSettings settings) {
        return settings.redis() == null ? "sqlite" : settings.redis().toString();
    }
}
