package dev.roomtalk.server.settings;

import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.SettingLines;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values that were given to a server, and where. A key has one name in three places, of which the first wins: the
 * flag {@code --keep-alive 20s}, the variable {@code ROOM_SERVER_KEEP_ALIVE=20s}, and the line {@code keep-alive = 20s}
 * of a file.
 */
public final class Configuration {
    /** The variable that names the file, where no flag does. */
    static final String FILE_VARIABLE = "ROOM_SERVER_CONFIG";

    private static final String PREFIX = "ROOM_SERVER_";

    private final Map<Setting, String> values = new EnumMap<>(Setting.class);
    private final Map<Setting, String> origins = new EnumMap<>(Setting.class);
    private final List<String> problems = new ArrayList<>();

    private Configuration() {}

    /**
     * @param environment all of it; variables that are not of the server are passed over
     * @param file of the flag {@code --config}; null: the one that the environment names, or none
     * @throws SettingException a variable, or a line of the file, cannot be read: with everything else that is wrong
     */
    public static Configuration of(Map<Setting, String> flags, Map<String, String> environment, @Nullable Path file)
            throws SettingException {
        Configuration all = new Configuration();
        String named = environment.getOrDefault(FILE_VARIABLE, "");
        Path read = file != null || named.isEmpty() ? file : Path.of(named);
        if (read != null) {
            all.readFile(read);
        }
        all.readEnvironment(environment);
        flags.forEach((setting, value) -> all.give(setting, value, "--" + setting.key()));
        if (!all.problems.isEmpty()) {
            throw new SettingException(all.everyProblem());
        }
        return all;
    }

    /** What could not be read, and then which of the values are wrong. */
    private List<String> everyProblem() {
        List<String> every = new ArrayList<>(problems);
        try {
            settings();
        } catch (SettingException e) {
            every.addAll(e.sentences());
        }
        return every;
    }

    /** The name of a key in the environment. */
    static String variable(Setting setting) {
        return PREFIX + setting.key().toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private void give(Setting setting, String value, String origin) {
        values.put(setting, value);
        origins.put(setting, origin);
    }

    private void readEnvironment(Map<String, String> environment) {
        for (Setting setting : Setting.values()) {
            String value = environment.getOrDefault(variable(setting), "");
            if (!value.isEmpty() && !OtherVariables.contains(variable(setting), value)) {
                give(setting, value.strip(), variable(setting));
            }
        }
        for (Map.Entry<String, String> each : new TreeMap<>(environment).entrySet()) {
            String name = each.getKey();
            if (name.startsWith(PREFIX)
                    && !name.equals(FILE_VARIABLE)
                    && Arrays.stream(Setting.values())
                            .noneMatch(setting -> variable(setting).equals(name))
                    && !OtherVariables.contains(name, each.getValue())) {
                problems.add("the variable " + name + " names no key; config show lists them");
            }
        }
    }

    private void readFile(Path file) throws SettingException {
        for (SettingLines.Line line : lines(file)) {
            String where = file + ":" + line.number();
            switch (line) {
                case SettingLines.Malformed bad ->
                    problems.add(where + ": '" + bad.text() + "' is not of the form key = value");
                case SettingLines.Entry entry -> readEntry(entry, where);
            }
        }
    }

    private void readEntry(SettingLines.Entry entry, String where) {
        String key = entry.key();
        Setting setting = Setting.named(key);
        if (setting == null) {
            problems.add(where + ": there is no key '" + key + "'; config show lists them");
        } else if (values.containsKey(setting)) {
            problems.add(where + ": '" + key + "' was given before");
        } else if (setting.isPath() && entry.commented()) {
            problems.add(
                    key + " (" + where + "): no path in this file has ' #' in it; put a comment on a line of its own");
        } else {
            give(setting, entry.value(), where);
        }
    }

    private static List<SettingLines.Line> lines(Path file) throws SettingException {
        try {
            return SettingLines.of(file);
        } catch (NoSuchFileException e) {
            throw new SettingException("there is no configuration file " + file);
        } catch (NotUtf8Exception e) {
            throw new SettingException("the configuration file " + file + ": " + e.getMessage());
        } catch (AccessDeniedException e) {
            throw new SettingException("cannot read the configuration file " + file + ": permission denied");
        } catch (IOException e) {
            throw new SettingException("cannot read the configuration file " + file + ": " + e.getMessage());
        }
    }

    /**
     * The values in effect.
     *
     * @throws SettingException naming each key that is wrong, and where it was given
     */
    public ServerSettings settings() throws SettingException {
        return ServerSettings.of(new SettingReader(values, origins));
    }

    /**
     * The data directory in effect, whether the other values are right or not.
     *
     * @throws SettingException it was given in quotes, or as what is expanded elsewhere
     */
    public Path dataDir() throws SettingException {
        SettingReader reader = new SettingReader(values, origins);
        reader.refuseQuoting();
        Path directory = ServerSettings.dataDir(reader);
        reader.requireRight();
        return directory;
    }

    /** This configuration, with the keys that need a restart as they were before. */
    public Configuration startedAs(Configuration before) {
        Configuration all = new Configuration();
        for (Setting setting : Setting.values()) {
            Configuration from = setting.isLive() ? this : before;
            String value = from.values.get(setting);
            if (value != null) {
                all.give(setting, value, from.origin(setting));
            }
        }
        return all;
    }

    /** The value that was given, or the default; empty where that depends on the machine. */
    public String written(Setting setting) {
        return Objects.requireNonNull(values.getOrDefault(setting, setting.defaultValue()));
    }

    /** How many keys were given. */
    public int given() {
        return values.size();
    }

    /** A key and where its value was given, as {@code port (server.conf:3)}. */
    public String name(Setting setting) {
        return new SettingReader(values, origins).name(setting);
    }

    /** Where a value comes from. */
    public String origin(Setting setting) {
        return origins.getOrDefault(setting, "default");
    }

    /** The value in effect, as it is written. */
    public String value(Setting setting, ServerSettings settings) {
        return switch (setting) {
            case DATA_DIR -> settings.dataDir().toString();
            case RELAY_LOOPS -> Integer.toString(settings.relayLoops());
            case CONTROL_LOOPS -> Integer.toString(settings.controlLoops());
            case HANDSHAKE_RATE -> Integer.toString(settings.access().handshakeRate());
            default -> written(setting);
        };
    }
}
