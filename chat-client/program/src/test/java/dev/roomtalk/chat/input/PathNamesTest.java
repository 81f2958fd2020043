package dev.roomtalk.chat.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathNamesTest {
    @TempDir
    Path home;

    private PathNames paths;

    @BeforeEach
    void files() throws IOException {
        Files.createFile(Files.createDirectory(home.resolve("reports")).resolve("may 2026.pdf"));
        Files.createFile(home.resolve("report.pdf"));
        Files.createFile(home.resolve(".profile"));
        paths = new PathNames(home);
    }

    @Test
    void aPathGoesOnWithWhatIsThere() {
        assertThat(paths.of("~/")).containsExactly("~/report.pdf", "~/reports/");
        assertThat(paths.of("~/reports")).containsExactly("~/reports/");
        assertThat(paths.of("~/reports/")).containsExactly("~/reports/may 2026.pdf");
        assertThat(paths.of("~/reports/may 2")).containsExactly("~/reports/may 2026.pdf");
        assertThat(paths.of(home + "/rep")).containsExactly(home + "/report.pdf", home + "/reports/");
        assertThat(paths.of("~/.p")).containsExactly("~/.profile");
    }

    @Test
    void whatIsNotThereOffersNothing() {
        assertThat(paths.of("~/nowhere/")).isEmpty();
        assertThat(paths.of("~/report.pdf/")).isEmpty();
        assertThat(paths.of("a\0/b")).isEmpty();
    }
}
