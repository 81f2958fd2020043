package dev.roomtalk.bridge;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.framed.FramedSenders;
import dev.roomtalk.bridge.framed.Transfers;
import dev.roomtalk.bridge.hearing.PrintedTrace;
import dev.roomtalk.bridge.hearing.Senders;
import dev.roomtalk.bridge.hearing.Trace;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.SignalMask;
import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.Outlet;
import dev.roomtalk.bridge.outlet.RoomQueue;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.bridge.receiver.Receiver;
import dev.roomtalk.client.Receipt;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A bridge without a room, started as a process of its own: prints its pid, then each message as label, tab and text,
 * on standard output. For each byte of its standard input it prints "uses", the bytes of its heap after a collection,
 * its descriptors and its threads. When its standard input ends it prints the counters, then the number of descriptors
 * it had before it heard anyone and the number it has now.
 */
public final class RoomlessBridge {
    private RoomlessBridge() {}

    public static void main(String[] args) throws IOException {
        Linux linux = new Linux();
        String wrong = SignalMask.ensure(linux);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(wrong);
        }
        List<String> options = List.of(args);
        List<Dialect> dialects = args.length == 0 || args[0].equals("auto")
                ? Dialect.ALL
                : List.of(Objects.requireNonNull(Dialect.named(args[0])));
        Trace trace = options.contains("trace") ? new PrintedTrace(System.err::println, System.nanoTime()) : Trace.NONE;
        Senders.Hearing hearing = new Senders.Hearing(dialects, 4_000, LearnedPrograms.none(), trace);
        Counters counters = new Counters();
        Journal journal = new Journal(System.err::println, System::nanoTime);
        Outlet outlet = message -> {
            System.out.println(message.label() + "\t" + message.text().replace("\n", "\\n"));
            return CompletableFuture.completedFuture(new Receipt.Delivered(1, 1, true));
        };
        RoomQueue queue = new RoomQueue(outlet, RoomQueue.CAPACITY, counters, journal);
        Intake intake = new Intake(queue, new UserRateLimit(1_000_000, 1_000_000), System::nanoTime, counters, journal);
        Processes processes = new LinuxProcesses(linux, new Users());
        Transfers transfers = new Transfers(intake, 4_000);
        FramedSenders framed = new FramedSenders(transfers, counters);
        Senders senders = new Senders(hearing, processes, intake::offerOrRefuse, framed, counters, journal);
        Receiver.Parts parts = new Receiver.Parts(linux, processes, senders, System::nanoTime);
        boolean quickly = options.contains("quickly");
        try (Receiver receiver = Receiver.start(parts, quickly, events(options.contains("realtime")))) {
            transfers.wakeWith(receiver::wake);
            int before = descriptors();
            System.out.println(ProcessHandle.current().pid());
            while (System.in.read() >= 0) {
                System.out.println("uses " + heap() + " " + descriptors() + " " + Thread.activeCount());
            }
            // A sender that has just ended is let go of in a moment; one that never is, is a mistake.
            int after = descriptors();
            for (int i = 0; i < 400 && after > before; i++) {
                LockSupport.parkNanos(25_000_000);
                after = descriptors();
            }
            System.out.println(counters);
            System.out.println(before + " " + after);
        }
    }

    private static Receiver.Events events(boolean realTime) {
        return new Receiver.Events() {
            @Override
            public void realTimeRefused() {
                if (realTime) {
                    System.err.println("real time is not allowed");
                }
            }

            @Override
            public void shortcoming(String sentence) {
                System.err.println(sentence);
            }

            @Override
            public void failed(Throwable mistake) {
                System.err.println(mistake);
            }
        };
    }

    /** Bytes of the heap that are in use after a collection. */
    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static int descriptors() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all) {
                count += Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS) ? 1 : 0;
            }
        }
        return count;
    }
}
