package dev.roomtalk.server.settings;

import dev.roomtalk.server.base.AddressRange;
import dev.roomtalk.text.HostName;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the texts of settings as values. One that is wrong is noted, with its key and where it was given, and stands
 * for its default until {@link #requireRight} refuses them all.
 */
final class SettingReader {
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,18})([KMG]?)");
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\{|\\(|[A-Za-z_])");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

    private final Map<Setting, String> values;
    private final Map<Setting, String> origins;
    private final Set<String> problems = new LinkedHashSet<>();

    /** @param origins where a value was given, for the person: a flag, a variable, a line of a file */
    SettingReader(Map<Setting, String> values, Map<Setting, String> origins) {
        this.values = values;
        this.origins = origins;
    }

    /** Notes something that is wrong, besides what the values themselves show. */
    void note(String problem) {
        problems.add(problem);
    }

    /** What was wrong in what has been read so far. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    /** @throws SettingException something that has been read is wrong */
    void requireRight() throws SettingException {
        if (!problems.isEmpty()) {
            throw new SettingException(problems());
        }
    }

    String text(Setting setting) {
        return Objects.requireNonNull(values.getOrDefault(setting, setting.defaultValue()));
    }

    /**
     * A path; null: none is given, or it is wrong. Nothing is expanded in it, and no quotes are taken off; where
     * somebody tries that, a file of such a name is not what is meant.
     */
    @Nullable
    Path path(Setting setting) {
        String text = text(setting);
        if (text.isEmpty()) {
            return null;
        }
        if (text.startsWith("~")) {
            wrong(setting, "the whole path: '~' is not expanded here");
            return null;
        }
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            wrong(setting, "a path that this system can have");
            return null;
        }
    }

    /** The address of an HTTP server; null: none is given, or it is wrong. */
    @Nullable
    URI endpoint(Setting setting) {
        if (!given(setting)) {
            return null;
        }
        try {
            URI address = new URI(text(setting));
            if (("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.getRawUserInfo() == null
                    && address.getRawPath().matches("/?")
                    && address.getRawQuery() == null) {
                return address;
            }
        } catch (URISyntaxException e) {
            // It is noted below, as others.
        }
        // What was given may have a key in it.
        note(name(setting) + ": give https://HOST[:PORT] or http://HOST[:PORT], without a user, a password and a path");
        return null;
    }

    /** Notes what other files of settings and shells understand, in every value that was given. */
    void refuseQuoting() {
        for (Map.Entry<Setting, String> each : values.entrySet()) {
            String value = each.getValue();
            if (value.startsWith("\"") || value.startsWith("'") || value.endsWith("\"") || value.endsWith("'")) {
                wrong(each.getKey(), "the value without quotes, which also may have spaces within");
            } else if (VARIABLE.matcher(value).find()) {
                wrong(each.getKey(), "the value itself: variables are not expanded here");
            }
        }
    }

    boolean given(Setting setting) {
        return !text(setting).isEmpty();
    }

    boolean flag(Setting setting) {
        return switch (text(setting)) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                wrong(setting, "true or false");
                yield Boolean.parseBoolean(setting.defaultValue());
            }
        };
    }

    /** One of the words of its form. */
    String choice(Setting setting) {
        List<String> words = List.of(setting.form().split("\\|", -1));
        if (!words.contains(text(setting))) {
            wrong(setting, String.join(" or ", words));
            return setting.defaultValue();
        }
        return text(setting);
    }

    int number(Setting setting) {
        return (int) bytes(setting);
    }

    /** A number that may be larger than an int. */
    long bytes(Setting setting) {
        String[] range = setting.form().split("-", 2);
        long least = amount(range[0]);
        long value = amount(text(setting));
        if (value < least || value > amount(range[1])) {
            wrong(setting, "a number from " + range[0] + " to " + range[1]);
            return Math.max(least, amount(setting.defaultValue()));
        }
        return value;
    }

    /** -1: it is none. */
    private static long amount(String text) {
        Matcher m = NUMBER.matcher(text);
        if (!m.matches()) {
            return -1;
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

    Duration duration(Setting setting) {
        String[] range = setting.form().split("-", 2);
        Duration value = span(text(setting));
        if (value == null) {
            wrong(setting, "a duration such as 500ms, 25s, 10m, 1h or 30d");
        } else if (value.compareTo(required(range[0])) < 0 || value.compareTo(required(range[1])) > 0) {
            wrong(setting, "a duration from " + range[0] + " to " + range[1]);
        } else {
            return value;
        }
        return required(setting.defaultValue());
    }

    private static Duration required(String text) {
        return Objects.requireNonNull(span(text));
    }

    private static @Nullable Duration span(String text) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            return null;
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

    /** The addresses of a list of addresses and of names of hosts. */
    List<InetAddress> addresses(Setting setting) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String host : parts(setting)) {
            addresses.addAll(lookedUp(setting, host, "is not an address, and no host has that name"));
        }
        return List.copyOf(addresses);
    }

    /** The ranges of a list of ranges, of addresses and of names of hosts. */
    List<AddressRange> ranges(Setting setting) {
        List<AddressRange> ranges = new ArrayList<>();
        for (String part : parts(setting)) {
            AddressRange range = part.contains("/") ? AddressRange.parse(part) : null;
            if (range != null) {
                ranges.add(range);
            } else if (part.contains("/")) {
                note(name(setting) + ": '" + part
                        + "' is not a range of addresses; give one such as 10.0.0.0/8 or 2001:db8::/32");
            } else {
                String otherwise = "is not an address or a range such as 10.0.0.0/8, and no host has that name";
                lookedUp(setting, part, otherwise).forEach(address -> ranges.add(AddressRange.exact(address)));
            }
        }
        return List.copyOf(ranges);
    }

    /** The endpoints of a list; a name of a host stands for each of its addresses. */
    List<RelayEndpoint> relayEndpoints(Setting setting) {
        List<RelayEndpoint> endpoints = new ArrayList<>();
        for (String part : parts(setting)) {
            RelayEndpoint given = RelayEndpoint.split(part);
            if (given == null) {
                note(name(setting) + ": '" + part
                        + "' is not an address; give one such as 198.51.100.7, 198.51.100.7:4242 or :4242");
            } else if (given.host().isEmpty()) {
                endpoints.add(given);
            } else {
                lookedUp(setting, given.host(), "is not an address, and no host has that name")
                        .forEach(address -> endpoints.add(new RelayEndpoint(address.getHostAddress(), given.port())));
            }
        }
        return List.copyOf(endpoints);
    }

    /** The parts of a list, without those that are empty. */
    private List<String> parts(Setting setting) {
        return Arrays.stream(text(setting).split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private List<InetAddress> lookedUp(Setting setting, String host, String otherwise) {
        try {
            return List.of(InetAddress.getAllByName(HostName.ascii(host)));
        } catch (UnknownHostException | IllegalArgumentException e) {
            note(name(setting) + ": '" + host + "' " + otherwise);
            return List.of();
        }
    }

    void wrong(Setting setting, String right) {
        note(name(setting) + ": '" + text(setting) + "' is not right; give " + right);
    }

    /** The key and where its value was given. */
    String name(Setting setting) {
        String origin = origins.get(setting);
        return origin == null ? setting.key() : setting.key() + " (" + origin + ")";
    }
}
