package dev.roomtalk.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code room-server config check} says is what a start would meet. */
class StartCheckTest {
    @TempDir
    Path directory;

    private final Map<Setting, String> given = new EnumMap<>(Setting.class);

    @BeforeEach
    void aRightOne() {
        given.put(Setting.HOST, "127.0.0.1");
        given.put(Setting.PORT, "0");
        given.put(Setting.DATA_DIR, directory.resolve("data").toString());
    }

    /** What the check prints where all is right. */
    private String checked() throws SettingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ConfigCommand.CHECK.run(
                Configuration.of(given, Map.of(), null), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private List<String> problems() {
        try {
            return List.of("none: " + checked());
        } catch (SettingException e) {
            return e.sentences();
        }
    }

    private static String unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return Integer.toString(socket.getLocalPort());
        }
    }

    @Test
    void makesNothing() throws SettingException {
        assertThat(checked()).startsWith("right: 3 of ");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void findsAPortInUseByTcpAndByUdp() throws IOException {
        try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            given.put(Setting.PORT, Integer.toString(tcp.getLocalPort()));
            assertThat(problems())
                    .containsExactly("port (--port): TCP 127.0.0.1 port " + tcp.getLocalPort()
                            + " is in use by another program");
        }
        try (DatagramSocket udp = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            given.put(Setting.PORT, Integer.toString(udp.getLocalPort()));
            assertThat(problems()).singleElement().asString().contains("UDP 127.0.0.1 port", "is in use");
        }
    }

    @Test
    void findsAMetricsPortInUseOrInConflict() throws IOException {
        given.put(Setting.PORT, unused());
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            given.put(Setting.METRICS_PORT, Integer.toString(other.getLocalPort()));
            assertThat(problems()).singleElement().asString().startsWith("metrics-port (--metrics-port): TCP");
        }
        given.put(Setting.METRICS_PORT, given.get(Setting.PORT));
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("metrics-port (--metrics-port) and port (--port): both are ");
        given.put(Setting.METRICS_HOST, "0.0.0.0");
        assertThat(problems()).singleElement().asString().contains("both are ");
        // On another address it is another port.
        given.put(Setting.METRICS_HOST, "127.0.0.2");
        assertThat(problems()).singleElement().asString().startsWith("none: right");
    }

    @Test
    void findsAHostThatIsNotOurs() {
        given.put(Setting.HOST, "127.0.0.1,192.0.2.7,2001:db8::7");
        assertThat(problems())
                .containsExactly(
                        "host (--host): 192.0.2.7 is not an address of this machine",
                        "host (--host): 2001:db8:0:0:0:0:0:7 is not an address of this machine");
    }

    @Test
    void findsADirectoryThatCannotBeUsed() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        given.put(Setting.DATA_DIR, file.toString());
        assertThat(problems()).containsExactly("data-dir (--data-dir): " + file + " is a file, not a directory");
        given.put(Setting.DATA_DIR, file.resolve("below").toString());
        assertThat(problems()).singleElement().asString().contains("cannot be made", "is not a directory");
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        given.put(Setting.DATA_DIR, open.toString());
        assertThat(problems()).singleElement().asString().contains("can be written by other users");
    }

    @Test
    void findsADatabaseOfANewerServerOrOfAnotherProgram() throws IOException, SettingException {
        Path data = directory.resolve("data");
        try (Node node = Node.start(Configuration.of(given, Map.of(), null).settings())) {
            assertThat(node.port()).isPositive();
        }
        assertThat(problems()).singleElement().asString().startsWith("none: right");
        Path database = data.resolve("roomtalk.db");
        byte[] bytes = Files.readAllBytes(database);
        bytes[60] = 1;
        Files.write(database, bytes);
        assertThat(problems()).singleElement().asString().contains("is of a newer room-server");
        bytes[60] = 0;
        bytes[68] = 1;
        Files.write(database, bytes);
        assertThat(problems()).singleElement().asString().contains("is not a database of room-server");
        Files.writeString(database, "hello");
        assertThat(problems()).singleElement().asString().contains("is damaged");
    }

    private void certificate(Instant from, Instant until, String... names) throws IOException {
        KeyPair pair = Certificates.pair("EC");
        Path chain = Certificates.certificate(directory.resolve("chain.pem"), pair, from, until, names);
        Path key = Files.writeString(directory.resolve("secret.pem"), Certificates.pkcs8(pair.getPrivate()));
        given.put(Setting.CERTIFICATE, chain.toString());
        given.put(Setting.KEY, key.toString());
    }

    @Test
    void findsACertificateThatIsOverOrHasNotBegun() throws IOException {
        Instant now = Instant.now();
        certificate(now.minus(Duration.ofDays(30)), now.minus(Duration.ofHours(1)), "chat.example");
        assertThat(problems())
                .singleElement()
                .asString()
                .startsWith("certificate (--certificate): ")
                .contains("has expired");
        certificate(now.plus(Duration.ofHours(1)), now.plus(Duration.ofDays(30)), "chat.example");
        assertThat(problems()).singleElement().asString().contains("is not yet valid");
    }

    @Test
    void findsNamesThatDoNotFit() throws IOException, SettingException {
        Instant now = Instant.now();
        certificate(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)), "chat.example", "*.chat.example");
        given.put(Setting.HOST, "localhost");
        assertThat(checked())
                .contains(
                        "warning: certificate (--certificate): ",
                        "is for chat.example, *.chat.example, not for localhost");
        certificate(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)), "localhost");
        assertThat(checked())
                .doesNotContain("warning: certificate")
                .contains("certificate: for localhost, valid until");
    }

    @Test
    void tellsEverythingAtOnceWithItsLine() throws IOException {
        Path file = Files.write(
                directory.resolve("server.conf"),
                List.of("port = x", "prot = 1", "keep-alive", "", "keep-alive = 25", "plain = yes", "port = 7"));
        try {
            Configuration.of(Map.of(), Map.of("ROOM_SERVER_PORTS", "1", "ROOM_SERVER_BACKLOG", "0"), file);
        } catch (SettingException e) {
            assertThat(e.sentences())
                    .containsExactlyInAnyOrder(
                            file + ":2: there is no key 'prot'; config show lists them",
                            file + ":3: 'keep-alive' is not of the form key = value",
                            file + ":7: 'port' was given before",
                            "the variable ROOM_SERVER_PORTS names no key; config show lists them",
                            "port (" + file + ":1): 'x' is not right; give a number from 0 to 65535",
                            "keep-alive (" + file + ":5): '25' is not right; give a duration such as 500ms, 25s, 10m,"
                                    + " 1h or 30d",
                            "plain (" + file + ":6): 'yes' is not right; give true or false",
                            "backlog (ROOM_SERVER_BACKLOG): '0' is not right; give a number from 1 to 65535");
            return;
        }
        throw new AssertionError("nothing was found");
    }
}
