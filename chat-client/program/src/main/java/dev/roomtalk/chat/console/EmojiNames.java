package dev.roomtalk.chat.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Emoji by the names that GitHub gives them, such as {@code :smile:}. The file with them says where they are from. */
public final class EmojiNames {
    /** Of a name that is typed: with one letter it could be a smiley. */
    private static final Pattern BEGUN = Pattern.compile(":[a-z0-9_+][a-z0-9_+-]+:?");

    private final List<Named> all;

    /** An emoji and its name, without the colons. */
    public record Named(String name, String emoji) {}

    private EmojiNames(List<Named> all) {
        this.all = all;
    }

    /** Read when they are needed first: most lines have no colon. */
    private static final class Read {
        static final EmojiNames NAMES = new EmojiNames(read());

        private static List<Named> read() {
            try (InputStream file = EmojiNames.class.getResourceAsStream("emoji.txt")) {
                byte[] bytes = Objects.requireNonNull(file).readAllBytes();
                return new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split(" ", 2))
                        .map(parts -> new Named(parts[0], parts[1]))
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public static EmojiNames get() {
        return Read.NAMES;
    }

    /** Whether a word is the beginning of a name. */
    public static boolean begun(String word) {
        return BEGUN.matcher(word).matches();
    }

    /** The emoji whose names begin like the word, the shortest names first. */
    public List<Named> of(String word) {
        boolean whole = word.endsWith(":");
        String name = word.substring(1, word.length() - (whole ? 1 : 0));
        Stream<Named> found = all.stream().filter(one -> whole ? one.name.equals(name) : one.name.startsWith(name));
        return found.sorted(Comparator.comparingInt((Named one) -> one.name.length())
                        .thenComparing(Named::name))
                .toList();
    }

    /** The emoji of a whole name between colons; any other text as it is. */
    public String emoji(String text) {
        return begun(text) && text.endsWith(":")
                ? of(text).stream().findFirst().map(Named::emoji).orElse(text)
                : text;
    }
}
