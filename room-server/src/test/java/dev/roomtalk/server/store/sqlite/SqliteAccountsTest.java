package dev.roomtalk.server.store.sqlite;

import dev.roomtalk.server.store.AccountsContract;
import dev.roomtalk.server.store.Engine;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteAccountsTest extends AccountsContract {
    @TempDir
    Path directory;

    @Override
    protected Engine open() {
        return Stored.open(directory);
    }
}
