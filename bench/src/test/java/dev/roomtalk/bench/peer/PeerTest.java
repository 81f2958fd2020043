package dev.roomtalk.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {
    @Test
    void aProgramIsFoundInTheDirectoriesOfThePath(@TempDir Path directory) throws Exception {
        assertThat(Peer.REDIS.find("/nowhere:" + directory + ":")).isEmpty();
        Path program = Files.createFile(directory.resolve("redis-server"));
        assertThat(Peer.REDIS.find("/nowhere:" + directory)).isEmpty();
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(Peer.REDIS.find("/nowhere:" + directory)).contains(program);
    }

    @Test
    void peersHaveTheNamesOfTheCommandLine() {
        assertThat(Peer.named("redis")).contains(Peer.REDIS);
        assertThat(Peer.named("inspircd")).contains(Peer.INSPIRCD);
        assertThat(Peer.named("REDIS")).isEmpty();
    }
}
