package dev.roomtalk.server.app;

import dev.roomtalk.server.base.LogLines;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The program {@code room-server}. Exit codes: 0 stopped or done, 1 cannot, 2 bad usage or configuration. */
public final class RoomServer {
    static final String VERSION = "0.1.0";
    static final String PROGRAM = "roomtalk " + VERSION;

    private static final Logger LOG = LoggerFactory.getLogger(RoomServer.class);

    private static final String CONFIG = "config";
    private static final int CANNOT = 1;
    private static final int BAD_USAGE = 2;

    private RoomServer() {}

    public static void main(String[] args) {
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(String... args) {
        CommandLine command = commandLine();
        try {
            ParseResult parsed = command.parseArgs(args);
            if (CommandLine.printHelpIfRequested(parsed)) {
                return 0;
            }
            return run(parsed);
        } catch (ParameterException e) {
            System.err.println("room-server: " + e.getMessage() + " (--help lists the options)");
            return BAD_USAGE;
        } catch (SettingException e) {
            System.err.println("room-server: " + e.getMessage());
            return BAD_USAGE;
        }
    }

    private static int run(ParseResult parsed) throws SettingException {
        Configuration configuration = configuration(parsed);
        if (!parsed.hasSubcommand()) {
            return serve(configuration, () -> configuration(parsed));
        }
        ParseResult command = parsed.subcommand();
        Integer asked = OperatorCommands.run(command, configuration.dataDir(), System.out, System.err);
        if (asked != null) {
            return asked;
        }
        if (!command.commandSpec().name().equals(CONFIG)) {
            return manage(command, configuration.settings().dataDir());
        }
        if (!command.hasSubcommand()) {
            throw new ParameterException(
                    command.commandSpec().commandLine(), "config needs one of check, show, example");
        }
        ConfigCommand.valueOf(command.subcommand().commandSpec().name().toUpperCase(Locale.ROOT))
                .run(configuration, System.out);
        return 0;
    }

    private static CommandLine commandLine() {
        CommandSpec spec = CommandSpec.create()
                .name("room-server")
                .version("room-server " + VERSION)
                .mixinStandardHelpOptions(true);
        spec.usageMessage()
                .description("Serves Roomtalk rooms.")
                .footer("", "Exit codes: 0 stopped or done, 1 cannot, 2 bad usage or configuration.");
        spec.addOption(OptionSpec.builder("--config")
                .paramLabel("FILE")
                .type(Path.class)
                .scopeType(ScopeType.INHERIT)
                .description(
                        "lines of key = value; the keys are the options below without --; options and the environment win")
                .build());
        for (Setting setting : Setting.values()) {
            spec.addOption(option(setting));
        }
        for (DataCommand command : DataCommand.values()) {
            spec.addSubcommand(command.word(), command.spec());
        }
        CommandSpec config = CommandSpec.create().name(CONFIG).mixinStandardHelpOptions(true);
        config.usageMessage().description("Checks or shows the configuration, without starting a server.");
        for (ConfigCommand command : ConfigCommand.values()) {
            CommandSpec each = command.spec();
            for (Setting setting : Setting.values()) {
                if (setting != Setting.DATA_DIR) {
                    each.addOption(
                            OptionSpec.builder(option(setting)).hidden(true).build());
                }
            }
            config.addSubcommand(command.word(), each);
        }
        spec.addSubcommand(CONFIG, config);
        OperatorCommands.addTo(spec);
        return new CommandLine(spec);
    }

    private static OptionSpec option(Setting setting) {
        OptionSpec.Builder option = OptionSpec.builder("--" + setting.key());
        String standard = setting.standard().isEmpty() ? "" : " (" + setting.standard() + ")";
        option.description(setting.meaning() + standard);
        if (setting.isSwitch()) {
            option.type(String.class).arity("0..1").fallbackValue("true").paramLabel("true|false");
        } else if (setting == Setting.HOST || setting == Setting.TRUSTED_PROXIES) {
            option.type(String[].class).arity("1").splitRegex(",").paramLabel("ADDRESS");
        } else {
            option.type(String.class).arity("1").paramLabel(setting.form().replace("%", "%%"));
        }
        if (setting == Setting.DATA_DIR) {
            option.scopeType(ScopeType.INHERIT);
        }
        return option.build();
    }

    /** A flag may stand before a command or behind it; the last one wins. */
    private static Configuration configuration(ParseResult parsed) throws SettingException {
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
        return Configuration.of(flags, System.getenv(), file);
    }

    private static int manage(ParseResult parsed, Path directory) {
        DataCommand command = DataCommand.valueOf(parsed.commandSpec().name().toUpperCase(Locale.ROOT));
        // Many lines: System.out alone would flush each.
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out), false, StandardCharsets.UTF_8);
        try {
            return command.run(directory, parsed.matchedPositionalValue(0, ""), out) ? 0 : CANNOT;
        } catch (IOException e) {
            System.err.println("room-server: " + e.getMessage());
            return CANNOT;
        } finally {
            out.flush();
        }
    }

    private static int serve(Configuration configuration, Reload.Source again) throws SettingException {
        ServerSettings settings = configuration.settings();
        try {
            writeLog(settings);
            Node node = Node.start(settings);
            Reload reload = new Reload(again, node.live(), configuration, RoomServer::writeLog);
            node.live().reloadBy(reload);
            HangUp.does(reload::load);
            CountDownLatch stopped = new CountDownLatch(1);
            if (!atShutdown(() -> {
                LOG.info("stopping");
                node.close();
                LOG.info("stopped");
                LogLines.end();
                stopped.countDown();
            })) {
                node.close();
                return 0;
            }
            System.out.println("room-server " + VERSION + " ready: " + node.description());
            LOG.atInfo().addKeyValue("version", VERSION).log("serving: {}", node.description());
            stopped.await();
            return 0;
        } catch (IOException e) {
            System.err.println("room-server: " + e.getMessage());
            return CANNOT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CANNOT;
        }
    }

    private static void writeLog(ServerSettings settings) {
        LogLines.write(settings.logForm(), settings.logLevel());
    }

    /** False: this process is being stopped already. */
    private static boolean atShutdown(Runnable stop) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
