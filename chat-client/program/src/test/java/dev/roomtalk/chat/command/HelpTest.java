package dev.roomtalk.chat.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.client.ExitCode;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What --help says of a command is true: what it names is there, and its defaults are those that are used. */
class HelpTest {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z-]*");
    private static final Pattern COMMAND = Pattern.compile("'chat ([a-z-]+)");
    private static final Pattern DEFAULT = Pattern.compile("Default: ([0-9]+[smhdw]?)[.;]");

    @TempDir
    static Path home;

    private static Stream<String> commands() {
        return CommandLines.COMMANDS.keySet().stream();
    }

    private static String help(String command) {
        return new ChatRun(home, 1, "alice", new byte[0], command, "--help")
                .ends(ExitCode.DONE)
                .out();
    }

    private static Set<String> found(Pattern pattern, int group, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(group))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatItNamesExists(String command) {
        String help = help(command);
        assertThat(help).startsWith("Usage: chat " + command + " ");
        CommandSpec spec = CommandLines.command(command, ChatRun.silent()).getCommandSpec();
        // Another command's options stand behind its name.
        String own = help.replaceAll("'chat (?!" + command + ")[^']*'", "");
        assertThat(spec.optionsMap().keySet()).as(own).containsAll(found(OPTION, 0, own));
        assertThat(CommandLines.COMMANDS.keySet()).containsAll(found(COMMAND, 1, help));
        assertThat(found(OPTION, 0, help))
                .containsAll(spec.options().stream()
                        .filter(option -> !option.hidden())
                        .map(OptionSpec::longestName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itsDefaultsAreThoseThatAreUsed(String command) {
        CommandLines.command(command, ChatRun.silent()).getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !option.usageHelp())
                .forEach(option -> {
                    Set<String> said = found(DEFAULT, 1, String.join(" ", option.description()));
                    String used = ConfiguredOptions.defaultValue(option);
                    if (!said.isEmpty() && !used.isEmpty()) {
                        assertThat(used)
                                .as("%s %s", command, option.longestName())
                                .isEqualTo(String.join(" ", said));
                    }
                });
    }
}
