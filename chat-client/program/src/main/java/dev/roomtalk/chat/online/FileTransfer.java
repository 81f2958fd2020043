package dev.roomtalk.chat.online;

import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.chat.console.JsonLine;
import dev.roomtalk.chat.console.TransferMeter;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.FileKind;
import dev.roomtalk.client.JoinedRoom;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.text.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends files to a room and gets them from it, and prints how that goes and what came of it. */
public final class FileTransfer {
    /** For the file, in the place of its path: standard input. */
    public static final String STANDARD_INPUT = "-";

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final OnlineSession online;
    private final Console console;
    private final JoinedRoom room;
    private final boolean json;
    private final LongSupplier nanoTime;

    /**
     * @param json prints a JSON object for each file
     * @param nanoTime as {@link System#nanoTime}
     */
    public FileTransfer(OnlineSession online, Console console, JoinedRoom room, boolean json, LongSupplier nanoTime) {
        this.online = online;
        this.console = console;
        this.room = room;
        this.json = json;
        this.nanoTime = nanoTime;
    }

    /** Throws what is wrong with a file that is to be sent, so that nobody connects for nothing. */
    public static void requireFile(String file) {
        if (!file.equals(STANDARD_INPUT)) {
            Path path = path(file);
            if (!Files.isRegularFile(path)) {
                throw CommandFailure.badInput(
                        Files.exists(path) ? file + " is not a file" : "there is no file " + file);
            }
            if (!Files.isReadable(path)) {
                throw CommandFailure.badInput("you may not read " + file);
            }
        }
    }

    /**
     * Where a file is saved.
     *
     * @param name null: as its sender calls it
     */
    public record Target(Path directory, @Nullable Path name) {
        /**
         * Finds out what was meant; throws what is wrong with it.
         *
         * @param output a directory, or the path that the file is to have; null: the current directory
         */
        public static Target of(@Nullable String output) {
            Path wanted = path(output == null ? "" : output).toAbsolutePath();
            if (Files.isDirectory(wanted)) {
                return new Target(wanted, null);
            }
            Path parent = wanted.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw CommandFailure.badInput("there is no directory " + parent);
            }
            return new Target(parent, wanted.getFileName());
        }
    }

    /**
     * Sends a file, and tells the room of it.
     *
     * @param name as others are to see it; null: that of the file
     */
    public ExitCode send(String file, @Nullable String name) throws InterruptedException {
        if (!file.equals(STANDARD_INPUT)) {
            Path path = path(file);
            Path last = path.getFileName();
            return send(path, name != null ? name : last == null ? file : last.toString());
        }
        Path copy = null;
        try {
            // A copy, of which what the server has missed can be sent again.
            copy = Files.createTempFile("chat-send-file-", "");
            try (OutputStream out = Files.newOutputStream(copy)) {
                console.in().transferTo(out);
            }
            return send(copy, name == null ? "stdin" : name);
        } catch (IOException e) {
            throw CommandFailure.badInput("standard input cannot be copied: " + e.getMessage());
        } finally {
            delete(copy);
        }
    }

    private static void delete(@Nullable Path copy) {
        try {
            if (copy != null) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            // It is in the directory for what is temporary.
        }
    }

    private ExitCode send(Path path, String name) throws InterruptedException {
        RoomFiles files = online.client().files();
        RoomFile sent;
        try {
            sent = online.get(files.send(room.name(), path, name, progress(name)));
        } finally {
            clear();
        }
        MessageSender announcing = new MessageSender(online, console, room, null, false, ANSWER_TIMEOUT, nanoTime);
        announcing.send(sent.announcement(room.name()));
        ExitCode code = announcing.finish();
        if (json) {
            console.out().println(line(sent).put("type", sent.type()));
        } else {
            console.out().println("sent " + described(sent, sent.type()) + " as " + sent.id());
        }
        return code;
    }

    /** Gets a file. */
    public ExitCode get(String id, Target target) throws InterruptedException {
        Path name = target.name();
        RoomFiles.Saved saved;
        try {
            saved = online.get(online.client()
                    .files()
                    .save(
                            room.name(),
                            id,
                            target.directory(),
                            name == null ? null : name.toString(),
                            progress("file " + id)));
        } finally {
            clear();
        }
        if (json) {
            console.out()
                    .println(line(saved.file())
                            .put("type", saved.kind())
                            .put("by", saved.file().user())
                            .put("path", saved.path().toString()));
        } else {
            console.out()
                    .println("saved " + described(saved.file(), saved.kind()) + " as "
                            + VisibleText.line(saved.path().toString()));
        }
        return ExitCode.DONE;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw CommandFailure.badInput("this is no path: " + text);
        }
    }

    private JsonLine line(RoomFile file) {
        return new JsonLine()
                .put("room", room.name())
                .put("id", file.id())
                .put("name", file.name())
                .put("size", file.size())
                .put("sha256", file.sha256());
    }

    private static String described(RoomFile file, String type) {
        String kind = FileKind.words(type);
        return VisibleText.line(file.name()) + " (" + (kind.isEmpty() ? "" : kind + ", ") + ByteSize.text(file.size())
                + ", sha256 " + file.sha256() + ")";
    }

    private RoomFiles.Progress progress(String name) {
        TransferMeter meter = new TransferMeter(nanoTime);
        return (done, size) -> {
            String text = console.terminal() ? meter.moved(done, size) : "";
            if (!text.isEmpty()) {
                console.err().print(CLEAR_LINE + VisibleText.line(name) + ": " + text);
                console.err().flush();
            }
        };
    }

    private void clear() {
        if (console.terminal()) {
            console.err().print(CLEAR_LINE);
            console.err().flush();
        }
    }
}
