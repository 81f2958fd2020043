package dev.roomtalk.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HomeDirectoryTest {
    @Test
    void isWhatHomeNames() {
        assertThat(HomeDirectory.of(Map.of("HOME", "/srv/my home"))).isEqualTo(Path.of("/srv/my home"));
    }

    @Test
    void isThatOfThePasswordDatabaseWhereHomeNamesNone() {
        Path own = Path.of(System.getProperty("user.home"));
        assertThat(HomeDirectory.of(Map.of())).isEqualTo(own);
        assertThat(HomeDirectory.of(Map.of("HOME", ""))).isEqualTo(own);
        assertThat(HomeDirectory.of(Map.of("HOME", "relative"))).isEqualTo(own);
    }
}
