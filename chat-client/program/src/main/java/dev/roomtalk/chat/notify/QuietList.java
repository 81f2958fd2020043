package dev.roomtalk.chat.notify;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.text.Utf8;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whom a person ignores at one server, and what the person is notified of in single rooms of it, kept in a file: lines
 * of {@code SERVER ignore NAME}, and {@code SERVER LEVEL ROOM}. Lines about other servers stay as they are. Confined to
 * the UI thread.
 */
public final class QuietList {
    private static final String HEADING = "# Written by /ignore and /notify of chat.\n";
    private static final String IGNORE = "ignore";

    private final Path file;
    private final String ignore;
    private final String notify;
    /** The second word of each line, by the server, what it is about, and the name. */
    private final Map<String, String> entries = new TreeMap<>();

    /**
     * Reads what is there; a file that cannot be read counts as empty.
     *
     * @param server the address under which it is remembered
     */
    public QuietList(Path file, String server) {
        this.file = file;
        this.ignore = server + " user ";
        this.notify = server + " room ";
        try {
            entries.putAll(read());
        } catch (IOException e) {
            // Nobody is ignored; a change reports what is wrong with the file.
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    public boolean ignores(String user) {
        return entries.containsKey(ignore + key(user));
    }

    /** Who is ignored. */
    public Set<String> ignored() {
        return below(ignore);
    }

    /** What was set for a room; null if nothing was. */
    public @Nullable NotifyLevel level(String room) {
        String word = entries.get(notify + key(room));
        return word == null ? null : NotifyLevel.of(word);
    }

    /** The rooms for which something was set. */
    public Set<String> rooms() {
        return below(notify);
    }

    private Set<String> below(String prefix) {
        Set<String> names = new TreeSet<>();
        entries.keySet().forEach(key -> {
            if (key.startsWith(prefix)) {
                names.add(key.substring(prefix.length()));
            }
        });
        return names;
    }

    /** @throws IOException the file cannot be written; it holds until this program ends */
    public void ignore(String user, boolean on) throws IOException {
        change(ignore + key(user), on ? IGNORE : null);
    }

    /**
     * @param level null: as the configuration says
     * @throws IOException the file cannot be written; it holds until this program ends
     */
    public void level(String room, @Nullable NotifyLevel level) throws IOException {
        change(notify + key(room), level == null ? null : level.word());
    }

    private void change(String key, @Nullable String value) throws IOException {
        set(entries, key, value);
        // Another program of the same person may have changed it meanwhile.
        Map<String, String> now = read();
        set(now, key, value);
        List<String> lines = new ArrayList<>();
        now.forEach((name, word) -> {
            String[] parts = name.split(" ", 3);
            lines.add(parts[0] + " " + word + " " + parts[2] + "\n");
        });
        PrivateFiles.makePrivateDirectory(PrivateFiles.directoryOf(file));
        PrivateFiles.replace(
                file, (HEADING + String.join("", lines)).getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
    }

    private static void set(Map<String, String> map, String key, @Nullable String value) {
        if (value == null) {
            map.remove(key);
        } else {
            map.put(key, value);
        }
    }

    private Map<String, String> read() throws IOException {
        Map<String, String> read = new TreeMap<>();
        try {
            for (String line : Utf8.lines(file)) {
                String[] parts = line.split(" ", 3);
                boolean user = parts.length == 3 && parts[1].equals(IGNORE);
                if (user || (parts.length == 3 && NotifyLevel.of(parts[1]) != null)) {
                    read.put(parts[0] + (user ? " user " : " room ") + parts[2], parts[1]);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing was set.
        }
        return read;
    }
}
