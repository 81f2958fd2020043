package dev.roomtalk.chat.command;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.settings.Configuration;
import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.StateException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The table of commands, and how a command line is run. A run creates only the command that it needs: that starts
 * faster.
 */
public final class CommandLines {
    static final String PROGRAM = "chat " + version();

    static final Map<String, Function<Console, Command>> COMMANDS = commands();

    static {
        // No option has such a type, but for those below: to look these classes up takes long at each start.
        System.setProperty("picocli.converters.excludes", "java\\.(sql|time)\\..*");
    }

    private CommandLines() {}

    private static Map<String, Function<Console, Command>> commands() {
        Map<String, Function<Console, Command>> commands = new LinkedHashMap<>();
        commands.put("join", JoinCommand::new);
        commands.put("leave", LeaveCommand::new);
        commands.put("send", SendCommand::new);
        commands.put("msg", MsgCommand::new);
        commands.put("react", ReactCommand::new);
        commands.put("edit", EditCommand::new);
        commands.put("remove", RemoveCommand::new);
        commands.put("send-file", SendFileCommand::new);
        commands.put("get", GetCommand::new);
        commands.put("tail", TailCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("history", HistoryCommand::new);
        commands.put("rooms", RoomsCommand::new);
        commands.put("contacts", ContactsCommand::new);
        commands.put("who", WhoCommand::new);
        commands.put("search", SearchCommand::new);
        commands.put("mentions", MentionsCommand::new);
        commands.put("create-room", CreateRoomCommand::new);
        commands.put("close-room", CloseRoomCommand::new);
        commands.put("set-room", SetRoomCommand::new);
        commands.put("topic", TopicCommand::new);
        commands.put("role", RoleCommand::new);
        commands.put("kick", KickCommand::new);
        commands.put("ban", BanCommand::new);
        commands.put("unban", UnbanCommand::new);
        commands.put("bans", BansCommand::new);
        commands.put("invite", InviteCommand::new);
        commands.put("invites", InvitesCommand::new);
        commands.put("uninvite", UninviteCommand::new);
        commands.put("token", TokenCommand::new);
        commands.put("fingerprint", FingerprintCommand::new);
        commands.put("config", ConfigCommand::new);
        commands.put("completion", CompletionCommand::new);
        return commands;
    }

    private static String version() {
        String packaged = CommandLines.class.getPackage().getImplementationVersion();
        return packaged == null ? "(unpackaged)" : packaged;
    }

    /**
     * Runs the program with these arguments and returns its exit code, which is not 0 if its output could not be
     * written.
     */
    public static int run(String[] args, Console console) {
        int code = execute(args, console);
        String lost = console.out().failure();
        if (lost == null || code != ExitCode.DONE.number()) {
            return code;
        }
        console.complain(lost);
        return ExitCode.FAILED.number();
    }

    private static int execute(String[] args, Console console) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            console.out().println(PROGRAM);
            return ExitCode.DONE.number();
        }
        CommandLine program = program(args.length == 0 ? "" : args[0], console);
        if (args.length == 0) {
            program.usage(console.err());
            return ExitCode.BAD_INPUT.number();
        }
        if (!args[0].startsWith("-") && !COMMANDS.containsKey(args[0])) {
            console.complain("there is no command '" + args[0] + "'; see " + ChatCommand.quoted("--help"));
            return ExitCode.BAD_INPUT.number();
        }
        CommandLine command = program.getSubcommands().get(args[0]);
        if (command == null) {
            return program.execute(args);
        }
        configure(command, console);
        int code = program.execute(args);
        if (code == ExitCode.UNREACHABLE.number()) {
            command.<Command>getCommand().sayHowToBegin();
        }
        return code;
    }

    /** The program with the command of that name alone, or with all commands if no command has that name. */
    static CommandLine program(String asked, Console console) {
        CommandSpec spec = CommandSpec.create()
                .name(ChatCommand.NAME)
                .version(PROGRAM)
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Shows the version.")
                        .build());
        spec.usageMessage()
                .description("Chat rooms for people and for scripts.")
                .synopsisSubcommandLabel("COMMAND")
                .footer("%nEvery command has --help, which also lists its exit codes.");
        addHelp(spec);
        CommandLine program = new CommandLine(spec);
        for (String name : COMMANDS.containsKey(asked) ? List.of(asked) : COMMANDS.keySet()) {
            program.addSubcommand(name, command(name, console));
        }
        program.setCaseInsensitiveEnumValuesAllowed(true);
        // A text that begins with @ is a text.
        program.setExpandAtFiles(false);
        addConverters(program);
        program.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        program.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        program.setColorScheme(CommandLine.Help.defaultColorScheme(
                console.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        program.setParameterExceptionHandler((e, args) -> badUsage(e, console));
        program.setExecutionExceptionHandler((e, command, parsed) -> failed(e, console));
        return program;
    }

    /** A command, as the program has it. */
    static CommandLine command(String name, Console console) {
        CommandSpec spec =
                Objects.requireNonNull(COMMANDS.get(name)).apply(console).spec();
        addHelp(spec);
        spec.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(exitCodes());
        return new CommandLine(spec);
    }

    /** Gives a command the defaults that are configured, and what is wrong in them. */
    private static void configure(CommandLine line, Console console) {
        Configuration configuration = Configuration.of(console.environment());
        Set<String> problems = new LinkedHashSet<>(configuration.problems());
        problems.addAll(ConfiguredOptions.apply(line, configuration));
        Command command = line.getCommand();
        command.configure(configuration, problems);
    }

    static void addConverters(CommandLine command) {
        command.registerConverter(Duration.class, Values::duration);
        command.registerConverter(Instant.class, Values::instant);
    }

    private static void addHelp(CommandSpec command) {
        command.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(Integer.toString(code.number()), code.meaning());
        }
        return codes;
    }

    private static int badUsage(ParameterException e, Console console) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        String wrong = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        console.complain(wrong + "; see '" + command + " --help'");
        return ExitCode.BAD_INPUT.number();
    }

    private static int failed(Exception e, Console console) {
        console.out().flush();
        ExitCode code =
                switch (e) {
                    case CommandFailure failure -> failure.code();
                    case InterruptedException _ -> ExitCode.INTERRUPTED;
                    default -> ExitCode.FAILED;
                };
        boolean expected = e instanceof CommandFailure || e instanceof StateException;
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (code != ExitCode.INTERRUPTED) {
            console.complain(expected ? message : "this is a bug in Roomtalk: " + message);
        }
        return code.number();
    }
}
