package dev.roomtalk.bridge.outlet;

import dev.roomtalk.bridge.base.StateHome;
import dev.roomtalk.bridge.frame.Frame;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.files.PrivateFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge must know after it was killed, to say each message once: as which instance it speaks, which numbers it
 * has used, what the room has not answered, and what became of the messages whose senders may ask. A text file, written
 * before anything is said; it is there as long as the machine runs, and only one process has it at a time. Confined to
 * one thread. Over 300 lines, because what it reads and what it writes are one format.
 *
 * <pre>
 *   bridge   instance
 *   last     n                                        every number up to it was used
 *   said     n   uid   id   label   text              the last two in base 64
 *   answer   n   uid   id   kind    value   time      kind and value of a {@link Reply}, seconds since 1970
 * </pre>
 */
public final class Ledger implements AutoCloseable {
    private static final long REMEMBERED = Duration.ofDays(1).toSeconds();
    private static final int MAX_REMEMBERED = 10_000;

    /** The last number; one beyond it was never said. */
    private static final long MAX_N = Long.MAX_VALUE / 2;

    /** So much is appended before it is written anew. */
    private static final long MAX_APPENDED = 4 << 20;

    /** A message that was said, and not answered. */
    public record Said(long n, Message message) {}

    /** A message that was answered. */
    public record Answer(long n, int uid, long id, Reply reply, long time) {}

    private final Path file;
    private final FileChannel lock;
    private final LongSupplier seconds;
    private final Map<Long, Said> unanswered = new TreeMap<>();
    private final Map<Long, Answer> answers = new LinkedHashMap<>();
    private long instance;
    private boolean known;
    private long lastN;
    private FileChannel channel;
    private long appended;
    private boolean damaged;

    private Ledger(Path file, FileChannel lock, long fresh, LongSupplier seconds) throws IOException {
        this.file = file;
        this.lock = lock;
        this.seconds = seconds;
        this.instance = fresh;
        read();
        this.channel = rewrite();
    }

