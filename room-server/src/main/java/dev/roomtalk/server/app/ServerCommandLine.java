package dev.roomtalk.server.app;

import dev.roomtalk.server.console.ConsoleCommand;
import dev.roomtalk.server.console.ConsoleRequest;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.ProcessText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/**
 * The command line of {@code room-server}: an option for each setting, and a subcommand for each command of the
 * configuration, the data and the console. It knows nothing of what they do. Over 300 lines, because all of the command
 * line is declared here.
 */
final class ServerCommandLine {
    private static final String CONFIG = "config";
    private static final String ADMIN = "admin";
    private static final String USER = "user";
    private static final String KEY = "key";
    private static final String MOVE = "move";
    private static final String MAKE = "make";
    private static final String ROTATE = "rotate";

    static final String MAKE_MEANING =
            "Makes a key and its certificate in a directory, for all nodes of a server, and prints the settings that name them.";

    static final String ROTATE_MEANING =
            "Makes a new key, and has the old one sign for it: clients that come within 90 days take it on. Then: room-server"
                    + " reload.";

    static final String MOVE_MEANING =
            "Carries users, rooms and messages from one engine to another, which is empty; no server may be using either.";

    /** The old name of {@code admin who}. */
    private static final String WHO_ALIAS = "users";

    private ServerCommandLine() {}

    /**
     * Reads a command line; help and version are printed.
     *
     * @throws ParameterException the command line is wrong
     * @throws SettingException a setting is wrong
     */
    static Invocation parse(String... args) throws SettingException {
        // What begins with @ is a value as any other.
        ParseResult parsed = new CommandLine(spec()).setExpandAtFiles(false).parseArgs(args);
        if (CommandLine.printHelpIfRequested(parsed)) {
            return new Invocation.Help();
        }
        Configuration configuration = configuration(parsed, Map.of());
        if (!parsed.hasSubcommand()) {
            return new Invocation.Serve(configuration, () -> configuration(parsed, Map.of()));
        }
        ParseResult command = parsed.subcommand();
        if (command.commandSpec().name().equals(CONFIG)) {
            return new Invocation.Configure(
                    ConfigCommand.valueOf(name(subcommand(command, "config needs one of check, show, example"))
                            .toUpperCase(Locale.ROOT)),
                    configuration);
        }
        if (name(command).equals(KEY)) {
            ParseResult typed = subcommand(command, "key needs a command: make or rotate");
            String certificate = typed.matchedPositionalValue(0, "");
            if (name(typed).equals(MAKE)) {
                return new Invocation.MakeKey(Path.of(certificate));
            }
            return new Invocation.RotateKey(configuration, certificate.isEmpty() ? null : Path.of(certificate));
        }
        if (name(command).equals(MOVE)) {
            return new Invocation.Move(
                    configuration(parsed, Map.of(Setting.ENGINE, command.matchedOptionValue("--from", ""))),
                    configuration(parsed, Map.of(Setting.ENGINE, command.matchedOptionValue("--to", ""))));
        }
        return isData(command)
                ? new Invocation.Manage(
                        DataCommand.valueOf(name(command).toUpperCase(Locale.ROOT)),
                        configuration.settings().dataDir(),
                        command.matchedPositionalValue(0, ""))
                : new Invocation.Operate(operation(command), configuration.dataDir());
    }

    private static boolean isData(ParseResult command) {
        return Arrays.stream(DataCommand.values()).anyMatch(data -> data.word().equals(name(command)));
    }

    private static ConsoleRequest operation(ParseResult command) {
        if (!name(command).equals(ADMIN)) {
            return request(ConsoleCommand.typed(ConsoleCommand.Place.TOP, name(command)), command);
        }
        ParseResult typed = subcommand(command, "admin needs a command");
        if (!name(typed).equals(USER)) {
            return request(ConsoleCommand.typed(ConsoleCommand.Place.ADMIN, name(typed)), typed);
        }
        ParseResult ofUser = subcommand(typed, "admin user needs a command: reset-token, rename, delete or export");
        return request(ConsoleCommand.typed(ConsoleCommand.Place.USER, name(ofUser)), ofUser);
    }

    private static String name(ParseResult parsed) {
        return parsed.commandSpec().name();
    }

    private static ParseResult subcommand(ParseResult parsed, String missing) {
        if (!parsed.hasSubcommand()) {
            throw new ParameterException(parsed.commandSpec().commandLine(), missing);
        }
        return parsed.subcommand();
    }

    /**
     * A flag may stand before a command or behind it; the last one wins.
     *
     * @param over what wins over the flags
     */
    private static Configuration configuration(ParseResult parsed, Map<Setting, String> over) throws SettingException {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        Path file = null;
        for (ParseResult level : parsed.asCommandLineList().stream()
                .map(CommandLine::getParseResult)
                .toList()) {
            for (Setting setting : Setting.values()) {
                String option = "--" + setting.key();
                if (level.hasMatchedOption(option)) {
                    Object value = level.matchedOption(option).getValue();
                    flags.put(setting, value instanceof String[] list ? String.join(",", list) : String.valueOf(value));
                }
            }
            file = level.matchedOptionValue("--config", file);
        }
        flags.putAll(over);
        try {
            return Configuration.of(flags, ProcessText.environment(), file);
        } catch (NotUtf8Exception e) {
            throw new SettingException(String.valueOf(e.getMessage()));
        }
    }

