package dev.roomtalk.client.identity;

import dev.roomtalk.files.PrivateFiles;
import dev.roomtalk.text.Utf8;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A text file of entries, a line each, that several processes may change: readers see one version or the next, never a
 * part; those who change it take turns. Only its owner may read it (file 0600, directory 0700); it may be a symbolic
 * link of the owner's to another file of the owner's. A line that is no entry is passed over, and stays in the file
 * until {@link #setAside}.
 *
 * @param <T> an entry
 */
final class StateFile<T> {
    /** How entries are written. */
    interface Format<T> {
        /** The first line of the file, a remark. */
        String heading();

        /** The entry in a line; null if the line is not valid. */
        @Nullable
        T parse(String line);

        String line(T entry);

        /** What a line has to hold, for people. */
        String wanted();
    }

    /**
     * A line that is no entry.
     *
     * @param latin1 its bytes, each as a character
     */
    private record Damaged(int number, String latin1) {
        /** Whether it begins with a word. */
        boolean isAbout(String word) {
            return latin1.startsWith(word + " ");
        }

        byte[] bytes() {
            return (latin1 + "\n").getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private record Content<T>(List<T> entries, List<Damaged> damaged) {}

    private static final Object THIS_PROCESS = new Object();

    private final Path file;
    private final Format<T> format;

    StateFile(Path file, Format<T> format) {
        this.file = file;
        this.format = format;
    }

    Path path() {
        return file;
    }

    /**
     * The entries; none if there is no file.
     *
     * @throws StateException if it cannot be read
     */
    List<T> entries() {
        return content().entries;
    }

    /**
     * The entries, unless a line that is none begins with this word.
     *
     * @throws StateException names that line; or the file cannot be read
     */
    List<T> entriesIfIntactAbout(String word) {
        Content<T> content = content();
        for (Damaged line : content.damaged) {
            if (line.isAbout(word)) {
                throw new StateException("line " + line.number + " of " + file + " is about " + word
                        + " and makes no sense (" + format.wanted()
                        + " are wanted): repair it, or remove it and lose what it remembers");
            }
        }
        return content.entries;
    }

    private Content<T> content() {
        try {
            return read();
        } catch (IOException e) {
            throw new StateException("cannot read " + file + ": " + reason(e));
        }
    }

    /** Changes the entries while no other process does. */
    void change(Consumer<List<T>> edit) {
        try {
            whileLocked(() -> {
                Content<T> content = read();
                edit.accept(content.entries);
                write(content);
            });
        } catch (IOException e) {
            throw new StateException("cannot write " + file + ": " + reason(e));
        }
    }

    /**
     * Moves the lines that are no entries to a file beside this one, whose name ends in {@code .damaged}.
     *
     * @return a sentence about each, for the person
     * @throws StateException if the file cannot be read
     */
    List<String> setAside() {
        List<Damaged> damaged = content().damaged;
        if (damaged.isEmpty()) {
            return List.of();
        }
        Path aside = file.resolveSibling(file.getFileName() + ".damaged");
        String done;
        try {
            whileLocked(() -> {
                Content<T> content = read();
                append(aside, content.damaged);
                write(new Content<>(content.entries, List.of()));
            });
            done = "was moved to " + aside;
        } catch (IOException e) {
            done = "is passed over (it could not be moved to " + aside + ": " + reason(e) + ")";
        }
        String outcome = done;
        return damaged.stream()
                .map(line -> "line " + line.number + " of " + file + " makes no sense (" + format.wanted()
                        + " are wanted); it " + outcome)
                .toList();
    }

    private Content<T> read() throws IOException {
        Content<T> content = new Content<>(new ArrayList<>(), new ArrayList<>());
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(PrivateFiles.followOwnLink(file));
        } catch (NoSuchFileException e) {
            return content;
        }
        int number = 0;
        for (int start = 0; start < bytes.length; ) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            number++;
            byte[] line = Arrays.copyOfRange(bytes, start, end);
            String text = decode(line);
            if (text == null) {
                content.damaged.add(new Damaged(number, new String(line, StandardCharsets.ISO_8859_1)));
            } else if (!text.isBlank() && !text.startsWith("#")) {
                T entry = format.parse(text);
                if (entry == null) {
                    content.damaged.add(new Damaged(number, new String(line, StandardCharsets.ISO_8859_1)));
                } else {
                    content.entries.add(entry);
                }
            }
            start = end + 1;
        }
        return content;
    }

    private static @Nullable String decode(byte[] line) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            return Utf8.unmarked(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    private void whileLocked(Change change) throws IOException {
        synchronized (THIS_PROCESS) {
            Path directory = PrivateFiles.directoryOf(file);
            PrivateFiles.makeDirectory(directory);
            try (FileChannel lock = PrivateFiles.open(
                            directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = lock.lock()) {
                change.run();
            }
        }
    }

    private void write(Content<T> content) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes((format.heading() + "\n").getBytes(StandardCharsets.UTF_8));
        for (T entry : content.entries) {
            text.writeBytes((format.line(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        content.damaged.forEach(line -> text.writeBytes(line.bytes()));
        PrivateFiles.replace(PrivateFiles.followOwnLink(file), text.toByteArray(), PrivateFiles.OWNER_ONLY);
    }

    private static void append(Path file, List<Damaged> lines) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        lines.forEach(line -> text.writeBytes(line.bytes()));
        try (FileChannel channel = PrivateFiles.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            PrivateFiles.write(channel, text.toByteArray());
            channel.force(true);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "permission denied";
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
