package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.settings.Configuration;
import dev.roomtalk.chat.settings.ConfigurationKey;
import dev.roomtalk.chat.settings.Setting;
import dev.roomtalk.client.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "config",
        description = "Checks or prints the configuration, which has a default for every option.")
final class ConfigCommand extends Command {
    private static final String HEAD = """
            # Configuration of chat. A key is the same in the environment (server: ROOMTALK_SERVER, join.history:
            # ROOMTALK_JOIN_HISTORY); flags win over the environment, which wins over this file. "chat config check" tells
            # whether all is right, "config show" which values are in effect and where each was given, "config path" where
            # this file is.
            """;

    private static final String PROFILES = """

            # A profile is a server by a name of yours: "chat join ops@work", "chat rooms --profile work". It may have a
            # value of its own for each key of the connection, which wins over the environment too.
            #profile.work.server = chat.example.org:4242
            #profile.work.name = alice
            #profile.work.rooms = ops, lobby

            # An alias is a name for what you type in a room: a command, or a text; what you type behind it follows.
            #alias.j = /join
            #alias.shrug = ¯\\_(ツ)_/¯
            """;

    /** What to do. */
    enum Action {
        CHECK,
        SHOW,
        PATH,
        EXAMPLE
    }

    @Parameters(
            index = "0",
            paramLabel = "check|show|path|example",
            description = "check: say what is wrong in the file, each line with its number. "
                    + "show: print the value of each key, and where it was given. "
                    + "path: print where the file is, which need not exist. "
                    + "example: print a file with every key, its default and its meaning.")
    private @Nullable Action action;

    ConfigCommand(Console console) {
        super(console);
    }

    @Override
    Set<String> problems() {
        // It is the command that shows them.
        return Set.of();
    }

    @Override
    ExitCode run() {
        Configuration configuration = configuration();
        return switch (action) {
            case CHECK -> check(configuration);
            case SHOW -> show(configuration);
            case PATH -> print(configuration.file() + "\n");
            case EXAMPLE -> print(example(console()));
            case null -> throw CommandFailure.badInput("one of check, show, path and example is missing");
        };
    }

    private ExitCode print(String text) {
        console().out().print(text);
        return ExitCode.DONE;
    }

    private ExitCode check(Configuration configuration) {
        List<String> problems = new ArrayList<>(configuration.problems());
        List<String> commands = new ArrayList<>(CommandLines.COMMANDS.keySet());
        for (CommandLine command : commands(console())) {
            problems.addAll(ConfiguredOptions.apply(command, configuration));
        }
        configuration.options().forEach((key, value) -> {
            if (!commands.contains(key.substring(0, key.indexOf('.')))) {
                problems.add(value.origin() + ": " + Configuration.noSuchKey(key));
            }
        });
        if (!problems.isEmpty()) {
            problems.forEach(console()::complain);
            return ExitCode.BAD_INPUT;
        }
        console()
                .out()
                .println("right: " + configuration.size() + (configuration.size() == 1 ? " key is" : " keys are")
                        + " given in " + configuration.file() + ", the others have their defaults");
        return ExitCode.DONE;
    }

    private ExitCode show(Configuration configuration) {
        for (ConfigurationKey key : ConfigurationKey.all()) {
            Configuration.Value given =
                    key instanceof Setting setting ? connection().given(setting) : configuration.given(key.key());
            show(key.key(), given, key.defaultValue());
        }
        for (CommandLine command : commands(console())) {
            for (OptionSpec option : ConfiguredOptions.of(command)) {
                String key = ConfiguredOptions.key(command, option);
                show(key, configuration.given(key), ConfiguredOptions.defaultValue(option));
            }
        }
        configuration.profilesAndAliases().forEach((key, value) -> show(key, value, ""));
        return ExitCode.DONE;
    }

    private void show(String key, Configuration.@Nullable Value value, String otherwise) {
        String text = value == null ? otherwise : value.text();
        String origin = value == null ? "default" : value.origin();
        String line = (key + " = " + text).strip();
        if (text.contains("#")) {
            // It would be read as the beginning of the comment.
            console().out().printf("# from %s:%n%s%n", origin, line);
        } else {
            // A key without a value cannot be given as empty.
            console().out().printf("%-46s # %s%n", text.isEmpty() ? "# " + line : line, origin);
        }
    }

    private static List<CommandLine> commands(Console console) {
        List<CommandLine> commands = new ArrayList<>();
        CommandLines.COMMANDS.keySet().forEach(name -> commands.add(CommandLines.command(name, console)));
        return commands;
    }

    /** A file with every key, its default and its meaning. */
    private static String example(Console console) {
        StringBuilder text = new StringBuilder(HEAD);
        for (ConfigurationKey key : ConfigurationKey.all()) {
            row(text, key.meaning() + "; " + key.form(), key.key(), key.defaultValue());
        }
        text.append(PROFILES);
        for (CommandLine command : commands(console)) {
            for (OptionSpec option : ConfiguredOptions.of(command)) {
                String[] description = CommandLine.Help.Ansi.OFF
                        .string(String.join(" ", option.description()))
                        .split(" +", -1);
                row(
                        text,
                        command.getCommandName() + ": " + String.join(" ", description) + " "
                                + ConfiguredOptions.form(option),
                        ConfiguredOptions.key(command, option),
                        ConfiguredOptions.defaultValue(option));
            }
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String meaning, String key, String value) {
        text.append("\n# ")
                .append(meaning)
                .append("\n#")
                .append((key + " = " + value).stripTrailing())
                .append('\n');
    }
}
