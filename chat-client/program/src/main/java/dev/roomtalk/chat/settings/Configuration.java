package dev.roomtalk.chat.settings;

import dev.roomtalk.client.ChatCommand;
import dev.roomtalk.client.identity.StateDirectory;
import dev.roomtalk.text.NotUtf8Exception;
import dev.roomtalk.text.SettingLines;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What was set for the client in the environment and in the file {@code $XDG_CONFIG_HOME/roomtalk/chat.conf}; flags win
 * over the environment, which wins over the file. A key is a {@link ConfigurationKey}; {@code COMMAND.OPTION}, the
 * default of an option of one command; {@code profile.NAME.KEY}, what the profile has in place of a key; or
 * {@code alias.NAME}, a command that is typed in a room.
 */
public final class Configuration {
    /** The variable that names another file. */
    static final String FILE_VARIABLE = "ROOMTALK_CONFIG";

    /** Nothing is configured. */
    public static final Configuration NONE = new Configuration(Path.of("chat.conf"), Map.of());

    private static final String PREFIX = "ROOMTALK_";
    private static final Pattern ALIAS = Pattern.compile("alias\\.([^\\s.]+)");
    private static final Pattern PROFILE = Pattern.compile("profile\\.([A-Za-z0-9_-]+)\\.(.+)");
    private static final Pattern OPTION = Pattern.compile("(?!alias\\.|profile\\.|key\\.|colour\\.)[a-z-]+\\.[a-z-]+");

    private final Path file;
    private final Map<String, String> environment;
    private final Map<String, Value> lines = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * A value as it was given.
     *
     * @param origin where: a flag, a variable, or a line of a file
     */
    public record Value(String text, String origin) {
        /** A key and where its value was given, as {@code plain (chat.conf:3)}. */
        public String nameOf(String key) {
            return key + " (" + origin + ")";
        }
    }

