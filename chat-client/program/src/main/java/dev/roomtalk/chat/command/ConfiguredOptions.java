package dev.roomtalk.chat.command;

import dev.roomtalk.chat.settings.Configuration;
import dev.roomtalk.chat.settings.Setting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The options of a command that the configuration has a default for, under the key {@code COMMAND.OPTION}: all but
 * those that say what a single call is about.
 */
final class ConfiguredOptions {
    /** Their values are of one call, or secret. */
    static final Set<String> OF_ONE_CALL = Set.of(
            "--help",
            "--profile",
            "--invite",
            "--notice",
            "--room",
            "--topic",
            "--from",
            "--since",
            "--until",
            "--around");

    /** To change a setting each time that one is shown is not what anybody wants. */
    private static final String CHANGES_SETTINGS = "set-room";

    private ConfiguredOptions() {}

    /** The options of a command for which there are keys, by their names. */
    static List<OptionSpec> of(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.name().equals(CHANGES_SETTINGS)) {
            return List.of();
        }
        return spec.options().stream()
                .filter(option -> OF_ONE_CALL.stream().noneMatch(List.of(option.names())::contains))
                .filter(option -> Arrays.stream(Setting.values())
                        .noneMatch(setting -> option.longestName().equals("--" + setting.key())))
                // Comparator.comparing() would make classes while a person waits for the screen.
                .sorted((one, other) -> one.longestName().compareTo(other.longestName()))
                .toList();
    }

    static String key(CommandLine command, OptionSpec option) {
        return command.getCommandName() + "." + name(option).substring(2);
    }

    /** The name that is documented first. */
    private static String name(OptionSpec option) {
        return Arrays.stream(option.names())
                .filter(name -> name.startsWith("--"))
                .findFirst()
                .orElseThrow();
    }

    /** The default that a command has without any configuration; empty if it has none. */
    static String defaultValue(OptionSpec option) {
        String text = option.defaultValue();
        if (text == null) {
            Object initial = option.initialValue();
            boolean none = initial == null
                    || initial.equals(Long.MAX_VALUE)
                    || !initial.toString().matches("[a-z0-9]+");
            text = none ? "" : initial.toString();
        }
        return text;
    }

    /**
     * Gives the options of a command the defaults that are configured.
     *
     * @return what is wrong, a sentence for each value, which is passed over
     */
    static List<String> apply(CommandLine command, Configuration configuration) {
        List<String> problems = new ArrayList<>();
        for (OptionSpec option : of(command)) {
            String key = key(command, option);
            Configuration.Value value = configuration.given(key);
            String wrong = value == null ? null : wrong(command, option, value.text());
            if (wrong != null && value != null) {
                problems.add(value.nameOf(key) + ": " + wrong);
            } else if (value != null) {
                CommandSpec spec = command.getCommandSpec();
                spec.remove(option);
                OptionSpec.Builder configured = OptionSpec.builder(option).defaultValue(value.text());
                // Picocli takes a flag whose default is true for one that sets false.
                spec.addOption(isFlag(option) ? configured.fallbackValue("true").build() : configured.build());
            }
        }
        problems.addAll(unknown(command, configuration));
        return problems;
    }

    /** What is wrong with keys of this command that do not exist. */
    private static List<String> unknown(CommandLine command, Configuration configuration) {
        List<String> keys =
                of(command).stream().map(option -> key(command, option)).toList();
        List<String> problems = new ArrayList<>();
        configuration.options().forEach((key, value) -> {
            if (key.startsWith(command.getCommandName() + ".") && !keys.contains(key)) {
                problems.add(value.origin() + ": " + Configuration.noSuchKey(key));
            }
        });
        return problems;
    }

    static boolean isFlag(ArgSpec option) {
        return option.type() == boolean.class;
    }

    /** The form of a value. */
    static String form(OptionSpec option) {
        return isFlag(option) ? "true|false" : option.paramLabel();
    }

    private static @Nullable String wrong(CommandLine command, OptionSpec option, String value) {
        if (isFlag(option) && !value.equals("true") && !value.equals("false")) {
            return "'" + value + "' is not right; give true or false";
        }
        CommandLine probe = new CommandLine(CommandSpec.create()
                .name(command.getCommandName())
                .addOption(OptionSpec.builder(option).build()));
        CommandLines.addConverters(probe);
        try {
            probe.parseArgs(option.longestName() + "=" + value);
            return null;
        } catch (ParameterException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