    /**
     * Opens it; null if another process has it.
     *
     * @param fresh the instance to begin with
     * @param seconds the wall clock
     */
    public static @Nullable Ledger open(Path file, long fresh, LongSupplier seconds) throws IOException {
        PrivateFiles.makePrivateDirectory(PrivateFiles.directoryOf(file));
        FileChannel lock = PrivateFiles.open(
                file.resolveSibling(file.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Ledger opened = null;
        try {
            FileLock held = lock.tryLock();
            if (held != null) {
                opened = new Ledger(file, lock, fresh, seconds);
            }
        } catch (OverlappingFileLockException e) {
            // This very process has it.
        } finally {
            // Also where it cannot be read: it may be moved away, and opened again.
            if (opened == null) {
                lock.close();
            }
        }
        return opened;
    }

    /** Where the bridges of a user keep that of one room. */
    public static Path path(Map<String, String> environment, Path home, String server, String name, String room) {
        Path states = StateHome.of(environment, home).resolve("signal-bridge");
        byte[] which = (server + "\n" + name + "\n" + room).getBytes(StandardCharsets.UTF_8);
        String tail = HexFormat.of().toHexDigits(Frame.checksum(which, which.length));
        return states.resolve(room.replaceAll("[^\\p{Alnum}._-]", "_") + "-" + tail);
    }

    public long instance() {
        return instance;
    }

    /** What the room has not answered, in the order in which it was said. */
    public List<Said> unanswered() {
        return List.copyOf(unanswered.values());
    }

    /** What was answered within a day, to senders that may ask. */
    public Collection<Answer> answers() {
        return List.copyOf(answers.values());
    }

    /**
     * Numbers a message and writes it down.
     *
     * @throws IOException if it cannot be written, or all numbers are used
     */
    long say(Message message) throws IOException {
        if (lastN == MAX_N) {
            throw new IOException(
                    "all numbers of " + file + " are used; move the file away, and what it knows is lost");
        }
        long n = lastN + 1;
        lastN = n;
        Said said = new Said(n, message);
        unanswered.put(n, said);
        try {
            append(line(said));
        } catch (IOException e) {
            unanswered.remove(n);
            throw e;
        }
        return n;
    }

    /** Writes down what became of a message. */
    void answer(long n, Reply reply) throws IOException {
        Said said = unanswered.remove(n);
        if (said == null) {
            return;
        }
        Answer answer = new Answer(n, said.message.uid(), said.message.id(), reply, seconds.getAsLong());
        if (answer.id != 0) {
            remember(answer);
        }
        append(line(answer));
        if (appended > MAX_APPENDED) {
            channel.close();
            channel = rewrite();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        lock.close();
    }

    private void remember(Answer answer) {
        answers.put(answer.n, answer);
        if (answers.size() > MAX_REMEMBERED) {
            answers.remove(answers.keySet().iterator().next());
        }
    }

    private void read() throws IOException {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return;
        }
        // What comes after the last newline was not written whole, so it was not said either.
        String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1);
        for (String line : lines) {
            if (!line.isEmpty() && !read(line.split("\t", -1))) {
                throw new IOException(
                        "a line of " + file + " makes no sense; move the file away, and what it knows is lost: "
                                + line.substring(0, Math.min(40, line.length())));
            }
        }
        if (!known && lastN > 0) {
            throw new IOException(file + " does not say which instance it is of; move it away");
        }
        long oldest = seconds.getAsLong() - REMEMBERED;
        answers.values().removeIf(answer -> answer.time < oldest);
    }

    private boolean read(String[] fields) {
        try {
            switch (fields[0] + fields.length) {
                case "bridge2" -> {
                    instance = HexFormat.fromHexDigitsToLong(fields[1]);
                    known = true;
                }
                case "last2" -> lastN = Math.max(lastN, number(fields[1], 0));
                case "said6" -> {
                    Message message = new Message(
                            Integer.parseInt(fields[2]),
                            text(fields[4]),
                            text(fields[5]),
                            HexFormat.fromHexDigitsToLong(fields[3]));
                    long n = number(fields[1], 1);
                    lastN = Math.max(lastN, n);
                    unanswered.put(n, new Said(n, message));
                }
                case "answer7" -> {
                    long n = number(fields[1], 1);
                    lastN = Math.max(lastN, n);
                    unanswered.remove(n);
                    Answer answer = new Answer(
                            n,
                            Integer.parseInt(fields[2]),
                            HexFormat.fromHexDigitsToLong(fields[3]),
                            new Reply(Reply.Kind.valueOf(fields[4]), Integer.parseInt(fields[5])),
                            Long.parseLong(fields[6]));
                    if (answer.id != 0) {
                        remember(answer);
                    }
                }
                default -> {
                    return false;
                }
            }
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static long number(String text, long least) {
        long n = Long.parseLong(text);
        if (n < least || n > MAX_N) {
            throw new IllegalArgumentException(text);
        }
        return n;
    }

    /** Writes what is still worth knowing in place of what is there, and opens it for more. */
    private FileChannel rewrite() throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("bridge\t" + HexFormat.of().toHexDigits(instance));
        lines.add("last\t" + lastN);
        answers.values().forEach(answer -> lines.add(line(answer)));
        unanswered.values().forEach(said -> lines.add(line(said)));
        byte[] content = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1);
        PrivateFiles.replace(file, content, PrivateFiles.OWNER_ONLY);
        appended = 0;
        return PrivateFiles.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    private void append(String line) throws IOException {
        if (damaged) {
            // Half a line may be at its end.
            channel.close();
            channel = rewrite();
            damaged = false;
            return;
        }
        damaged = true;
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
        appended += bytes.remaining();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        damaged = false;
    }

    private static String line(Said said) {
        Message message = said.message;
        return String.join(
                "\t",
                "said",
                Long.toString(said.n),
                Integer.toString(message.uid()),
                HexFormat.of().toHexDigits(message.id()),
                base64(message.label()),
                base64(message.text()));
    }

    private static String line(Answer answer) {
        return String.join(
                "\t",
                "answer",
                Long.toString(answer.n),
                Integer.toString(answer.uid),
                HexFormat.of().toHexDigits(answer.id),
                answer.reply.kind().name(),
                Integer.toString(answer.reply.value()),
                Long.toString(answer.time));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