    private static ConsoleRequest request(ConsoleCommand command, ParseResult typed) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < command.parameters().size(); i++) {
            values.add(typed.matchedPositionalValue(i, ""));
        }
        Map<ConsoleCommand.Option, String> options = new EnumMap<>(ConsoleCommand.Option.class);
        for (ConsoleCommand.Option option : command.options()) {
            String name = "--" + option.word();
            if (typed.hasMatchedOption(name)) {
                options.put(option, String.valueOf(typed.matchedOption(name).<Object>getValue()));
            }
        }
        return new ConsoleRequest(command, values, options);
    }

    private static CommandSpec spec() {
        CommandSpec program =
                command("room-server", "Serves Roomtalk rooms.").version("room-server " + RoomServer.VERSION);
        program.usageMessage()
                .footer("", "Exit codes: 0 stopped or done, 1 cannot, 2 bad usage or configuration, 3 out of memory.");
        program.addOption(OptionSpec.builder("--config")
                .paramLabel("FILE")
                .type(Path.class)
                .scopeType(ScopeType.INHERIT)
                .description(
                        "lines of key = value; the keys are the options below without --; options and the environment win")
                .build());
        for (Setting setting : Setting.values()) {
            program.addOption(option(setting).build());
        }
        for (DataCommand command : DataCommand.values()) {
            program.addSubcommand(
                    command.word(),
                    command(
                            command.word(),
                            command.meaning(),
                            command.parameter().isEmpty() ? List.of() : List.of(command.parameter())));
        }
        program.addSubcommand(CONFIG, config());
        program.addSubcommand(KEY, key());
        program.addSubcommand(MOVE, move());
        CommandSpec admin =
                command(ADMIN, "Looks after rooms and users of the running server; every change is in its audit log.");
        CommandSpec user = command(USER, "Gives back names, renames, deletes and exports users.");
        for (ConsoleCommand command : ConsoleCommand.values()) {
            switch (command.place()) {
                case TOP -> program.addSubcommand(command.typed(), console(command));
                case ADMIN -> admin.addSubcommand(command.typed(), console(command));
                case USER -> user.addSubcommand(command.typed(), console(command));
            }
        }
        return program.addSubcommand(ADMIN, admin.addSubcommand(USER, user));
    }

    private static CommandSpec command(String name, String meaning) {
        CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true);
        spec.usageMessage().description(meaning);
        return spec;
    }

    private static CommandSpec command(String name, String meaning, List<String> parameters) {
        CommandSpec spec = command(name, meaning);
        for (int i = 0; i < parameters.size(); i++) {
            spec.addPositional(PositionalParamSpec.builder()
                    .index(Integer.toString(i))
                    .paramLabel(parameters.get(i))
                    .type(String.class)
                    .arity("1")
                    .required(true)
                    .build());
        }
        return spec;
    }

    private static CommandSpec key() {
        CommandSpec rotate = command(ROTATE, ROTATE_MEANING);
        rotate.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("CERTIFICATE")
                .type(String.class)
                .arity("0..1")
                .description(
                        "the certificate (PEM) that the settings will name; its key is signed for, and none is made")
                .build());
        return command(KEY, "Makes or changes the key that clients know the server by.")
                .addSubcommand(MAKE, command(MAKE, MAKE_MEANING, List.of("DIRECTORY")))
                .addSubcommand(ROTATE, rotate);
    }

    private static CommandSpec move() {
        CommandSpec move = command(MOVE, MOVE_MEANING);
        for (String name : List.of("--from", "--to")) {
            move.addOption(OptionSpec.builder(name)
                    .type(String.class)
                    .arity("1")
                    .required(true)
                    .paramLabel("ENGINE")
                    .description("sqlite, or the address of a Redis as for --engine")
                    .build());
        }
        for (Setting setting : Setting.values()) {
            if (setting.key().startsWith("engine-")) {
                move.addOption(option(setting).build());
            }
        }
        return move;
    }

    private static CommandSpec config() {
        CommandSpec config = command(CONFIG, "Checks or shows the configuration, without starting a server.");
        for (ConfigCommand command : ConfigCommand.values()) {
            CommandSpec each = command(command.word(), command.meaning());
            for (Setting setting : Setting.values()) {
                if (setting != Setting.DATA_DIR) {
                    each.addOption(option(setting).hidden(true).build());
                }
            }
            config.addSubcommand(command.word(), each);
        }
        return config;
    }

    private static CommandSpec console(ConsoleCommand command) {
        CommandSpec spec = command(command.typed(), command.meaning(), command.parameters());
        if (command == ConsoleCommand.WHO) {
            spec.aliases(WHO_ALIAS);
        }
        for (ConsoleCommand.Option option : command.options()) {
            if (!option.meaning().isEmpty()) {
                OptionSpec.Builder each =
                        OptionSpec.builder("--" + option.word()).description(option.meaning());
                spec.addOption(
                        option.parameter().isEmpty()
                                ? each.type(boolean.class).build()
                                : each.type(String.class)
                                        .arity("1")
                                        .paramLabel(option.parameter())
                                        .build());
            }
        }
        return spec;
    }

    private static OptionSpec.Builder option(Setting setting) {
        OptionSpec.Builder option = OptionSpec.builder("--" + setting.key());
        String absent = setting.defaultValue().isEmpty() ? "" : " (" + setting.defaultValue() + ")";
        option.description(setting.meaning() + absent);
        if (setting.isSwitch()) {
            option.type(String.class).arity("0..1").fallbackValue("true").paramLabel("true|false");
        } else if (setting == Setting.HOST || setting == Setting.TRUSTED_PROXIES) {
            option.type(String[].class).arity("1").splitRegex(",").paramLabel("ADDRESS");
        } else {
            option.type(String.class).arity("1").paramLabel(setting.form().replace("%", "%%"));
        }
        return setting == Setting.DATA_DIR ? option.scopeType(ScopeType.INHERIT) : option;
    }
}
