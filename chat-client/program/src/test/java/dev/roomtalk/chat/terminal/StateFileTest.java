package dev.roomtalk.chat.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    Path home;

    @Test
    void isMadeForItsOwnerOnly() throws Exception {
        Path file = StateFile.in(Map.of(), home, "history");
        assertThat(file).isEqualTo(home.resolve(".local/state/roomtalk/history"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void goesWhereTheEnvironmentSays() throws Exception {
        assertThat(StateFile.in(Map.of("XDG_STATE_HOME", home.resolve("s").toString()), home, "history"))
                .isEqualTo(home.resolve("s/roomtalk/history"));
        assertThat(StateFile.in(Map.of("XDG_STATE_HOME", "relative"), home, "history"))
                .isEqualTo(home.resolve(".local/state/roomtalk/history"));
    }

    @Test
    void keepsWhatIsThereAndClosesItToOthers() throws Exception {
        Path file = StateFile.in(Map.of(), home, "history");
        Files.writeString(file, "1:hello\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        StateFile.in(Map.of(), home, "history");
        assertThat(file).hasContent("1:hello");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    /** As with dotfiles that lie in a repository. The line editor replaces the file when it shortens it. */
    @Test
    void aLinkStaysALinkAndItsTargetIsWritten() throws Exception {
        Path real = Files.writeString(home.resolve("dotfiles-history"), "1:hello\n");
        Files.createDirectories(home.resolve(".local/state/roomtalk"));
        Path link = Files.createSymbolicLink(home.resolve(".local/state/roomtalk/history"), real);
        Path file = StateFile.in(Map.of(), home, "history");
        Path shorter = Files.writeString(home.resolve("shorter"), "2:again\n");
        Files.move(shorter, file, StandardCopyOption.REPLACE_EXISTING);
        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(real).hasContent("2:again");
    }
}
