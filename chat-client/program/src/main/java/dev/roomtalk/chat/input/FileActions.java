package dev.roomtalk.chat.input;

import dev.roomtalk.chat.console.TransferMeter;
import dev.roomtalk.chat.session.ChatLine;
import dev.roomtalk.chat.session.ChatOutbox;
import dev.roomtalk.chat.session.ChatRoom;
import dev.roomtalk.chat.session.Transfers;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.FileKind;
import dev.roomtalk.client.MessageContent;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.files.HomeDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends files to the room that is shown, and saves those that were sent to it; the status line says how that goes.
 * Confined to the UI thread.
 */
final class FileActions {
    /** In the status line. */
    private static final int MAX_NAME = 24;

    private final CommandContext context;
    private final ChatOutbox outbox;
    private final Path home;
    private final PathNames paths;
    private final LongSupplier nanoTime;

    /** A file that a message of the room announces. */
    private record Announced(String id, ChatEvent.Message message) {
        String line(int number) {
            String text = message.text();
            String what = text.substring("sent ".length(), text.lastIndexOf(" — "));
            return number + "  " + VisibleText.line(what) + ", from " + VisibleText.line(message.author());
        }

        /** As its sender calls it. */
        String name() {
            String text = message.text();
            return text.substring("sent ".length(), text.lastIndexOf(" (", text.lastIndexOf(" — ")));
        }
    }

    /** Where a file is saved; {@code name} null: under that of its sender. */
    private record Target(Path directory, @Nullable Path name) {}

    /**
     * The actions of a chat.
     *
     * @param home what a path that begins with {@code ~/} begins with; files are saved in its directory Downloads
     * @param nanoTime as {@link System#nanoTime}
     */
    FileActions(CommandContext context, ChatOutbox outbox, Path home, LongSupplier nanoTime) {
        this.context = context;
        this.outbox = outbox;
        this.home = home;
        this.paths = new PathNames(home);
        this.nanoTime = nanoTime;
    }

    static FileActions of(CommandContext context, ChatOutbox outbox) {
        return new FileActions(context, outbox, HomeDirectory.of(System.getenv()), System::nanoTime);
    }

    void send(ChatRoom room, String argument) {
        Path file = argument.isEmpty() ? null : paths.path(argument);
        Path name = file == null ? null : file.getFileName();
        if (argument.isEmpty()) {
            context.state().problem("/send needs a file, as in /send ~/report.pdf");
        } else if (file == null || name == null || !Files.isRegularFile(file)) {
            context.state().problem("there is no file " + argument);
        } else if (!Files.isReadable(file)) {
            context.state().problem("you may not read " + argument);
        } else {
            transfer(
                    "sending " + shortened(name.toString()),
                    progress -> context.client().files().send(room.name(), file, name.toString(), progress),
                    sent -> {
                        outbox.send(room, MessageContent.text(sent.announcement(room.name()), null));
                        context.state().notice("sent " + VisibleText.line(sent.name()) + "; sha256 " + sent.sha256());
                    });
        }
    }

    /** @param argument the number of a file, or its id, and where to; empty: the files are listed */
    void save(ChatRoom room, String argument) {
        int end = argument.indexOf(' ');
        String which = end < 0 ? argument : argument.substring(0, end);
        String where = end < 0 ? "" : argument.substring(end).strip();
        List<Announced> files = announced(room);
        Announced file = chosen(files, which);
        if (file != null) {
            save(room, file.id(), file.name(), where);
        } else if (which.matches("[0-9a-f]{32}")) {
            save(room, which, "a file", where);
        } else if (files.isEmpty()) {
            context.state().notice("no file was sent to " + ChatRoom.titled(room.name()) + " lately");
        } else {
            if (!which.isEmpty()) {
                context.state().problem("/save takes the number of one of these files, and not " + which);
            }
            context.list(IntStream.range(0, files.size())
                    .mapToObj(i -> files.get(i).line(i + 1))
                    .toList());
        }
    }

