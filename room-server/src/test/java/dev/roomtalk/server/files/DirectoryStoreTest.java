package dev.roomtalk.server.files;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStoreTest extends BlobStoreContract {
    @TempDir
    Path directory;

    @Override
    BlobStore opened() throws IOException {
        return DirectoryStore.open(directory, this::now);
    }
}
