package dev.roomtalk.bench.files;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.process.Installation;
import dev.roomtalk.bench.process.ServerProgram;
import dev.roomtalk.bench.process.TemporaryDirectory;
import dev.roomtalk.bench.talk.Talk;
import dev.roomtalk.bench.talk.TalkLoad;
import dev.roomtalk.client.RoomFile;
import dev.roomtalk.client.RoomFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends one file from a member to another, beside {@code scp}; then again while the server is ended and started several
 * times; and measures how late messages are while other members of the room send files.
 *
 * @param interruptions of the second transfer; 0: there is none
 * @param members that send and get files while others talk; 0: nobody talks
 * @param sshd the program; null: nothing is compared
 * @param serverOptions for the server that is started
 */
public record FilesTrial(
        long bytes,
        int interruptions,
        int members,
        long memberBytes,
        @Nullable Path sshd,
        List<String> serverOptions) {
    private static final String ROOM = "files";
    private static final int LISTENERS = 5;
    private static final int RATE = 50;
    private static final int MESSAGES = 1_000;
    private static final int TEXT = 100;

    public FilesReport run() {
        try (TemporaryDirectory temporary = TemporaryDirectory.create();
                ServerProgram server = ServerProgram.start(Installation.serverCommand(), serverOptions)) {
            Path directory = temporary.path();
            Path file = make(directory.resolve("file"), bytes);
            Transferred transferred = transfer(server, directory, file);
            OptionalDouble scp = sshd == null ? OptionalDouble.empty() : OptionalDouble.of(scp(sshd, directory, file));
            return new FilesReport(
                    bytes,
                    transferred.seconds,
                    transferred.whole,
                    scp,
                    interruptions,
                    members,
                    memberBytes,
                    members == 0 ? new Histogram(3) : talk(server.access(), "quiet", List.of()),
                    members == 0 ? new Histogram(3) : talkBesideFiles(server.access(), directory));
        } catch (IOException e) {
            throw Failure.unexpected("a file cannot be made, read or copied: " + e.getMessage());
        }
    }

    /** @param whole whether it arrived also where the server was interrupted */
    private record Transferred(double seconds, boolean whole) {}

    private static Path make(Path file, long size) throws IOException {
        SplittableRandom random = new SplittableRandom(size);
        byte[] block = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return file;
    }

    private Transferred transfer(ServerProgram server, Path directory, Path file) throws IOException {
        Path saved = Files.createDirectory(directory.resolve("saved"));
        try (FileMember alice = FileMember.host(server.access(), "files-alice", ROOM);
                FileMember bob = FileMember.guest(server.access(), "files-bob", ROOM)) {
            long begin = System.nanoTime();
            RoomFile sent = alice.send(file, (_, _) -> {});
            RoomFiles.Saved there = bob.save(sent, saved, (_, _) -> {});
            double seconds = (System.nanoTime() - begin) / 1e9;
            boolean whole = Files.mismatch(file, there.path()) < 0;
            Files.delete(there.path());
            if (interruptions > 0) {
                // Another name, so that it is another file to the server.
                Path again = Files.move(file, directory.resolve("again"));
                try (Interrupter interrupter = new Interrupter(server, 2 * bytes / (interruptions + 1))) {
                    RoomFile second = alice.send(again, (done, _) -> interrupter.moved(done));
                    there = bob.save(second, saved, (done, _) -> interrupter.moved(bytes + done));
                }
                whole &= Files.mismatch(again, there.path()) < 0;
                Files.delete(there.path());
                Files.move(again, file);
            }
            return new Transferred(seconds, whole);
        }
    }

    /** Ends the server and starts it again, each time that so many bytes have moved. */
    private static final class Interrupter implements AutoCloseable {
        private final ServerProgram server;
        private final long every;
        private final AtomicLong next;
        private final AtomicReference<@Nullable Thread> restarting = new AtomicReference<>();

        private Interrupter(ServerProgram server, long every) {
            this.server = server;
            this.every = every;
            this.next = new AtomicLong(every);
        }

        private void moved(long done) {
            long at = next.get();
            Thread before = restarting.get();
            if (done >= at && (before == null || !before.isAlive()) && next.compareAndSet(at, at + every)) {
                restarting.set(Thread.ofPlatform().name("interrupter").start(server::restart));
            }
        }

        @Override
        public void close() {
            Thread last = restarting.get();
            if (last != null) {
                try {
                    last.join();
                } catch (InterruptedException e) {
                    throw Failure.interrupted();
                }
            }
        }
    }

    private static double scp(Path sshd, Path directory, Path file) throws IOException {
        Path copy = directory.resolve("copy");
        try (Scp scp = Scp.start(sshd, Files.createDirectory(directory.resolve("ssh")))) {
            long begin = System.nanoTime();
            scp.copy(file, copy);
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (Files.mismatch(file, copy) >= 0) {
                throw Failure.unexpected("what scp has copied is not the file");
            }
            Files.delete(copy);
            return seconds;
        }
    }

    /** How late messages are, in microseconds; some members send and get files meanwhile. */
    private static Histogram talk(Access server, String name, List<Runnable> beside) {
        TalkLoad load = new TalkLoad(LISTENERS, MESSAGES, RATE, TEXT, Duration.ZERO, 1);
        try (Talk talk = new Talk(server, load, name)) {
            talk.gather(server.address(), server.address());
            List<Thread> threads = beside.stream()
                    .map(one -> Thread.ofPlatform().name("mover").start(one))
                    .toList();
            if (talk.say(() -> {}) > 0) {
                throw Failure.unexpected("messages were not delivered");
            }
            Histogram all = new Histogram(3);
            talk.heard().forEach(heard -> all.add(heard.latencies()));
            if (threads.stream().anyMatch(thread -> !thread.isAlive())) {
                throw Failure.unexpected("a member could not send its file");
            }
            return all;
        }
    }

    private Histogram talkBesideFiles(Access server, Path directory) throws IOException {
        List<FileMember> movers = new ArrayList<>();
        List<Runnable> beside = new ArrayList<>();
        try {
            for (int i = 0; i < members; i++) {
                Path file = make(directory.resolve("of-" + i), memberBytes);
                FileMember mover = i == 0
                        ? FileMember.host(server, "mover-0", "moving")
                        : FileMember.guest(server, "mover-" + i, "moving");
                movers.add(mover);
                Path saved = Files.createDirectory(directory.resolve("saved-" + i));
                beside.add(() -> move(mover, file, saved));
            }
            return talk(server, "busy", beside);
        } finally {
            movers.forEach(FileMember::close);
        }
    }

    /** Sends the file, and gets it again and again, until the member is closed. */
    private static void move(FileMember mover, Path file, Path saved) {
        try {
            RoomFile sent = mover.send(file, (_, _) -> {});
            while (true) {
                Files.delete(mover.save(sent, saved, (_, _) -> {}).path());
            }
        } catch (IOException | Failure e) {
            // The talk is over; or else the end of this thread shows it.
        }
    }
}
