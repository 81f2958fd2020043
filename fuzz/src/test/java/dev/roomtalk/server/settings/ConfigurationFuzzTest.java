package dev.roomtalk.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.roomtalk.server.app.ConfigCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** A configuration file is refused with sentences, or read; what {@code config show} prints of it reads the same. */
class ConfigurationFuzzTest {
    /** Keys of addresses; what is no literal is asked for in the network. */
    private static final Set<String> HOSTS = Set.of("host", "metrics-host", "trusted-proxies", "advertise");

    private static final Pattern LITERALS =
            Pattern.compile("\\s*(((\\d{1,3}\\.){3}\\d{1,3}|[0-9a-f]{0,4}:[0-9a-f:]+)(/\\d+)?\\s*,?\\s*)*");

    @TempDir
    static Path directory;

    static Stream<byte[]> seeds() {
        return Stream.of(
                        ConfigCommand.example(),
                        ConfigCommand.example().replaceAll("(?m)^#(?=[a-z-]+ = .)", ""),
                        "# mine\r\nport = 5 # often\r\n\r\ndata-dir = /srv/room talk\nkeep-alive=20s\n",
                        "plain = true\nhost = 127.0.0.1, ::1\nmetrics-port = 9\ntrusted-proxies = 10.0.0.0/8",
                        "\ufeffport = 1\nport = 2\nprot = 3\nport\n= 4\ndata-dir = /a #b",
                        "data-dir = '~/x'\nlog-level = $LEVEL\nsocket-buffer = 99999999999999999G\nkeep-alive = 0d")
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource("seeds")
    @FuzzTest
    void aFileIsRefusedWithSentencesOrReadAsItIsShown(byte[] bytes) throws IOException {
        if (asksTheNetwork(bytes)) {
            return;
        }
        Path file = Files.write(directory.resolve("room-server.conf"), bytes);
        try {
            Configuration read = Configuration.of(Map.of(), Map.of(), file);
            ServerSettings settings = read.settings();
            ByteArrayOutputStream shown = new ByteArrayOutputStream();
            ConfigCommand.SHOW.run(read, new PrintStream(shown, true, StandardCharsets.UTF_8));
            Path again = Files.write(directory.resolve("shown.conf"), shown.toByteArray());
            assertThat(readAgain(again)).isEqualTo(settings);
        } catch (SettingException e) {
            assertThat(e.sentences()).isNotEmpty().doesNotContain("");
        }
    }

    private static ServerSettings readAgain(Path shown) {
        try {
            return Configuration.of(Map.of(), Map.of(), shown).settings();
        } catch (SettingException e) {
            throw new AssertionError("what is shown cannot be given", e);
        }
    }

    private static boolean asksTheNetwork(byte[] bytes) {
        return Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("[\\r\\n]+", -1))
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").split("=", 2))
                .anyMatch(line -> line.length == 2
                        && HOSTS.contains(line[0].replace("\ufeff", "").strip())
                        && !LITERALS.matcher(line[1].strip()).matches());
    }
}