    private Configuration(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** Reads the file, if there is one. What is wrong in it is in {@link #problems}. */
    public static Configuration of(Map<String, String> environment) {
        String named = environment.getOrDefault(FILE_VARIABLE, "");
        Path file = named.isEmpty()
                ? StateDirectory.of(environment).path().resolve("chat.conf")
                : Path.of(named).toAbsolutePath();
        Configuration all = new Configuration(file, environment);
        all.readFile(!named.isEmpty());
        all.checkEnvironment();
        all.problems.addAll(KeyBindings.conflicts(all));
        return all;
    }

    /** The file, which need not exist. */
    public Path file() {
        return file;
    }

    /** What is wrong in the file, a sentence for each line. */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** How many lines of the file give a value. */
    public int size() {
        return lines.size();
    }

    /** Values of the connection are looked at when they are used: a flag may have another one. */
    private void checkEnvironment() {
        for (ConfigurationKey setting : ConfigurationKey.all()) {
            Value value = given(setting.key());
            String wrong = value == null || setting.isOfConnection() ? null : wrong(setting, value.text());
            if (wrong != null && value != null) {
                problems.add(value.nameOf(setting.key()) + ": " + wrong);
            }
        }
    }

    private void readFile(boolean required) {
        try {
            for (SettingLines.Line line : SettingLines.of(file)) {
                String where = file + ":" + line.number();
                switch (line) {
                    case SettingLines.Malformed bad ->
                        problems.add(where + ": '" + bad.text() + "' is not of the form key = value");
                    case SettingLines.Entry entry -> readEntry(entry, where);
                }
            }
        } catch (NoSuchFileException e) {
            if (required) {
                problems.add("there is no configuration file " + file + ", which " + FILE_VARIABLE + " names");
            }
        } catch (NotUtf8Exception e) {
            problems.add("the configuration file " + file + ": " + e.getMessage());
        } catch (AccessDeniedException e) {
            problems.add("cannot read the configuration file " + file + ": permission denied");
        } catch (IOException e) {
            problems.add("cannot read the configuration file " + file + ": " + e.getMessage());
        }
    }

    private void readEntry(SettingLines.Entry entry, String where) {
        String key = entry.key();
        Matcher profile = PROFILE.matcher(key);
        boolean ofProfile = profile.matches();
        ConfigurationKey setting = ConfigurationKey.named(ofProfile ? profile.group(2) : key);
        boolean known = setting != null
                ? !ofProfile || setting.isOfConnection()
                : ALIAS.matcher(key).matches() || OPTION.matcher(key).matches();
        if (!known) {
            problems.add(where + ": " + noSuchKey(key));
            return;
        }
        boolean text = setting == null ? key.startsWith("alias.") : setting.isText();
        Value value = new Value(text ? entry.whole() : entry.value(), where);
        String wrong = setting == null ? null : wrong(setting, value.text());
        if (lines.containsKey(key)) {
            problems.add(where + ": '" + key + "' was given before");
        } else if (value.text().isEmpty()) {
            problems.add(value.nameOf(key) + ": it has no value; give one, or put # before the line");
        } else if (wrong != null) {
            problems.add(value.nameOf(key) + ": " + wrong);
        } else {
            lines.put(key, value);
        }
    }

    /** A sentence about a key that does not exist. */
    public static String noSuchKey(String key) {
        return "there is no key '" + key + "'; " + ChatCommand.quoted("config example") + " lists them";
    }

    private static @Nullable String wrong(ConfigurationKey setting, String value) {
        return !setting.isText() && (value.startsWith("\"") || value.startsWith("'"))
                ? "give the value without quotes, which also may have spaces within"
                : setting.wrong(value);
    }

    /** The name of a key in the environment. */
    public static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /** What was given for a key in the environment, or else in the file; null if nothing was. */
    public @Nullable Value given(String key) {
        Value value = inEnvironment(key);
        return value == null ? inFile(key) : value;
    }

    public @Nullable Value inEnvironment(String key) {
        String value = environment.getOrDefault(variable(key), "").strip();
        return value.isEmpty() ? null : new Value(value, variable(key));
    }

    public @Nullable Value inFile(String key) {
        return lines.get(key);
    }

    /** What a profile has in place of a key; null if it has nothing. */
    public @Nullable Value ofProfile(String profile, Setting setting) {
        return lines.get("profile." + profile + "." + setting.key());
    }

    /** The names of the profiles. */
    public Set<String> profiles() {
        Set<String> names = new TreeSet<>();
        for (String key : lines.keySet()) {
            Matcher profile = PROFILE.matcher(key);
            if (profile.matches()) {
                names.add(profile.group(1));
            }
        }
        return names;
    }

    /** The lines of profiles and aliases, by their keys. */
    public Map<String, Value> profilesAndAliases() {
        Map<String, Value> all = new LinkedHashMap<>(lines);
        all.keySet().removeIf(key -> !key.startsWith("profile.") && !key.startsWith("alias."));
        return all;
    }

    /** What stands for a name that is typed behind a slash. */
    public Map<String, String> aliases() {
        Map<String, String> aliases = new LinkedHashMap<>();
        lines.forEach((key, value) -> {
            if (key.startsWith("alias.")) {
                aliases.put(key.substring("alias.".length()).toLowerCase(Locale.ROOT), value.text());
            }
        });
        return aliases;
    }

    /** The keys of options in the file, as {@code COMMAND.OPTION}, with their values. */
    public Map<String, Value> options() {
        Map<String, Value> options = new LinkedHashMap<>(lines);
        options.keySet().removeIf(key -> !OPTION.matcher(key).matches() || ConfigurationKey.named(key) != null);
        return options;
    }

    /** The value that was given for a key, or its default; a value that is wrong counts as none. */
    String value(ConfigurationKey key) {
        Value given = given(key.key());
        return given == null || key.wrong(given.text()) != null ? key.defaultValue() : given.text();
    }

    /** The parts of a list, without those that are empty. */
    public static List<String> parts(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
