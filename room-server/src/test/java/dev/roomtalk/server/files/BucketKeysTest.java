package dev.roomtalk.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.davidmoten.aws.lw.client.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketKeysTest {
    private static final String KEYS = "aws_access_key_id = who\naws_secret_access_key=a/b+c=\n";

    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("credentials"), text);
    }

    private static void assertAre(Credentials keys, Optional<String> session) {
        assertThat(keys.accessKey()).isEqualTo("who");
        assertThat(keys.secretKey()).isEqualTo("a/b+c=");
        assertThat(keys.sessionToken()).isEqualTo(session);
    }

    @Test
    void theyStandInAFileBelowDefault() throws IOException {
        String other = "[other]\naws_access_key_id = nobody\n";
        assertAre(
                BucketKeys.read(file("# a comment\n" + other + "[default]\n" + KEYS + "\n" + other), Map.of()),
                Optional.empty());
        assertAre(
                BucketKeys.read(file("[default]\n" + KEYS + "aws_session_token = now"), Map.of()), Optional.of("now"));
    }

    @Test
    void orInTheEnvironment() throws IOException {
        assertAre(
                BucketKeys.read(null, Map.of("AWS_ACCESS_KEY_ID", "who", "AWS_SECRET_ACCESS_KEY", "a/b+c=")),
                Optional.empty());
    }

    @Test
    void whatIsMissingIsSaid() throws IOException {
        Path wrong = file("[other]\n" + KEYS);
        assertThatThrownBy(() -> BucketKeys.read(wrong, Map.of()))
                .hasMessage("file-credentials-file: " + wrong
                        + " has no aws_access_key_id and aws_secret_access_key below [default]");
    }

    @Test
    void aFileThatOthersMayChangeIsRefused() throws IOException {
        Path open = file("[default]\n" + KEYS);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> BucketKeys.read(open, Map.of()))
                .hasMessageStartingWith("file-credentials-file: " + open)
                .hasMessageContaining("can be written by other users");
    }
}
