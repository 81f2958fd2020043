package dev.roomtalk.server.app;

import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The commands of {@code room-server config}: they check or print the configuration, instead of serving with it. */
public enum ConfigCommand {
    CHECK(
            "Checks what a server would meet with this configuration: its values, certificate, data directory and ports."),
    SHOW("Prints the value of each key, and where it was given; as a file that could be given."),
    EXAMPLE("Prints a file with every key, its default and its meaning.");

    private static final String HEAD = """
            # Configuration of room-server. A key is the same as a flag (--keep-alive 20s) and in the environment
            # (ROOM_SERVER_KEEP_ALIVE=20s); flags win over the environment, which wins over this file. "room-server config
            # check" tells whether all is right, "config show" which values are in effect and where each was given.
            # Sizes take K, M and G; durations ms, s, m, h and d.
            """;

    private final String meaning;

    ConfigCommand(String meaning) {
        this.meaning = meaning;
    }

    /** The name that is typed. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String meaning() {
        return meaning;
    }

    /** @throws SettingException naming the key that is wrong */
    public void run(Configuration configuration, PrintStream out) throws SettingException {
        switch (this) {
            case CHECK -> check(configuration, out);
            case SHOW -> show(configuration, out);
            case EXAMPLE -> out.print(example());
        }
    }

    /** Prints what a start would meet; fails with all that would keep it from serving. */
    private static void check(Configuration configuration, PrintStream out) throws SettingException {
        StartCheck check = new StartCheck(configuration, InstantSource.system(), MachineLimits.now());
        Path directory = configuration.settings().dataDir();
        List<String> problems = new ArrayList<>(check.wrong());
        problems.addAll(check.tooLittle());
        boolean running = DataDirectory.isInUse(directory);
        Set<Integer> ours = running ? RunningServer.ports(directory) : Set.of();
        problems.addAll(check.notFree(port -> ours.contains(port) || (running && isMetrics(port, configuration))));
        String untimely = check.untimely();
        if (untimely != null) {
            problems.add(untimely);
        }
        if (!problems.isEmpty()) {
            throw new SettingException(problems);
        }
        out.println("right: " + configuration.given() + " of " + Setting.values().length
                + " keys are given, the others have their defaults");
        check.warnings().forEach(warning -> out.println("warning: " + warning));
        String shown = check.shown();
        if (shown != null) {
            out.println(shown);
        }
        if (running) {
            out.println("note: a server is running on " + directory + ", so another server cannot start there now");
        }
    }

    /** A running server does not tell on which port it serves its metrics: it is taken to be the one that is given. */
    private static boolean isMetrics(int port, Configuration configuration) {
        return configuration.written(Setting.METRICS_PORT).equals(Integer.toString(port));
    }

    private static void show(Configuration configuration, PrintStream out) throws SettingException {
        ServerSettings settings = configuration.settings();
        for (Setting setting : Setting.values()) {
            String value = configuration.value(setting, settings);
            String line = setting.key() + " = " + value;
            if (setting.isPath() && !value.isEmpty()) {
                // No comment may follow a path.
                out.printf("# from %s:%n%s%n", configuration.origin(setting), line);
                continue;
            }
            // A key without a value cannot be given as empty.
            out.printf("%-46s # %s%n", value.isEmpty() ? "# " + line.strip() : line, configuration.origin(setting));
        }
    }

    /** A file with every key, its default and its meaning. */
    public static String example() {
        StringBuilder text = new StringBuilder(HEAD);
        for (Setting setting : Setting.values()) {
            text.append("\n# ")
                    .append(setting.meaning())
                    .append("; ")
                    .append(setting.form())
                    .append("\n#");
            text.append(setting.key()).append(" = ").append(setting.defaultValue());
            while (text.charAt(text.length() - 1) == ' ') {
                text.setLength(text.length() - 1);
            }
            text.append('\n');
        }
        return text.toString();
    }
}
