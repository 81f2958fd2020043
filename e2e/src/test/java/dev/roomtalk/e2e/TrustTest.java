package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server whose key is not the one that was seen before, and what a client keeps of servers. */
final class TrustTest {
    private static final int NOT_TRUSTED = 5;

    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void aServerWithAnotherKeyIsRefused() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        String[] rooms = {"rooms", "--server", server.address(), "--name", "alice"};
        assertThat(stage.run(alice, "chat", rooms)).isEqualTo(new Outcome(0, "", ""));
        String first = server.fingerprint();
        server.stop();
        deleteKey(server.directory());
        server.startAgain();
        assertThat(server.fingerprint()).isNotEqualTo(first);

        Outcome refused = stage.run(alice, "chat", rooms);

        assertThat(refused.exitCode()).isEqualTo(NOT_TRUSTED);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).startsWith("chat: ").contains(first).contains(server.fingerprint());
        assertThat(refused.err()).hasLineCount(1);
    }

    @Test
    void theSameKeyInANewStartIsTrusted() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        String[] rooms = {"rooms", "--server", server.address(), "--name", "alice"};
        assertThat(stage.run(alice, "chat", rooms)).isEqualTo(new Outcome(0, "", ""));
        String first = server.fingerprint();
        server.stop();
        server.startAgain();

        assertThat(server.fingerprint()).isEqualTo(first);
        Outcome again = stage.run(alice, "chat", rooms);
        assertThat(again.err()).doesNotContain("fingerprint");
        assertThat(again.exitCode()).isNotEqualTo(NOT_TRUSTED);
    }

    @Test
    void aKeyThatTheOldOneHasSignedForIsTrustedAndTheNameStays() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "create-room", "ops");
        String first = server.fingerprint();
        Outcome rotated = stage.run(
                stage.person("root"),
                "room-server",
                "key",
                "rotate",
                "--data-dir",
                server.directory().toString());
        assertThat(rotated.exitCode()).as(rotated.err()).isZero();
        assertThat(rotated.out()).contains(first + " -> SHA256:");
        server.stop();
        server.startAgain();
        assertThat(server.fingerprint()).isNotEqualTo(first);
        // Only who has alice's token can speak as alice.
        Outcome sent = stage.run(alice, "chat", "send", "--server", server.address(), "--name", "alice", "ops", "hi");
        assertThat(sent.err()).isEmpty();
        assertThat(sent.exitCode()).isZero();
    }

    @Test
    void anotherFingerprintThanTheServersIsRefused() {
        Server server = stage.server();
        String other = "SHA256:" + "A".repeat(43);

        Outcome refused =
                stage.run(stage.person("alice"), "chat", "rooms", "--server", server.address(), "--fingerprint", other);

        assertThat(refused.exitCode()).isEqualTo(NOT_TRUSTED);
        assertThat(refused.err()).contains(server.fingerprint()).hasLineCount(1);
    }

    @Test
    void tokensAndPinsAreForTheOwnersEyesOnly() throws IOException {
        Server server = stage.server();
        Person alice = stage.person("alice");
        stage.chat(alice, server, "rooms");

        try (Stream<Path> kept = Files.walk(alice.tokensAndPins())) {
            List<Path> all = kept.toList();
            assertThat(all).anyMatch(Files::isRegularFile);
            for (Path path : all) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                        .as(path.toString())
                        .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
            }
        }
    }

    private static void deleteKey(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> keys =
                    files.filter(file -> file.toString().endsWith(".pem")).toList();
            assertThat(keys).isNotEmpty();
            for (Path key : keys) {
                Files.delete(key);
            }
        }
    }
}
