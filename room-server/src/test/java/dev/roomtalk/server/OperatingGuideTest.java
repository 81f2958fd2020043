package dev.roomtalk.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/OPERATING.md names every key with its standard and its meaning, and no other. */
class OperatingGuideTest {
    @Test
    void theTableOfKeysIsTheConfiguration() throws IOException {
        String guide = Files.readString(Path.of("..", "docs", "OPERATING.md"));
        String rows = Arrays.stream(Setting.values())
                .map(s -> "| `%s` | %s | %s |\n"
                        .formatted(s.key(), s.standard().isEmpty() ? "" : "`" + s.standard() + "`", s.meaning()))
                .collect(Collectors.joining());
        assertThat(guide).contains("| key | standard | meaning |\n|---|---|---|\n" + rows + "\n");
    }
}
