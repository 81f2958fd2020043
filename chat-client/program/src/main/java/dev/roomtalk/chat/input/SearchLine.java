package dev.roomtalk.chat.input;

import dev.roomtalk.chat.console.PointInTime;
import dev.roomtalk.client.Search;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.Levenshtein;
import org.jspecify.annotations.Nullable;

/** The argument of {@code /search}: words and phrases, and keys for the author, the room and the time. */
final class SearchLine {
    private static final int HITS = 20;

    /** A key and its value, which may be quoted; or a phrase; or a word. */
    private static final Pattern PART = Pattern.compile(
            "(?<key>[a-zA-Z]+):(?:\"(?<quoted>[^\"]*)\"?|(?<value>[^\\s\"]+))|(?<phrase>\"[^\"]*\"?\\*?)|(?<word>[^\\s\"]+)");

    private static final List<String> KEYS = List.of("from", "in", "since", "until", "after", "before");

    /** Names of the keys in other programs. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of("author", "from", "by", "from", "user", "from", "room", "in", "channel", "in");

    private static final String HELP = "from:NAME, in:ROOM, since:TIME and until:TIME narrow it";

    private final Instant now;
    private final ZoneId zone;
    private final StringBuilder words = new StringBuilder();
    private final List<Search.Place> places = new ArrayList<>();
    private @Nullable String author;
    private @Nullable Instant since;
    private @Nullable Instant until;

    private SearchLine(Instant now, ZoneId zone) {
        this.now = now;
        this.zone = zone;
    }

    /** @throws IllegalArgumentException with a sentence for the person */
    static Search parse(String text, Instant now, ZoneId zone) {
        SearchLine line = new SearchLine(now, zone);
        Matcher part = PART.matcher(text);
        while (part.find()) {
            line.take(part);
        }
        if (line.words.isEmpty() && line.author == null) {
            throw new IllegalArgumentException("nothing to search for: /search WORDS; " + HELP);
        }
        if (line.since != null && line.until != null && line.since.isAfter(line.until)) {
            throw new IllegalArgumentException(
                    "the range is reversed: since: is later than until:, so that nothing lies between them");
        }
        return new Search(line.words.toString().strip(), line.places, line.author, line.since, line.until, HITS, 0);
    }

    private void take(Matcher part) {
        String key = part.group("key");
        if (key == null) {
            String word = part.group("word");
            if (word != null && word.endsWith(":") && KEYS.contains(lower(word.substring(0, word.length() - 1)))) {
                throw new IllegalArgumentException("'" + word + "' needs a value right after it: write "
                        + example(lower(word.substring(0, word.length() - 1))));
            }
            words.append(part.group()).append(' ');
            return;
        }
        String value = part.group("value") == null ? part.group("quoted") : part.group("value");
        switch (lower(key)) {
            case "from" -> author = once(key, author, value);
            case "in" -> places.add(Search.Place.all(value.startsWith("#") ? value.substring(1) : value));
            // The second names are older.
            case "until", "before" -> until = once(key, until, PointInTime.parse(value, now, zone));
            case "since", "after" -> since = once(key, since, PointInTime.parse(value, now, zone));
            default -> {
                String meant = meant(lower(key));
                if (meant != null) {
                    throw new IllegalArgumentException("there is no key '" + key + ":'; did you mean " + meant + ":? "
                            + "To search for it as text, put it in quotes: \""
                            + part.group().replace("\"", "") + "\"");
                }
                words.append(part.group()).append(' ');
            }
        }
    }

    private static String lower(String key) {
        return key.toLowerCase(Locale.ROOT);
    }

    private static String example(String key) {
        return switch (key) {
            case "from" -> "from:alice";
            case "in" -> "in:ops";
            default -> key + ":2026-11-01, " + key + ":14:30 or " + key + ":2h";
        };
    }

    private static <T> T once(String key, @Nullable T before, T value) {
        if (before != null) {
            throw new IllegalArgumentException(lower(key) + ": is given twice; give it once");
        }
        return value;
    }

    /** The key that was probably meant; null if it resembles none. */
    private static @Nullable String meant(String key) {
        String other = OTHER_NAMES.get(key);
        if (other != null) {
            return other;
        }
        return KEYS.stream()
                .filter(k -> k.length() > 2 && key.length() > 2 && Levenshtein.distance(key, k) <= 2)
                .findFirst()
                .orElse(null);
    }
}
