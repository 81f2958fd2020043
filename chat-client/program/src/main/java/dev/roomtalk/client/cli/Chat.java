package dev.roomtalk.client.cli;

import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.identity.StateException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The program {@code chat}. Each run makes only the command that it was asked for: starting fast is worth that. */
@CommandLine.Command(
        name = "chat",
        description = "Chat rooms for people and for scripts.",
        synopsisSubcommandLabel = "COMMAND",
        footer = "%nEvery command has --help, which also says what its exit codes mean.")
public final class Chat {
    static final String VERSION = version();
    static final String PROGRAM = "chat " + VERSION;

    private static final Map<String, Function<Console, Command>> COMMANDS = commands();

    private Chat() {}

    private static Map<String, Function<Console, Command>> commands() {
        Map<String, Function<Console, Command>> commands = new LinkedHashMap<>();
        commands.put("join", Join::new);
        commands.put("send", Send::new);
        commands.put("tail", Tail::new);
        commands.put("history", History::new);
        commands.put("rooms", Rooms::new);
        commands.put("who", Who::new);
        commands.put("search", SearchCommand::new);
        commands.put("create-room", CreateRoom::new);
        commands.put("close-room", CloseRoom::new);
        commands.put("set-room", SetRoom::new);
        commands.put("topic", Topic::new);
        commands.put("role", Role::new);
        commands.put("kick", Kick::new);
        commands.put("ban", Ban::new);
        commands.put("unban", Unban::new);
        commands.put("bans", Bans::new);
        commands.put("invite", Invite::new);
        commands.put("invites", Invites::new);
        commands.put("uninvite", Uninvite::new);
        commands.put("token", TokenCommand::new);
        commands.put("fingerprint", Fingerprint::new);
        return commands;
    }

    private static String version() {
        String packaged = Chat.class.getPackage().getImplementationVersion();
        return packaged == null ? "(unpackaged)" : packaged;
    }

    public static void main(String[] args) {
        System.exit(run(args, Console.ofProcess()));
    }

    static int run(String[] args, Console console) {
        if (args.length == 1 && (args[0].equals("--version") || args[0].equals("-V"))) {
            console.out().println(PROGRAM);
            console.out().flush();
            return ExitCode.DONE.number();
        }
        CommandLine program = program(args.length == 0 ? "" : args[0], console);
        if (args.length == 0) {
            program.usage(console.err());
            return ExitCode.BAD_INPUT.number();
        }
        if (!args[0].startsWith("-") && !COMMANDS.containsKey(args[0])) {
            console.complain("there is no command '" + args[0] + "'; see 'chat --help'");
            return ExitCode.BAD_INPUT.number();
        }
        try {
            return program.execute(args);
        } finally {
            console.out().flush();
        }
    }

    /** With the command that was asked for; with all of them if it is none. */
    private static CommandLine program(String asked, Console console) {
        CommandLine program = new CommandLine(new Chat());
        addHelp(program);
        program.getCommandSpec()
                .version(PROGRAM)
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Shows the version.")
                        .build());
        List<String> names = COMMANDS.containsKey(asked) ? List.of(asked) : List.copyOf(COMMANDS.keySet());
        for (String name : names) {
            CommandLine command = new CommandLine(commandOf(name, console));
            addHelp(command);
            command.getCommandSpec()
                    .usageMessage()
                    .exitCodeListHeading("%nExit codes:%n")
                    .exitCodeList(exitCodes());
            program.addSubcommand(name, command);
        }
        program.setCaseInsensitiveEnumValuesAllowed(true);
        program.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        program.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        program.setColorScheme(CommandLine.Help.defaultColorScheme(
                console.coloured() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        program.setParameterExceptionHandler((e, args) -> badUsage(e, console));
        program.setExecutionExceptionHandler((e, command, parsed) -> failed(e, console));
        return program;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Shows this.")
                        .build());
    }

    private static Command commandOf(String name, Console console) {
        Function<Console, Command> command = COMMANDS.get(name);
        if (command == null) {
            throw new IllegalArgumentException(name);
        }
        return command.apply(console);
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
            console.complain(expected ? message : "this is a fault of the program: " + message);
        }
        return code.number();
    }
}
