package dev.roomtalk.e2e.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.e2e.Missing;
import dev.roomtalk.e2e.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** The package that {@code bin/package} makes, installed where there is nothing but Debian. */
final class PackageTest {
    private static final Path PACKAGES = Path.of(System.getProperty("roomtalk.root", ".."), "target", "packages");

    private static Path debian() throws IOException {
        if (Files.isDirectory(PACKAGES)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(PACKAGES, "*.deb")) {
                for (Path file : found) {
                    return file;
                }
            }
        }
        throw Missing.because("needs the packages, which -Ppackage makes on Debian");
    }

    private static Outcome done(GenericContainer<?> machine, String... command) {
        Outcome outcome = Harbour.exec(machine, command);
        assertThat(outcome.exitCode())
                .as(String.join(" ", command) + ": " + outcome)
                .isZero();
        return outcome;
    }

    @Test
    void isInstalledAndRunsAndGoes() throws IOException {
        Image.engine();
        Path file = debian();
        try (GenericContainer<?> machine = new GenericContainer<>(DockerImageName.parse("debian:bookworm-slim"))
                .withCommand("sleep", "infinity")
                .withCopyFileToContainer(MountableFile.forHostPath(file), "/tmp/roomtalk.deb")) {
            machine.start();

            done(machine, "dpkg", "--install", "/tmp/roomtalk.deb");

            assertThat(done(machine, "room-server", "--version").out()).startsWith("room-server ");
            assertThat(done(machine, "roomtalk", "--version").out()).startsWith("chat ");
            // Debian's own chat is another program.
            assertThat(done(machine, "roomtalk", "--help").out()).startsWith("Usage: roomtalk ");
            assertThat(done(machine, "roomtalk", "ban", "--help").out()).contains("'roomtalk unban'");
            assertThat(done(machine, "signal-bridge", "--version").out()).startsWith("signal-bridge ");
            assertThat(done(machine, "signal-send", "--version").out()).startsWith("signal-send ");
            assertThat(done(machine, "getent", "passwd", "roomtalk").out()).contains("/var/lib/roomtalk");
            done(
                    machine,
                    "runuser",
                    "-u",
                    "roomtalk",
                    "--",
                    "room-server",
                    "config",
                    "check",
                    "--config",
                    "/etc/roomtalk/room-server.conf",
                    "--data-dir",
                    "/var/lib/roomtalk");
            assertThat(done(machine, "zcat", "/usr/share/man/man1/roomtalk.1.gz")
                            .out())
                    .startsWith(".TH ROOMTALK 1 ")
                    .contains(".SH ROOMTALK CREATE-ROOM", ".SH ROOMTALK SEARCH");
            assertThat(done(
                                    machine,
                                    "bash",
                                    "-c",
                                    ". /usr/share/bash-completion/completions/roomtalk && complete -p roomtalk")
                            .out())
                    .contains("_complete_roomtalk");
            done(machine, "test", "-s", "/usr/share/fish/vendor_completions.d/roomtalk.fish");
            done(machine, "grep", "-q", "#compdef roomtalk", "/usr/share/zsh/vendor-completions/_roomtalk");
            assertThat(done(machine, "cat", "/usr/share/doc/roomtalk/bom.json").out())
                    .contains(
                            "\"CycloneDX\"",
                            "pkg:maven/io.netty/netty-handler@",
                            "pkg:generic/openjdk@25",
                            "pkg:generic/sqlite@3.",
                            "pkg:maven/dev.roomtalk/room-server@");
            assertThat(done(machine, "cat", "/usr/lib/systemd/system/room-server.service")
                            .out())
                    .contains(
                            "ExecStart=/opt/roomtalk/bin/room-server ",
                            "ExecReload=/opt/roomtalk/bin/room-server reload ",
                            "ProtectSystem=strict");
            assertThat(done(machine, "cat", "/usr/lib/systemd/system/signal-bridge@.service")
                            .out())
                    .contains("Environment=ROOMTALK_NAME=%i-signals", "SuccessExitStatus=143");

            assertThat(done(machine, "ls", "/usr/lib/systemd/system", "/usr/share/doc/roomtalk/operating")
                            .out())
                    .contains(
                            "roomtalk-bridge@.service",
                            "signal-bridge@.service",
                            "room-server-backup.service",
                            "room-server-backup.timer",
                            "quick-start.md",
                            "reference.md");
            assertThat(done(machine, "stat", "--format", "%U %a", "/var/backups/roomtalk", "/var/lib/roomtalk")
                            .out())
                    .isEqualTo("roomtalk 700\nroomtalk 700\n");
            done(machine, "getent", "passwd", "roomtalk-bridge");

            done(machine, "dpkg", "--remove", "roomtalk");
            // The configuration is its operator's.
            done(machine, "test", "-f", "/etc/roomtalk/room-server.conf");
            assertThat(Harbour.exec(machine, "test", "-e", "/opt/roomtalk").exitCode())
                    .isNotZero();
        }
    }
}
