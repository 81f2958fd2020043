package dev.roomtalk.server.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream instead = new ByteArrayOutputStream();

    private LogFile open(Path file) throws IOException {
        return new LogFile(file, new PrintStream(instead, true, StandardCharsets.UTF_8));
    }

    private static byte[] line(String text) {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** As logrotate does it: by renaming, by removing, and (copytruncate) by making the file empty. */
    @Test
    void aFileThatWasMovedIsBegunAnew() throws IOException {
        Path file = directory.resolve("server.log");
        try (LogFile log = open(file)) {
            log.write(line("one"));
            Files.move(file, directory.resolve("server.log.1"));
            log.write(line("two"));
            assertThat(file).hasContent("two");
            assertThat(directory.resolve("server.log.1")).hasContent("one");
            Files.delete(file);
            log.write(line("three"));
            assertThat(file).hasContent("three");
            Files.move(file, directory.resolve("server.log.1"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Files.createFile(file);
            log.write(line("four"));
            assertThat(file).hasContent("four");
            Files.write(file, new byte[0]);
            log.write(line("five"));
            assertThat(file).hasContent("five");
        }
        assertThat(instead.size()).isZero();
    }

    @Test
    void whatCannotBeWrittenComesOutElsewhere() throws IOException {
        Path file = directory.resolve("logs").resolve("server.log");
        Files.createDirectory(file.getParent());
        try (LogFile log = open(file)) {
            Files.delete(file);
            Files.delete(file.getParent());
            log.write(line("one"));
            log.write(line("two"));
            assertThat(instead.toString(StandardCharsets.UTF_8).lines())
                    .hasSize(3)
                    .first()
                    .asString()
                    .contains("cannot be written", "server.log");
            Files.createDirectory(file.getParent());
            log.write(line("three"));
            assertThat(file).hasContent("three");
        }
    }
}
