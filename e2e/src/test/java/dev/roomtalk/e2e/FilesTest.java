package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files as scripts send and get them, over servers and clients that are killed. */
final class FilesTest {
    private static final Pattern SENT =
            Pattern.compile("sent (\\S+) \\(.*sha256 ([0-9a-f]{64})\\) as ([0-9a-f]{32})\n");

    @RegisterExtension
    final Stage stage = new Stage();

    private Path file(String name, int size) {
        try {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            return Files.write(stage.directory().resolve(name), content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Matcher sent(String printed) {
        Matcher sent = SENT.matcher(printed);
        assertThat(sent.matches()).as(printed).isTrue();
        return sent;
    }

    /** How much is there of the one file that is not whole, in bytes. */
    private static long part(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            Path part = files.filter(file -> file.toString().endsWith(".part"))
                    .findFirst()
                    .orElse(null);
            return part == null ? 0 : Files.size(part);
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void aFileArrivesWholeWhereServerAndClientAreKilledBothTimes() throws IOException {
        Server server = stage.server("--file-rate", "3M");
        Person alice = stage.person("alice");
        Person bob = stage.person("bob");
        stage.chat(alice, server, "create-room", "hall");
        Listener hears = Listener.join(stage, server, bob, "hall");
        Path report = file("report.pdf", 9_000_000);
        Path kept = server.directory().resolve("files");

        String[] send = server.command(alice, "send-file", "hall", report.toString());
        Matcher sent = sent(overKills(server, alice, send, kept));
        try (Stream<Path> files = Files.list(kept)) {
            assertThat(files).as("it was not begun anew").hasSize(2);
        }

        hears.await("sent report.pdf (9.0 MB, sha256 " + sent.group(2).substring(0, 16) + "…) — chat get hall "
                + sent.group(3));
        Path home = bob.home();
        String[] get = server.command(bob, "get", "hall", sent.group(3), "--output", home.toString());
        assertThat(overKills(server, bob, get, home))
                .isEqualTo("saved report.pdf (9.0 MB, sha256 " + sent.group(2) + ") as " + home.resolve("report.pdf")
                        + "\n");
        assertThat(home.resolve("report.pdf")).hasSameBinaryContentAs(report);
        assertThat(part(home)).isZero();
    }

    /** Kills the server, then the client, which is started again; what the last client has printed. */
    private String overKills(Server server, Person who, String[] command, Path where) {
        Program first = stage.start(who, "chat", command);
        first.awaitUntil("a part", () -> part(where) > 1_500_000);
        server.kill();
        server.startAgain();
        first.awaitUntil("more of it", () -> part(where) > 4_000_000);
        first.kill();
        Outcome done = stage.start(who, "chat", command).awaitEnd();
        assertThat(done.err()).isEmpty();
        return done.out();
    }

    @Test
    void standardInputIsAFileTooAndWhoIsNoMemberGetsNone() {
        Server server = stage.server();
        Person alice = stage.person("alice");
        Person mallory = stage.person("mallory");
        stage.chat(alice, server, "create-room", "hall", "--private");
        Program sending = stage.start(alice, "chat", server.command(alice, "send-file", "hall", "--as", "../log"));
        sending.say("a line");
        sending.endInput();
        assertThat(sending.awaitEnd().err()).contains("neither '/' nor control characters");
        sending = stage.start(alice, "chat", server.command(alice, "send-file", "hall", "--as", "log"));
        sending.say("a line");
        sending.endInput();
        Matcher sent = sent(sending.awaitEnd().out());

        Outcome refused = stage.run(mallory, "chat", server.command(mallory, "get", "hall", sent.group(3)));
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.err()).contains("hall").doesNotContain("log");

        Path log = alice.home().resolve("saved.log");
        stage.chat(alice, server, "get", "hall", sent.group(3), "--output", log.toString());
        assertThat(log).hasContent("a line\n");
        Outcome again = stage.run(
                alice, "chat", server.command(alice, "get", "hall", sent.group(3), "--output", log.toString()));
        assertThat(again.err()).contains("is there already, and nothing is overwritten");
    }
}