    private static @Nullable Announced chosen(List<Announced> files, String which) {
        return which.matches("[1-9][0-9]{0,5}") && Integer.parseInt(which) <= files.size()
                ? files.get(Integer.parseInt(which) - 1)
                : null;
    }

    /** The files that were announced in the last lines of a room, the newest first. */
    private static List<Announced> announced(ChatRoom room) {
        return room.last(ChatRoom.MAX_LINES).reversed().stream()
                .<Announced>mapMulti((line, files) -> {
                    if (line instanceof ChatLine.Message said) {
                        String id = RoomFile.announcedIn(said.message().text());
                        if (id != null) {
                            files.accept(new Announced(id, said.message()));
                        }
                    }
                })
                .toList();
    }

    private void save(ChatRoom room, String id, String name, String where) {
        Target target = target(where);
        if (target != null) {
            Path as = target.name();
            transfer(
                    "saving " + shortened(name),
                    progress -> context.client()
                            .files()
                            .save(room.name(), id, target.directory(), as == null ? null : as.toString(), progress),
                    saved -> {
                        String kind = FileKind.words(saved.kind());
                        context.state()
                                .notice("saved as "
                                        + VisibleText.line(saved.path().toString())
                                        + (kind.isEmpty() ? "" : ", a " + kind) + "; sha256 "
                                        + saved.file().sha256());
                    });
        }
    }

    /** Null: it cannot be saved there, and the person has been told. */
    private @Nullable Target target(String where) {
        Path wanted = where.isEmpty() ? home.resolve("Downloads") : paths.path(where);
        if (wanted == null) {
            context.state().problem("this is no path: " + where);
            return null;
        }
        if (where.isEmpty() && !Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectory(wanted);
            } catch (IOException e) {
                context.state().problem("cannot make the directory " + wanted + "; /save N PATH saves elsewhere");
                return null;
            }
        }
        if (Files.isDirectory(wanted)) {
            return new Target(wanted, null);
        }
        Path parent = wanted.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            context.state().problem("there is no directory " + parent);
            return null;
        }
        if (Files.exists(wanted, LinkOption.NOFOLLOW_LINKS)) {
            context.state().problem("there is " + wanted + " already, and nothing is overwritten");
            return null;
        }
        return new Target(parent, wanted.getFileName());
    }

    /** @param argument the number of a transfer; empty: they are listed */
    void cancel(String argument) {
        Transfers transfers = context.state().transfers();
        List<String> lines = transfers.lines();
        if (lines.isEmpty()) {
            context.state().notice("no file is being sent or saved");
        } else if (argument.isEmpty()) {
            context.list(lines);
        } else if (!argument.matches("[1-9][0-9]{0,5}") || transfers.cancel(Integer.parseInt(argument)) == null) {
            context.state().problem("/cancel takes the number of one of these, and not " + argument);
            context.list(lines);
        }
    }

    private <T> void transfer(String what, Function<RoomFiles.Progress, CompletableFuture<T>> begin, Consumer<T> then) {
        Transfers transfers = context.state().transfers();
        TransferMeter meter = new TransferMeter(nanoTime);
        CompletableFuture<Transfers.Transfer> shown = new CompletableFuture<>();
        CompletableFuture<T> underway = begin.apply((done, size) -> {
            String text = meter.moved(done, size);
            if (!text.isEmpty()) {
                context.answers().of(shown, transfer -> transfer.progress(text));
            }
        });
        Transfers.Transfer transfer = transfers.begin(what, () -> underway.cancel(true));
        shown.complete(transfer);
        context.answers()
                .of(
                        underway,
                        result -> {
                            transfers.ended(transfer);
                            then.accept(result);
                        },
                        refusal -> {
                            transfers.ended(transfer);
                            if (transfer.cancelled()) {
                                context.state().notice("cancelled: " + what + "; the same command goes on with it");
                            } else {
                                context.state().problem(what + " failed: " + refusal.sentence());
                            }
                        });
    }

    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= MAX_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, MAX_NAME - 1)) + "…";
    }
}
