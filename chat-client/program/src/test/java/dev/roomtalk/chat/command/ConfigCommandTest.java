package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.settings.Setting;
import dev.roomtalk.client.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The configuration file, as the commands of {@code chat} use it. */
class ConfigCommandTest {
    private static final byte[] NOTHING = {};

    @TempDir
    Path home;

    private Path file = Path.of("");

    @BeforeEach
    void setUp() throws IOException {
        file = Files.createDirectories(home.resolve("config of alice/roomtalk")).resolve("chat.conf");
    }

    private ChatRun chat(String... args) {
        return new ChatRun(home, 1, "alice", NOTHING, args);
    }

    private String out(String... args) {
        return chat(args).ends(ExitCode.DONE).out();
    }

    @Test
    void pathNamesTheFile() {
        assertThat(out("config", "path")).isEqualTo(file + "\n");
    }

    @Test
    void theExampleChangesNothingAndIsRightAlsoWithoutItsCommentSigns() throws IOException {
        String example = out("config", "example");
        Files.writeString(file, example);
        assertThat(out("config", "check")).startsWith("right: 0 keys are given in ");
        assertThat(example).contains("\n#join.history = 50\n", "\n#send.timeout = 30\n", "\n#history.last =\n");

        // Every line that has a value can be used as it is.
        Files.writeString(file, example.replaceAll("(?m)^#([a-z][a-z.-]* = .+)$", "$1"));
        assertThat(out("config", "check")).startsWith("right: ").doesNotContain("right: 0");
    }

    @Test
    void whateverAFlagSaysTheFileCanSay() throws IOException {
        Map<String, String> values = Map.of(
                "NAME",
                "al",
                "SECONDS",
                "5",
                "DURATION",
                "30d",
                "HOST:PORT",
                "h:1",
                "SHA256:...",
                "SHA256:" + "A".repeat(43));
        List<String> lines = new ArrayList<>();
        for (String name : CommandLines.COMMANDS.keySet()) {
            CommandLine command = CommandLines.command(name, Console.ofProcess(Map.of()));
            for (OptionSpec option : command.getCommandSpec().options()) {
                boolean ofOneCall = Arrays.stream(option.names()).anyMatch(ConfiguredOptions.OF_ONE_CALL::contains)
                        || (name.equals("set-room") && !isSetting(option));
                if (!ofOneCall) {
                    String key = isSetting(option)
                            ? option.longestName().substring(2)
                            : ConfiguredOptions.key(command, option);
                    boolean flag = ConfiguredOptions.isFlag(option) || option.type() == Boolean.class;
                    lines.add(key + " = " + (flag ? "true" : values.getOrDefault(option.paramLabel(), "10")));
                }
            }
        }
        List<String> distinct = lines.stream().distinct().toList();
        assertThat(distinct).hasSizeGreaterThan(40);
        Files.write(file, distinct);
        assertThat(out("config", "check")).startsWith("right: " + distinct.size() + " keys are given");
        String page = Files.readString(Path.of("..", "..", "docs", "CLIENT.md"));
        String exceptions =
                page.replaceAll("(?s).*have no default there \\(", "").replaceAll("(?s)\\).*", "");
        assertThat(ConfiguredOptions.OF_ONE_CALL.stream()
                        .filter(option -> !List.of("--help", "--profile").contains(option)))
                .allSatisfy(option -> assertThat(exceptions).contains("`" + option + "`"));
    }

    private static boolean isSetting(OptionSpec option) {
        return Arrays.stream(Setting.values())
                .anyMatch(setting -> option.longestName().equals("--" + setting.key()));
    }

    @Test
    void showSaysWhereEachValueComesFrom() throws IOException {
        Files.writeString(file, "no-udp = true\nname = al\nsend.json = true\nprofile.work.server = example.org\n");
        String shown = out("config", "show", "--plain");
        assertThat(shown.lines().map(line -> line.replaceAll(" +#", " #")))
                .contains(
                        "server = 127.0.0.1:1 # ROOMTALK_SERVER",
                        "name = alice # ROOMTALK_NAME",
                        "plain = true # --plain",
                        "no-udp = true # " + file + ":1",
                        "send.json = true # " + file + ":3",
                        "send.timeout = 30 # default",
                        "# fingerprint = # default",
                        "profile.work.server = example.org # " + file + ":4");
        // What is shown can be given as a file.
        Files.writeString(file, shown);
        assertThat(out("config", "check")).startsWith("right: ");
        assertThat(out("config", "show", "--profile", "work").replaceAll(" +#", " #"))
                .contains("server = example.org # " + file + ":");
    }

