package dev.roomtalk.bridge.kernel;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names the program of a process by its command line. */
public final class ProgramName {
    private static final Pattern INTERPRETER = Pattern.compile(
            "(a|ba|da|k|mk|z)?sh|busybox|python[0-9.]*|perl[0-9.]*|ruby[0-9.]*|node|lua[0-9.]*|php[0-9.]*");

    private static final Set<String> JAVA_OPTIONS_WITH_VALUE = Set.of(
            "-cp",
            "-classpath",
            "--class-path",
            "-p",
            "--module-path",
            "--add-modules",
            "--add-exports",
            "--add-opens",
            "--add-reads",
            "--upgrade-module-path",
            "--limit-modules");

    private ProgramName() {}

    /** The name of the script that a process runs, or else of its program. */
    public static String of(Processes.Identity identity) {
        List<String> arguments = identity.arguments();
        if (arguments.isEmpty()) {
            return identity.command();
        }
        String program = base(arguments.getFirst());
        if (program.startsWith("-")) {
            program = program.substring(1);
        }
        if (program.equals("java")) {
            return javaProgram(arguments);
        }
        if (INTERPRETER.matcher(program).matches()
                && arguments.size() > 1
                && !arguments.get(1).startsWith("-")
                && !arguments.get(1).isEmpty()) {
            return base(arguments.get(1));
        }
        return program.isEmpty() ? identity.command() : program;
    }

    /** A program file that many programs have in common: a shell, an interpreter, a Java VM. */
    static boolean isInterpreter(String path) {
        String program = base(path);
        return program.equals("java") || INTERPRETER.matcher(program).matches();
    }

    /** The jar, or the main class without its package, that a Java VM runs. */
    private static String javaProgram(List<String> arguments) {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (JAVA_OPTIONS_WITH_VALUE.contains(argument)) {
                i++;
            } else if (!argument.startsWith("-") && !argument.startsWith("@")) {
                String program = base(argument);
                return program.endsWith(".jar") ? program : program.substring(program.lastIndexOf('.') + 1);
            }
        }
        return "java";
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
