package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roomtalk.wire.KeySuccession;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyRotationTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path directory;

    private Pin selfMade(Path where) throws IOException {
        return Certificate.selfMade(where, NOW, new SecureRandom()).pin();
    }

    @Test
    void aKeyIsMadeWhereThereIsNone() throws IOException {
        Path made = directory.resolve("shared");
        Files.createDirectory(made);
        Pin pin = Certificate.make(made, NOW, new SecureRandom()).pin();
        assertThat(Certificate.given(made.resolve("certificate.pem"), made.resolve("key.pem"))
                        .pin())
                .isEqualTo(pin);
        assertThatThrownBy(() -> Certificate.make(made, NOW, new SecureRandom()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key.pem already: nothing was made");
        Files.delete(made.resolve("key.pem"));
        assertThatThrownBy(() -> Certificate.make(made, NOW, new SecureRandom()))
                .hasMessageContaining("certificate.pem already");
        assertThat(made.resolve("key.pem")).doesNotExist();
    }

    @Test
    void theNewKeyIsSignedForByTheOldOneWhichStays() throws IOException {
        Pin first = selfMade(directory);
        byte[] key = Files.readAllBytes(directory.resolve("key.pem"));
        KeyRotation.Outcome once = KeyRotation.ofSelfMade(directory, NOW, new SecureRandom());
        assertThat(once.before()).isEqualTo(first);
        assertThat(Files.readAllBytes(once.kept())).isEqualTo(key);
        assertThat(selfMade(directory)).isEqualTo(once.after()).isNotEqualTo(first);

        Instant later = NOW.plus(Duration.ofDays(10));
        KeyRotation.Outcome twice = KeyRotation.ofSelfMade(directory, later, new SecureRandom());
        Successions all = new Successions(directory);
        assertThat(all.statements()).hasSize(2);
        assertThat(KeySuccession.leads(all.statements(), first, twice.after(), later))
                .isTrue();
        assertThat(KeySuccession.leads(all.statements(), once.after(), twice.after(), later))
                .isTrue();
        assertThat(KeySuccession.leads(all.statements(), first, twice.after(), NOW.plus(Duration.ofDays(91))))
                .isFalse();
    }

    @Test
    void nothingIsOverwrittenAndNothingMadeWhereThereIsNoKey() throws IOException {
        assertThatThrownBy(() -> KeyRotation.ofSelfMade(directory, NOW, new SecureRandom()))
                .hasMessageContaining("key.pem yet");
        selfMade(directory);
        KeyRotation.ofSelfMade(directory, NOW, new SecureRandom());
        byte[] key = Files.readAllBytes(directory.resolve("key.pem"));
        assertThatThrownBy(() -> KeyRotation.ofSelfMade(directory, NOW, new SecureRandom()))
                .hasMessageContaining("already: nothing was changed");
        assertThat(Files.readAllBytes(directory.resolve("key.pem"))).isEqualTo(key);
    }

    @Test
    void aCertificateOfTheOperatorCanFollow(@TempDir Path other) throws IOException {
        Pin first = selfMade(directory);
        Pin next = selfMade(other);
        Path current = directory.resolve("key.pem");
        KeyRotation.to(directory, current, other.resolve("certificate.pem"), NOW);
        assertThat(KeySuccession.leads(new Successions(directory).statements(), first, next, NOW))
                .isTrue();
        assertThat(selfMade(directory)).isEqualTo(first);
        assertThatThrownBy(() -> KeyRotation.to(directory, current, directory.resolve("certificate.pem"), NOW))
                .hasMessageContaining("the key in use");
    }

    @Test
    void whatRootMakesIsTheServersUsers() throws IOException {
        selfMade(directory);
        assumeTrue(Files.getAttribute(directory, "unix:uid").equals(0), "only root can give files away");
        int server = 4711;
        Files.setAttribute(directory, "unix:uid", server);
        KeyRotation.Outcome outcome = KeyRotation.ofSelfMade(directory, NOW, new SecureRandom());
        for (Path file : List.of(
                directory.resolve("key.pem"),
                directory.resolve("certificate.pem"),
                directory.resolve("successions"),
                outcome.kept())) {
            assertThat(Files.getAttribute(file, "unix:uid")).as(file.toString()).isEqualTo(server);
        }
    }

    @Test
    void aDamagedLineIsNamed() throws IOException {
        Files.writeString(directory.resolve("successions"), "# heading\n\nnonsense!\n");
        assertThatThrownBy(() -> new Successions(directory)).hasMessageContaining("successions:3:");
    }
}