    @Test
    void checkNamesEveryBadLine() throws IOException {
        Files.writeString(file, """
                nmae = al
                join.history = 900
                join.hsitory = 9
                send.json = yes
                jion.history = 9
                set-room.keep = 30d
                """);
        ChatRun check = chat("config", "check").ends(ExitCode.BAD_INPUT);
        assertThat(check.err().lines())
                .hasSize(6)
                .contains(
                        "chat: " + file + ":1: there is no key 'nmae'; 'chat config example' lists them",
                        "chat: join.history (" + file + ":2): Invalid value for option '--history': give 0 to 500"
                                + " messages, and not 900",
                        "chat: " + file + ":3: there is no key 'join.hsitory'; 'chat config example' lists them",
                        "chat: send.json (" + file + ":4): 'yes' is not right; give true or false",
                        "chat: " + file + ":5: there is no key 'jion.history'; 'chat config example' lists them",
                        "chat: " + file + ":6: there is no key 'set-room.keep'; 'chat config example' lists them");
    }

    @Test
    void aCommandRefusesAFileThatIsWrongForItAndHelpsStill() throws IOException {
        Files.writeString(file, "send.timeout = soon\n");
        assertThat(chat("send", "ops", "hi").ends(ExitCode.BAD_INPUT).err())
                .startsWith("chat: send.timeout (" + file + ":1): ");
        assertThat(out("send", "--help")).contains("Usage: chat send");
        // It is not about this one.
        chat("rooms").ends(ExitCode.UNREACHABLE);
    }

    @Test
    void aFlagWinsOverTheFile() throws IOException {
        Files.writeString(file, "send.timeout = 0\nhistory.last = 0\nhistory.context = 3\nsend.json = true\n");
        assertThat(chat("send", "ops", "hi").ends(ExitCode.BAD_INPUT).err()).contains("--timeout is at least 1");
        chat("send", "--timeout", "5", "ops", "hi").ends(ExitCode.UNREACHABLE);
        // Given by the file, they are only defaults, which another option may replace.
        assertThat(chat("history", "ops").ends(ExitCode.BAD_INPUT).err()).contains("--last is at least 1");
        Files.writeString(file, "history.last = 10\nhistory.context = 3\n");
        chat("history", "--around", "14:30", "ops").ends(ExitCode.UNREACHABLE);
        chat("history", "ops").ends(ExitCode.UNREACHABLE);
    }

    @Test
    void aFlagThatTheFileSetsIsSetByTheCommandLineToo() throws IOException {
        Files.writeString(file, "plain = true\nserver = 127.0.0.1:1\n");
        assertThat(chat("config", "show", "--plain").ends(ExitCode.DONE).out())
                .containsPattern("plain = true +# --plain");
        assertThat(chat("config", "show", "--plain=false").ends(ExitCode.DONE).out())
                .containsPattern("plain = false +# --plain");
    }

    @Test
    void whatIsOfOneServerDoesNotGoOverToAnother() throws IOException {
        String pin = "SHA256:" + "A".repeat(43);
        Files.writeString(
                file,
                "fingerprint = " + pin + "\nplain-anywhere = true\nprofile.work.server = a.invalid:4\nname = al\n");
        assertThat(out("config", "show")).contains("# fingerprint =", "plain-anywhere = false");
        assertThat(out("config", "show", "--profile", "work")).contains("# fingerprint =", "plain-anywhere = false");
        Files.writeString(file, "profile.work.server = a.invalid:4\nprofile.work.fingerprint = " + pin + "\n");
        assertThat(out("config", "show", "--profile", "work")).contains("\nfingerprint = " + pin);
        assertThat(out("config", "show", "--profile", "work", "--server", "b.invalid"))
                .contains("# fingerprint =");
    }

    @Test
    void aRoomNamesAProfile() throws IOException {
        Files.writeString(file, "profile.work.server = work.invalid:4\nprofile.home.server = home.invalid:5\n");
        assertThat(chat("who", "ops@work").ends(ExitCode.UNREACHABLE).err()).contains("work.invalid");
        assertThat(chat("rooms", "--profile", "home").ends(ExitCode.UNREACHABLE).err())
                .contains("home.invalid");
        assertThat(chat("who", "ops@nobody").ends(ExitCode.UNREACHABLE).err()).contains("127.0.0.1");
        assertThat(chat("who", "--profile", "home", "ops@work")
                        .ends(ExitCode.BAD_INPUT)
                        .err())
                .contains("a command is about one server, and not about home and work");
        assertThat(chat("rooms", "--profile", "wrok").ends(ExitCode.BAD_INPUT).err())
                .contains("there is no profile 'wrok' in " + file + "; there is home, work");
    }
}
