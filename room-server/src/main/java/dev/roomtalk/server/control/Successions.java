package dev.roomtalk.server.control;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.proto.SuccessionStatement;
import dev.roomtalk.wire.KeySuccession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the server's old keys, in a file of the data directory: a line each, the message in base64, the
 * oldest first. Any thread.
 */
public final class Successions {
    private static final String FILE = "successions";
    private static final String HEADING =
            "# Statements of this server's old keys that others have taken their place.\n";

    private final @Nullable Path directory;
    private volatile List<KeySuccession> statements = List.of();

    /**
     * Those of a data directory.
     *
     * @throws IOException as {@link #read}
     */
    public Successions(Path directory) throws IOException {
        this.directory = directory;
        read();
    }

    private Successions() {
        this.directory = null;
    }

    /** Those of a server that keeps nothing: there are none. */
    public static Successions none() {
        return new Successions();
    }

    /** The oldest first; some may have ended. */
    List<KeySuccession> statements() {
        return statements;
    }

    /**
     * Reads the file again.
     *
     * @throws IOException in a sentence for the person: a line is damaged, and what was read before stays
     */
    public void read() throws IOException {
        if (directory != null) {
            statements = in(directory);
        }
    }

    /**
     * Adds a statement to the file.
     *
     * @throws IOException in a sentence for the person
     */
    static void add(Path directory, KeySuccession statement) throws IOException {
        List<KeySuccession> all = new ArrayList<>(in(directory));
        all.add(statement);
        StringBuilder text = new StringBuilder(HEADING);
        for (KeySuccession each : all) {
            text.append(Base64.getEncoder().encodeToString(each.message().toByteArray()))
                    .append('\n');
        }
        PrivateFiles.replace(
                directory.resolve(FILE), text.toString().getBytes(StandardCharsets.UTF_8), PrivateFiles.OWNER_ONLY);
    }

    private static List<KeySuccession> in(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        List<KeySuccession> read = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    read.add(KeySuccession.of(
                            SuccessionStatement.parseFrom(Base64.getDecoder().decode(line))));
                } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
                    throw new IOException(file + ":" + (i + 1) + ": this is no statement of a key; remove the line", e);
                }
            }
        }
        return List.copyOf(read);
    }
}
