package dev.roomtalk.server.app;

import dev.roomtalk.server.control.Certificate;
import dev.roomtalk.server.settings.Configuration;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.server.settings.Setting;
import dev.roomtalk.server.settings.SettingException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** The commands of {@code room-server config}: they check or print the configuration, instead of serving with it. */
public enum ConfigCommand {
    CHECK("Checks whether a server would start with this configuration."),
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

    private static void check(Configuration configuration, PrintStream out) throws SettingException {
        ServerSettings settings = configuration.settings();
        if (settings.certificate() != null && settings.key() != null) {
            try {
                Certificate.given(settings.certificate(), settings.key()).context();
            } catch (IOException e) {
                throw new SettingException("certificate: " + e.getMessage());
            }
        }
        out.println("right: " + configuration.given() + " of " + Setting.values().length
                + " keys are given, the others have their defaults");
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
