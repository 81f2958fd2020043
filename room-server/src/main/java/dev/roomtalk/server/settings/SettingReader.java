package dev.roomtalk.server.settings;

import dev.roomtalk.text.HostName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the texts of settings as values; each refusal names the key and where it was given. */
final class SettingReader {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})([KMG]?)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\{|\\(|[A-Za-z_])");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private final Map<Setting, String> values;
    private final Map<Setting, String> origins;

    /** @param origins where a value was given, for the person: a flag, a variable, a line of a file */
    SettingReader(Map<Setting, String> values, Map<Setting, String> origins) {
        this.values = values;
        this.origins = origins;
    }

    String text(Setting setting) {
        return Objects.requireNonNull(values.getOrDefault(setting, setting.defaultValue()));
    }

    /**
     * A path. Nothing is expanded in it, and no quotes are taken off; where somebody tries that, a file of such a name
     * is not what is meant.
     */
    Path path(Setting setting) throws SettingException {
        String text = text(setting);
        if (text.startsWith("~")) {
            throw wrong(setting, "the whole path: '~' is not expanded here");
        }
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw wrong(setting, "a path that this system can have");
        }
    }

    /** Refuses what other files of settings and shells understand, in every value that was given. */
    void refuseQuoting() throws SettingException {
        for (Map.Entry<Setting, String> each : values.entrySet()) {
            String value = each.getValue();
            if (value.startsWith("\"") || value.startsWith("'") || value.endsWith("\"") || value.endsWith("'")) {
                throw wrong(each.getKey(), "the value without quotes, which also may have spaces within");
            }
            if (VARIABLE.matcher(value).find()) {
                throw wrong(each.getKey(), "the value itself: variables are not expanded here");
            }
        }
    }

    boolean given(Setting setting) {
        return !text(setting).isEmpty();
    }

    boolean flag(Setting setting) throws SettingException {
        return switch (text(setting)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(setting, "true or false");
        };
    }

    /** One of the words of its form. */
    String choice(Setting setting) throws SettingException {
        List<String> words = List.of(setting.form().split("\\|", -1));
        if (!words.contains(text(setting))) {
            throw wrong(setting, String.join(" or ", words));
        }
        return text(setting);
    }

    int number(Setting setting) throws SettingException {
        long value = amount(setting, text(setting));
        String[] range = setting.form().split("-", 2);
        if (value < amount(setting, range[0]) || value > amount(setting, range[1])) {
            throw wrong(setting, "a number from " + range[0] + " to " + range[1]);
        }
        return (int) value;
    }

    private long amount(Setting setting, String text) throws SettingException {
        Matcher m = NUMBER.matcher(text);
        if (!m.matches()) {
            throw wrong(setting, "a number from " + setting.form().replace("-", " to "));
        }
        long unit =
                switch (m.group(2)) {
                    case "K" -> 1L << 10;
                    case "M" -> 1L << 20;
                    case "G" -> 1L << 30;
                    default -> 1;
                };
        long number = Long.parseLong(m.group(1));
        return number > Integer.MAX_VALUE ? number : number * unit;
    }

    Duration duration(Setting setting) throws SettingException {
        Duration value = span(setting, text(setting));
        String[] range = setting.form().split("-", 2);
        if (value.compareTo(span(setting, range[0])) < 0 || value.compareTo(span(setting, range[1])) > 0) {
            throw wrong(setting, "a duration from " + range[0] + " to " + range[1]);
        }
        return value;
    }

    private Duration span(Setting setting, String text) throws SettingException {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            throw wrong(setting, "a duration such as 500ms, 25s, 10m, 1h or 30d");
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    List<InetAddress> addresses(Setting setting) throws SettingException {
        List<InetAddress> addresses = new ArrayList<>();
        for (String part : text(setting).split(",", -1)) {
            String host = part.strip();
            if (host.isEmpty()) {
                continue;
            }
            try {
                addresses.addAll(List.of(InetAddress.getAllByName(HostName.ascii(host))));
            } catch (UnknownHostException | IllegalArgumentException e) {
                throw new SettingException(
                        name(setting) + ": '" + host + "' is not an address, and no host has that name");
            }
        }
        return List.copyOf(addresses);
    }

    SettingException wrong(Setting setting, String right) {
        return new SettingException(name(setting) + ": '" + text(setting) + "' is not right; give " + right);
    }

    String name(Setting setting) {
        String origin = origins.get(setting);
        return origin == null ? setting.key() : setting.key() + " (" + origin + ")";
    }
}
