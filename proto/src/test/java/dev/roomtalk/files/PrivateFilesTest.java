package dev.roomtalk.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
    private static final int SOMEBODY = 4711;

    @TempDir
    Path place;

    @Test
    void aDirectoryThatOthersMayWriteIsRefused() throws IOException {
        Path directory = place.resolve("data");
        PrivateFiles.makeDirectory(directory);
        assertThat(mode(directory)).isEqualTo("rwx------");
        for (String mode : new String[] {"rwxrwxrwx", "rwx----w-", "rwxr-xrwx"}) {
            set(directory, mode);
            assertThatThrownBy(() -> PrivateFiles.makeDirectory(directory))
                    .hasMessageContaining("can be written by other users")
                    .hasMessageContaining("chmod go-w " + directory);
        }
        set(directory, "rwxr-xr-x");
        assertThatCode(() -> PrivateFiles.requireSafe(directory)).doesNotThrowAnyException();
    }

    @Test
    void aGroupMayWriteOnlyIfItIsThisUsersOwnOrRootGaveItToThisProcess() throws IOException {
        assumeTrue(isRoot(), "only root can give files away");
        Path directory = Files.createDirectory(place.resolve("volume"));
        Files.setAttribute(directory, "unix:gid", SOMEBODY);
        set(directory, "rwxrwx---");
        assertThatThrownBy(() -> PrivateFiles.requireSafe(directory)).hasMessageContaining("chmod go-w");
        Files.setAttribute(directory, "unix:gid", 0);
        Files.setAttribute(directory, "unix:mode", 02770);
        assertThatCode(() -> PrivateFiles.requireSafe(directory)).doesNotThrowAnyException();
    }

    @Test
    void aStickyDirectoryOfRootsWillDoForSocketsAndNotForData() throws IOException {
        assumeTrue(isRoot(), "only root can give files away");
        Path directory = Files.createDirectory(place.resolve("tmp"));
        Files.setAttribute(directory, "unix:mode", 01777);
        assertThatCode(() -> PrivateFiles.requireNobodyReplaces(directory)).doesNotThrowAnyException();
        assertThatThrownBy(() -> PrivateFiles.requireSafe(directory)).hasMessageContaining("can be written");
        Files.setAttribute(directory, "unix:uid", SOMEBODY);
        assertThatThrownBy(() -> PrivateFiles.requireNobodyReplaces(directory)).hasMessageContaining("belongs to");
    }

    @Test
    void aPrivateDirectoryIsClosedToOthers() throws IOException {
        Path directory = Files.createDirectory(place.resolve("state"));
        set(directory, "rwxr-xr-x");
        PrivateFiles.makePrivateDirectory(directory);
        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void aDirectoryOfSomebodyElseIsRefused() throws IOException {
        assumeTrue(isRoot(), "only root can give files away");
        Path directory = Files.createDirectory(place.resolve("theirs"));
        Files.setAttribute(directory, "unix:uid", SOMEBODY);
        assertThatThrownBy(() -> PrivateFiles.makeDirectory(directory))
                .hasMessageContaining(directory + " belongs to 4711, not to root")
                .hasMessageContaining("runuser -u 4711 -- ");
    }

    @Test
    void aFileThatAnotherCouldChangeOrReplaceIsRefused() throws IOException {
        Path directory = Files.createDirectory(place.resolve("keys"));
        Path file = Files.writeString(directory.resolve("key.pem"), "secret");
        Path link = Files.createSymbolicLink(place.resolve("link.pem"), file);
        assertThatCode(() -> PrivateFiles.requireSafeFile(link)).doesNotThrowAnyException();
        set(file, "rw-r--rw-");
        for (Path each : new Path[] {file, link}) {
            assertThatThrownBy(() -> PrivateFiles.requireSafeFile(each))
                    .hasMessageContaining(file + " can be written by other users")
                    .hasMessageContaining("chmod go-w " + file);
        }
        set(file, "rw-------");
        set(directory, "rwxrwxrwx");
        for (Path each : new Path[] {file, link}) {
            assertThatThrownBy(() -> PrivateFiles.requireSafeFile(each))
                    .hasMessageContaining("chmod go-w " + directory);
        }
    }

    @Test
    void aFileOfSomebodyElseIsRefused() throws IOException {
        assumeTrue(isRoot(), "only root can give files away");
        Path file = Files.writeString(place.resolve("key.pem"), "secret");
        Files.setAttribute(file, "unix:uid", SOMEBODY);
        assertThatThrownBy(() -> PrivateFiles.requireSafeFile(file))
                .hasMessageContaining("belongs to")
                .hasMessageContaining("give another file");
    }

    @Test
    void whatRootPutsIntoTheDirectoryOfAnotherBelongsToThatUser() throws IOException {
        assumeTrue(isRoot(), "only root can give files away");
        Path directory = Files.createDirectory(place.resolve("data"));
        Files.setAttribute(directory, "unix:uid", SOMEBODY);
        Path file = directory.resolve("key.pem");
        PrivateFiles.replace(file, new byte[1], PrivateFiles.OWNER_ONLY);
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(SOMEBODY);
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void aLinkIsReplacedAndNotFollowed() throws IOException {
        Path victim = Files.writeString(place.resolve("victim"), "precious");
        Path file = place.resolve("file");
        Files.createSymbolicLink(file, victim);
        PrivateFiles.replace(file, bytes("new"), PrivateFiles.OWNER_ONLY);
        assertThat(victim).hasContent("precious");
        assertThat(file).hasContent("new");
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(mode(file)).isEqualTo("rw-------");
        PrivateFiles.replace(file, bytes("for all"), "rw-r--r--");
        assertThat(mode(file)).isEqualTo("rw-r--r--");
        try (var left = Files.list(place)) {
            assertThat(left).containsExactlyInAnyOrder(victim, file);
        }
    }

    @Test
    void aLinkIsNotOpened() throws IOException {
        Path victim = Files.writeString(place.resolve("victim"), "precious");
        Path file = place.resolve("file");
        Files.createSymbolicLink(file, victim);
        assertThatThrownBy(() -> PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE))
                .isInstanceOf(IOException.class);
        Files.delete(file);
        try (var channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            PrivateFiles.write(channel, bytes("mine"));
        }
        assertThat(file).hasContent("mine");
        assertThat(mode(file)).isEqualTo("rw-------");
    }

    @Test
    void onesOwnLinkIsFollowedAndAnothersIsNot() throws IOException {
        Path target = Files.writeString(place.resolve("dotfiles"), "x");
        Path file = place.resolve("tokens");
        assertThat(PrivateFiles.followOwnLink(file)).isEqualTo(file);
        Files.createSymbolicLink(file, target);
        assertThat(PrivateFiles.followOwnLink(file)).isEqualTo(target.toRealPath());
        assumeTrue(isRoot(), "only root can give files away");
        Files.setAttribute(target, "unix:uid", SOMEBODY);
        assertThatThrownBy(() -> PrivateFiles.followOwnLink(file)).hasMessageContaining("is not yours");
        Files.setAttribute(target, "unix:uid", 0);
        Files.setAttribute(file, "unix:uid", SOMEBODY, LinkOption.NOFOLLOW_LINKS);
        assertThatThrownBy(() -> PrivateFiles.followOwnLink(file)).hasMessageContaining("is not yours");
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static void set(Path file, String mode) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
