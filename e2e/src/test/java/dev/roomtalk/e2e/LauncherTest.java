package dev.roomtalk.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launchers themselves: from anywhere, without noise, and with one line when something is missing. */
final class LauncherTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @ParameterizedTest
    @ValueSource(strings = {"room-server", "chat", "signal-bridge", "signal-send", "bench"})
    void saysItsVersionAndNothingElse(String launcher) {
        Outcome outcome = stage.run(stage.person("alice"), launcher, "--version");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo(launcher + " 0.1.0\n");
        assertThat(outcome.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"room-server", "chat", "signal-bridge", "signal-send", "bench", "demo", "test"})
    void saysHowItIsUsed(String launcher) {
        Outcome outcome = stage.run(stage.person("alice"), launcher, "--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).containsIgnoringCase("usage:").contains(launcher);
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void worksThroughSymbolicLinksFromAnyDirectory() throws IOException {
        Path link = stage.directory().resolve("talk");
        Path linkToLink = stage.directory().resolve("t");
        Files.createSymbolicLink(link, Stage.ROOT.resolve("bin/chat"));
        Files.createSymbolicLink(linkToLink, Path.of("talk"));

        assertThat(stage.run(stage.person("alice"), linkToLink.toString(), "--version"))
                .isEqualTo(new Outcome(0, "chat 0.1.0\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
    void staysSilentWhateverIsInTheEnvironment(String variable) {
        Program chat = stage.start(stage.person("alice"), Map.of(variable, "-Dx=y"), "chat", "--version");

        assertThat(chat.awaitEnd()).isEqualTo(new Outcome(0, "chat 0.1.0\n", ""));
    }

    /** Sizes that suit the collector of the launcher are not another one's. */
    @Test
    void startsTheServerWithBriefCollections() {
        String own = flags("");
        assertThat(own)
                .containsPattern("UseSerialGC +:?= true")
                .containsPattern("MaxNewSize +:?= 16777216 ")
                .containsPattern("UseCompactObjectHeaders +:?= true");
        assertThat(flags("-XX:+UseParallelGC "))
                .containsPattern("UseParallelGC +:?= true")
                .doesNotContainPattern("MaxNewSize +:?= 16777216 ");
    }

    /** Every flag of the server's JVM. */
    private String flags(String options) {
        return stage.start(
                        stage.person("alice"),
                        Map.of("ROOMTALK_JAVA_OPTIONS", options + "-XX:+PrintFlagsFinal"),
                        "room-server",
                        "--version")
                .awaitEnd()
                .out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xx_YY.UTF-8", "de_AT.ISO-8859-1", "C", "ja_JP.eucJP", "nonsense"})
    void readsArgumentsAndNamesOfFilesAsUtf8InEveryLocale(String locale) throws IOException {
        for (String variable : new String[] {"LANG", "LC_ALL", "LC_CTYPE"}) {
            Map<String, String> environment = Map.of(variable, locale, "ROOM_SERVER_DATA_DIR", "/srv/grün 日本");
            assertThat(stage.start(stage.person("alice"), environment, "room-server", "config", "show")
                            .awaitEnd()
                            .out())
                    .contains("data-dir = /srv/grün 日本\n");
        }
        Person alice = stage.person("alice");
        Map<String, String> environment = Map.of("LANG", locale);
        assertThat(stage.start(alice, environment, "chat", "küche").awaitEnd())
                .isEqualTo(new Outcome(2, "", "chat: there is no command 'küche'; see 'chat --help'\n"));
        assertThat(stage.start(alice, environment, "signal-send", "日本")
                        .awaitEnd()
                        .err())
                .contains("\"日本\" is not the number");
        assertThat(stage.start(alice, environment, "signal-bridge", "--room", "x", "--dialect", "ü")
                        .awaitEnd()
                        .err())
                .contains("there is no dialect ü");
        Path file = Files.writeString(stage.directory().resolve("grün"), "secret");
        assertThat(stage.start(alice, environment, "chat", "token", "import", file.toString())
                        .awaitEnd()
                        .err())
                .contains("this is not an identity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"room-server", "chat", "signal-bridge", "signal-send", "bench", "conformance"})
    void saysThatItsOutputIsLost(String launcher) {
        for (String option : new String[] {"--help", "--version"}) {
            Outcome outcome = stage.run(
                    stage.person("alice"),
                    "/bin/sh",
                    "-c",
                    "exec \"$0\" " + option + " >/dev/full",
                    Stage.ROOT.resolve("bin").resolve(launcher).toString());
            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err())
                    .startsWith(launcher + ": ")
                    .contains("standard output")
                    .hasLineCount(1);
        }
    }

    /** Where each buffer came from is asked in tests alone: it would cost the relay about 3 % of its time. */
    @Test
    void aServerDoesNotLookForBuffersThatLeak() throws IOException {
        Missing.unlessLinux("to read what a process was started with");
        Path process = Path.of("/proc", Long.toString(stage.server().program().pid()));
        assertThat(Files.readString(process.resolve("cmdline")).split("\0", -1))
                .contains("-Dio.netty.leakDetection.level=disabled", "--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void ignoresACacheThatDoesNotFit() throws IOException {
        Path copy = copyOfTheDistribution();
        Files.writeString(copy.resolve("target/roomtalk/aot/chat.aot"), "not a cache");

        assertThat(stage.run(stage.person("alice"), copy.resolve("bin/chat").toString(), "--version"))
                .isEqualTo(new Outcome(0, "chat 0.1.0\n", ""));
    }

    @Test
    void saysInOneLineThatItNeedsMavenToBuild() throws IOException {
        Path copy = copyOfTheDistribution();
        Files.writeString(copy.resolve("pom.xml"), "<project/>"); // newer than what was built
        Path commands = Files.createDirectory(stage.directory().resolve("commands"));
        for (String command : new String[] {"sh", "readlink", "find", "head", "mkdir", "flock"}) {
            Files.createSymbolicLink(
                    commands.resolve(command), Missing.unlessOnPath(command, "which every launcher uses"));
        }

        Program chat = stage.start(
                stage.person("alice"),
                Map.of("PATH", commands.toString()),
                copy.resolve("bin/chat").toString());
        Outcome outcome = chat.awaitEnd();

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err()).startsWith("chat: needs Maven 3.8 or later").hasLineCount(1);
    }

    /** The programs as an archive of them would be: without sources. */
    private Path copyOfTheDistribution() throws IOException {
        Path copy = stage.directory().resolve("copy");
        for (String part : new String[] {"bin", "target/roomtalk"}) {
            try (Stream<Path> files = Files.walk(Stage.ROOT.resolve(part))) {
                for (Path file : files.toList()) {
                    Path target = copy.resolve(Stage.ROOT.relativize(file));
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
        return copy;
    }
}
