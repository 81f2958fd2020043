package dev.roomtalk.client.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.client.identity.KnownServers.Server;
import dev.roomtalk.client.identity.Tokens.Token;
import dev.roomtalk.wire.Pin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However damaged the files of tokens and of servers are: each line is an entry, which is found, or is set aside as it
 * is; and what is remembered afterwards does not change what was there.
 */
class IdentityFilesFuzzTest {
    private static final String PIN = "SHA256:" + "A".repeat(43);
    private static final String SECRET = "A".repeat(43);
    private static final Token NEW = Token.of("new:1", Tokens.PLAIN, "newcomer", new byte[32]);

    @TempDir
    static Path directory;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "# Tokens\nhost:4242 " + PIN + " " + SECRET + " alice\nhost:4242 verified " + SECRET
                                + " Bob B\n",
                        "host:4242 pinned " + PIN + "\nother:1 verified " + PIN + "\r\nhost:4242 pinned",
                        "\ufeffhost:1 plain " + SECRET + " alice\n\n  \nhost:1 plain " + SECRET + " Alice\n x",
                        "host:1 plain " + SECRET + "= alice\nhost:1 pinned " + PIN.substring(7) + "\n\u0000\n")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void everyLineIsAnEntryOrIsSetAside(byte[] bytes) throws IOException {
        checkTokens(bytes);
        checkServers(bytes);
    }

    private static void checkTokens(byte[] bytes) throws IOException {
        Path file = write("tokens", bytes);
        Tokens tokens = new Tokens(file);
        List<Token> entries = lines(file).stream()
                .filter(IdentityFilesFuzzTest::isUtf8)
                .map(line -> Token.parse(text(line)))
                .filter(token -> token != null)
                .toList();
        int sentences = tokens.setDamagedAside().size();
        assertThat(tokens.setDamagedAside()).isEmpty();
        tokens.remember(NEW);
        List<Token> kept =
                lines(file).stream().map(line -> Token.parse(text(line))).toList();
        List<Token> expected = new ArrayList<>(entries);
        expected.removeIf(token -> token.address().equals(NEW.address())
                && token.key().equals(NEW.key())
                && token.name().equalsIgnoreCase(NEW.name()));
        expected.add(NEW);
        assertThat(kept).isEqualTo(expected);
        for (Token token : expected) {
            assertThat(token.bytes()).hasSize(32);
            assertThat(tokens.find(token.address(), token.key(), token.name())).isPresent();
            assertThat(Token.parse(token.line())).isEqualTo(token);
        }
        assertThat(aside(file)).hasSize(sentences);
    }

    private static void checkServers(byte[] bytes) throws IOException {
        Path file = write("servers", bytes);
        KnownServers servers = new KnownServers(file);
        List<Server> entries = servers.all();
        List<String> before = lines(file);
        List<String> sentences = servers.setDamagedAside();
        assertThat(servers.setDamagedAside()).isEmpty();
        assertThat(servers.all()).isEqualTo(entries);
        assertThat(lines(file)).hasSize(entries.size());
        assertThat(aside(file)).hasSize(sentences.size()).allMatch(before::contains);
        assertThat(sentences.size() + entries.size()).isEqualTo(before.size());
        for (Server server : entries) {
            assertThat(servers.find(server.address())).isPresent();
        }
        Server added = new Server("new:1", false, new Pin(PIN));
        servers.remember(added);
        assertThat(servers.find("new:1")).contains(added);
        List<Server> expected = new ArrayList<>(entries);
        expected.removeIf(server -> server.address().equals("new:1"));
        expected.add(added);
        assertThat(servers.all()).isEqualTo(expected);
    }

    private static Path write(String name, byte[] bytes) throws IOException {
        Files.deleteIfExists(directory.resolve(name + ".damaged"));
        return Files.write(directory.resolve(name), bytes);
    }

    /** The lines of a file, a byte as a character, without remarks and empty ones. */
    private static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            String text = text(line);
            boolean remark = text.isBlank() || text.startsWith("#");
            if (!line.isEmpty() && (!remark || !isUtf8(line))) {
                lines.add(line);
            }
        }
        return lines;
    }

    private static List<String> aside(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        return Files.exists(aside)
                ? List.of(Files.readString(aside, StandardCharsets.ISO_8859_1).split("\n"))
                : List.of();
    }

    /** A line that is not UTF-8 is damaged, whatever it begins with. */
    private static boolean isUtf8(String latin1) {
        byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
        return Arrays.equals(new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), bytes);
    }

    /** What is no UTF-8 is no entry, so it does not matter what stands for it. */
    private static String text(String latin1) {
        String text = new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        String whole = text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        return whole.startsWith("\ufeff") ? whole.substring(1) : whole;
    }
}
