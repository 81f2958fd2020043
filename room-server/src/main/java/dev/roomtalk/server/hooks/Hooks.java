package dev.roomtalk.server.hooks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.server.base.JsonLines;
import dev.roomtalk.server.store.RoomId;
import dev.roomtalk.server.store.TokenHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The web hooks of a node, kept in a file of its data directory: a line of JSON for each. Any thread. */
public final class Hooks {
    private static final String FILE = "hooks";

    private final Path file;
    private final Map<TokenHash, Hook> byToken = new ConcurrentHashMap<>();

    private Hooks(Path file) {
        this.file = file;
    }

    /**
     * Reads those that there are.
     *
     * @throws IOException in a sentence for the person
     */
    public static Hooks load(Path directory) throws IOException {
        Hooks hooks = new Hooks(directory.resolve(FILE));
        if (Files.exists(hooks.file)) {
            for (String line : Files.readAllLines(hooks.file, StandardCharsets.UTF_8)) {
                Hook hook = read(line);
                if (hook == null) {
                    throw new IOException(hooks.file + " has a line that is no web hook: remove it, and start again");
                }
                hooks.byToken.put(hook.token(), hook);
            }
        }
        return hooks;
    }

    private static @Nullable Hook read(String line) {
        try {
            JsonObject json = JsonParser.parseString(line).getAsJsonObject();
            return new Hook(
                    json.get("user_id").getAsLong(),
                    json.get("name").getAsString(),
                    new RoomId(json.get("room_id").getAsLong()),
                    json.get("room").getAsString(),
                    new TokenHash(json.get("token_sha256").getAsString()),
                    json.get("made_ms").getAsLong(),
                    json.get("by").getAsString());
        } catch (JsonParseException | IllegalStateException | NumberFormatException | NullPointerException e) {
            return null;
        }
    }

    private static String written(Hook hook) {
        JsonObject json = new JsonObject();
        json.addProperty("user_id", hook.userId());
        json.addProperty("name", hook.name());
        json.addProperty("room_id", hook.room().value());
        json.addProperty("room", hook.roomName());
        json.addProperty("token_sha256", hook.token().hex());
        json.addProperty("made_ms", hook.madeMillis());
        json.addProperty("by", hook.by());
        return JsonLines.of(json) + "\n";
    }

    /** The hook of a token; null: it is none's. */
    @Nullable
    Hook find(String token) {
        return byToken.get(TokenHash.of(token.getBytes(StandardCharsets.UTF_8)));
    }

    public Collection<Hook> all() {
        return List.copyOf(byToken.values());
    }

    /** The users of hooks, whose names are in use. */
    public Set<Long> users() {
        return byToken.values().stream().map(Hook::userId).collect(Collectors.toSet());
    }

    /** Adds a hook, which is good from now on. */
    public synchronized void add(Hook hook) throws IOException {
        List<Hook> next = new ArrayList<>(byToken.values());
        next.add(hook);
        write(next);
        byToken.put(hook.token(), hook);
    }

    /** Removes hooks, whose tokens are good for nothing from now on. */
    public synchronized void removeIf(Predicate<Hook> which) throws IOException {
        if (byToken.values().stream().anyMatch(which)) {
            // First here: a disk that is full keeps no token good.
            byToken.values().removeIf(which);
            write(byToken.values());
        }
    }

    private void write(Collection<Hook> hooks) throws IOException {
        String lines = hooks.stream().map(Hooks::written).collect(Collectors.joining());
        PrivateFiles.replace(file, lines.getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
    }
}
