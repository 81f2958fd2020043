package dev.roomtalk.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roomtalk.server.app.ConfigCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfigurationTest {
    @TempDir
    Path directory;

    private Path file(String... lines) throws IOException {
        return Files.write(directory.resolve("room-server.conf"), List.of(lines));
    }

    private static String printed(ConfigCommand command, Configuration configuration) throws SettingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        command.run(configuration, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static String line(Setting setting, String shown) {
        return Arrays.stream(shown.split("\n"))
                .filter(l -> l.startsWith(setting.key() + " ") || l.startsWith("# " + setting.key() + " "))
                .findFirst()
                .orElseThrow(() -> new AssertionError(shown))
                .replaceAll(" +", " ");
    }

    @Test
    void aFlagWinsOverTheEnvironmentWhichWinsOverTheFile() throws IOException, SettingException {
        Path file = file("# mine", "", "port = 1", "keep-alive=1s # often", "backlog = 1");
        Configuration configuration = Configuration.of(
                Map.of(Setting.PORT, "3"),
                Map.of("ROOM_SERVER_PORT", "2", "ROOM_SERVER_KEEP_ALIVE", "2s", "HOME", "/root"),
                file);

        ServerSettings settings = configuration.settings();
        assertThat(settings.port()).isEqualTo(3);
        assertThat(settings.keepAlive()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.backlog()).isEqualTo(1);
        String shown = printed(ConfigCommand.SHOW, configuration);
        assertThat(line(Setting.PORT, shown)).isEqualTo("port = 3 # --port");
        assertThat(line(Setting.KEEP_ALIVE, shown)).isEqualTo("keep-alive = 2s # ROOM_SERVER_KEEP_ALIVE");
        assertThat(line(Setting.BACKLOG, shown)).isEqualTo("backlog = 1 # " + file + ":5");
        assertThat(line(Setting.MAX_USERS, shown)).isEqualTo("max-users = 1000000 # default");
        assertThat(line(Setting.CERTIFICATE, shown)).isEqualTo("# certificate = # default");
    }

    @Test
    void theEnvironmentNamesTheFileWhereNoFlagDoes() throws IOException, SettingException {
        Map<String, String> environment =
                Map.of(Configuration.FILE_VARIABLE, file("port = 5").toString());
        assertThat(Configuration.of(Map.of(), environment, null).settings().port())
                .isEqualTo(5);
        Path other = Files.writeString(directory.resolve("other"), "port = 6\n");
        assertThat(Configuration.of(Map.of(), environment, other).settings().port())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({
        "prot = 2, '%s:1: there is no key ''prot''; config show lists them'",
        "port 1, '%s:1: ''port 1'' is not of the form key = value'",
        "port = x, 'port (%s:1): ''x'' is not right; give a number from 0 to 65535'",
        "keep-alive = 25, 'keep-alive (%s:1): ''25'' is not right; give a duration such as 500ms, 25s, 10m, 1h or 30d'",
    })
    void namesTheLineThatIsWrong(String line, String sentence) throws IOException {
        Path file = file(line);
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of(), file).settings())
                .isInstanceOf(SettingException.class)
                .hasMessage(sentence, file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data-dir = \"/srv/chat\" | without quotes",
                "data-dir = '/srv/chat' | without quotes",
                "port = \"4242\" | without quotes",
                "log-level = 'info' | without quotes",
                "data-dir = ~/chat | '~' is not expanded",
                "certificate = ~root/x.pem | '~' is not expanded",
                "data-dir = $HOME/chat | variables are not expanded",
                "data-dir = ${XDG_DATA_HOME}/chat | variables are not expanded",
                "metrics-host = $ADDRESS | variables are not expanded",
                "data-dir = /srv/chat # the disk | no path",
                "certificate = /srv/a #1.pem | no path",
            })
    void quotingThatTheFileDoesNotHaveIsRefused(String line, String sentence) throws IOException {
        Path file = file(line, line.startsWith("certificate") ? "key = /k" : "");
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of(), file).settings())
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(file + ":1")
                .hasMessageContaining(sentence);
        assertThat(directory).isDirectoryNotContaining(made -> !made.equals(file));
    }

    @Test
    void quotingIsRefusedInFlagsAndTheEnvironmentToo() {
        for (String value : List.of("~/chat", "\"/srv/chat\"", "$HOME/chat")) {
            assertThatThrownBy(() -> Configuration.of(Map.of(Setting.DATA_DIR, value), Map.of(), null)
                            .dataDir())
                    .hasMessageContaining("--data-dir");
            assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of("ROOM_SERVER_DATA_DIR", value), null)
                            .settings())
                    .hasMessageContaining("ROOM_SERVER_DATA_DIR");
        }
    }

    @Test
    void aFileIsUtf8WithoutItsByteOrderMark() throws IOException, SettingException {
        Path marked = Files.writeString(directory.resolve("marked"), "\uFEFFport = 7\r\ndata-dir = /srv/grün\r\n");
        ServerSettings settings = Configuration.of(Map.of(), Map.of(), marked).settings();
        assertThat(settings.port()).isEqualTo(7);
        assertThat(settings.dataDir()).isEqualTo(Path.of("/srv/grün"));
        Path latin = Files.write(
                directory.resolve("latin"), "port = 7\ndata-dir = /srv/grün\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of(), latin))
                .hasMessage("the configuration file " + latin + ": line 2, byte 19 is not UTF-8");
    }

    @Test
    void namesWhatElseIsWrong() throws IOException {
        Path twice = file("port = 1", "port = 2");
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of(), twice))
                .hasMessage(twice + ":2: 'port' was given before");
        Path absent = directory.resolve("absent");
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of(), absent))
                .hasMessage("there is no configuration file " + absent);
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of("ROOM_SERVER_PROT", "1"), null))
                .hasMessage("the variable ROOM_SERVER_PROT names no key; config show lists them");
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of("ROOM_SERVER_PORT", "x"), null)
                        .settings())
                .hasMessage("port (ROOM_SERVER_PORT): 'x' is not right; give a number from 0 to 65535");
    }

    /** What is shown can be given as a file, and is the same then. */
    @Test
    void whatIsShownIsAFile() throws IOException, SettingException {
        Configuration configuration = Configuration.of(
                Map.of(
                        Setting.PORT,
                        "3",
                        Setting.PUBLISH_RATE,
                        "7",
                        Setting.HOST,
                        "127.0.0.1",
                        Setting.DATA_DIR,
                        "/a b"),
                Map.of(),
                null);
        Path shown = Files.writeString(directory.resolve("shown"), printed(ConfigCommand.SHOW, configuration));
        assertThat(Configuration.of(Map.of(), Map.of(), shown).settings()).isEqualTo(configuration.settings());
    }

    /** Every key of the example, its comment sign taken away, is right, and is the default. */
    @ParameterizedTest
    @EnumSource(Setting.class)
    void theExampleIsTheStandard(Setting setting) {
        assertThat(ConfigCommand.example())
                .contains("\n# " + setting.meaning() + "; " + setting.form() + "\n#"
                        + (setting.key() + " = " + setting.defaultValue()).strip() + "\n");
    }

    @Test
    void checkReadsTheCertificate() throws IOException, SettingException {
        String own = directory.resolve("data").toString();
        assertThat(printed(
                        ConfigCommand.CHECK,
                        Configuration.of(Map.of(Setting.PORT, "0", Setting.DATA_DIR, own), Map.of(), null)))
                .startsWith("right: 2 of " + Setting.values().length + " keys");
        String absent = directory.resolve("absent.pem").toString();
        Configuration wrong =
                Configuration.of(Map.of(Setting.CERTIFICATE, absent, Setting.KEY, absent), Map.of(), null);
        assertThatThrownBy(() -> printed(ConfigCommand.CHECK, wrong))
                .hasMessageStartingWith("certificate (--certificate): ")
                .hasMessageContaining(absent);
    }

    /** What Kubernetes and Docker give a container, whatever its services are called. */
    @ParameterizedTest
    @CsvSource({
        "ROOM_SERVER_PORT, tcp://10.96.0.5:4242",
        "ROOM_SERVER_PORT, udp://[fd00::5]:4242",
        "ROOM_SERVER_SERVICE_HOST, 10.96.0.5",
        "ROOM_SERVER_SERVICE_PORT_CHAT_TCP, 4242",
        "ROOM_SERVER_PORT_4242_UDP_PROTO, udp",
        // Of a service that is called room-server-metrics.
        "ROOM_SERVER_METRICS_PORT, tcp://10.96.0.6:9464",
        "ROOM_SERVER_METRICS_SERVICE_PORT, 9464",
        "ROOM_SERVER_METRICS_PORT_9464_TCP_ADDR, 10.96.0.6",
        "ROOM_SERVER_NAME, /chat/room-server",
    })
    void passesOverTheVariablesOfServices(String name, String value) throws SettingException {
        ServerSettings settings =
                Configuration.of(Map.of(), Map.of(name, value), null).settings();
        assertThat(settings.port()).isEqualTo(4242);
        assertThat(settings.metrics()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "ROOM_SERVER_PORTS, 4242",
        "ROOM_SERVER_METRIC_PORT, 9464",
        "ROOM_SERVER_port, 4242",
        "ROOM_SERVER_HOSTS, 10.96.0.5",
        "ROOM_SERVER_NAME, alice",
    })
    void aMistypedVariableIsRefused(String name, String value) {
        assertThatThrownBy(() -> Configuration.of(Map.of(), Map.of(name, value), null))
                .hasMessage("the variable " + name + " names no key; config show lists them");
    }

    @ParameterizedTest
    @CsvSource({
        "'127.0.0.1,127.0.0.1', 127.0.0.1",
        "'0.0.0.0,127.0.0.1', 0.0.0.0",
        "'127.0.0.1,0.0.0.0', 0.0.0.0",
        "'::,0.0.0.0,127.0.0.1,::1', 0:0:0:0:0:0:0:0",
        "'0.0.0.0,::1', '0.0.0.0,0:0:0:0:0:0:0:1'",
        "'127.0.0.1,::ffff:127.0.0.1', 127.0.0.1",
        "'127.0.0.1,127.0.0.2', '127.0.0.1,127.0.0.2'",
    })
    void anAddressIsServedOnce(String hosts, String served) throws SettingException {
        assertThat(ServerSettings.of(Map.of(Setting.HOST, hosts)).hosts())
                .extracting(InetAddress::getHostAddress)
                .containsExactly(served.split(",", -1));
    }

    @Test
    void theRelayMayBeAdvertisedElsewhere() throws SettingException {
        assertThat(ServerSettings.of(Map.of()).advertise()).isEmpty();
        assertThat(ServerSettings.of(Map.of(
                                Setting.ADVERTISE, "198.51.100.7, 198.51.100.8:5,[2001:db8::1]:6,2001:db8::2,:7"))
                        .advertise())
                .containsExactly(
                        new RelayEndpoint("198.51.100.7", 0),
                        new RelayEndpoint("198.51.100.8", 5),
                        new RelayEndpoint("2001:db8:0:0:0:0:0:1", 6),
                        new RelayEndpoint("2001:db8:0:0:0:0:0:2", 0),
                        new RelayEndpoint("", 7));
        for (String wrong : List.of("1.2.3.4:", "1.2.3.4:0", "1.2.3.4:65536", "1.2.3.4:+5", "[::1", "[::1]5", ":")) {
            assertThatThrownBy(() -> ServerSettings.of(Map.of(Setting.ADVERTISE, wrong)))
                    .as(wrong)
                    .hasMessageContaining("'" + wrong + "' is not an address");
        }
    }

    @Test
    void aProxyMayBeARangeOfAddresses() throws SettingException, UnknownHostException {
        ServerSettings settings =
                ServerSettings.of(Map.of(Setting.TRUSTED_PROXIES, "10.0.0.0/8, 2001:db8::/32, 192.0.2.1, fd00::1"));
        for (String trusted : List.of("10.255.0.1", "::ffff:10.0.0.1", "2001:db8:ffff::1", "192.0.2.1", "fd00::1")) {
            assertThat(settings.trusts(InetAddress.getByName(trusted)))
                    .as(trusted)
                    .isTrue();
        }
        for (String other : List.of("11.0.0.1", "192.0.2.2", "2001:db9::1", "fd00::2", "::1")) {
            assertThat(settings.trusts(InetAddress.getByName(other))).as(other).isFalse();
        }
        for (String wrong : List.of("10.0.0.0/33", "10.0.0/8", "2001:db8::/129", "proxy/8", "10.0.0.0/")) {
            assertThatThrownBy(() -> ServerSettings.of(Map.of(Setting.TRUSTED_PROXIES, wrong)))
                    .hasMessageContaining("'" + wrong + "' is not a range of addresses");
        }
    }
}
