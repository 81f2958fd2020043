package dev.roomtalk.bridge;

import dev.roomtalk.client.Receipt;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A bridge without a room, started as a process of its own: prints its pid, then each message as label, tab and text, on standard
 * output. When its standard input ends it prints the counters, then the number of descriptors it had before it heard anyone and
 * the number it has now.
 */
public final class Ear {
    private Ear() {}

    public static void main(String[] args) throws IOException {
        Linux linux = new Linux();
        String wrong = SignalMask.ensure(linux);
        if (!wrong.isEmpty()) {
            throw new IllegalStateException(wrong);
        }
        Senders.Hearing hearing = args.length == 0 || args[0].equals("auto")
                ? Senders.Hearing.any(4_000)
                : Senders.Hearing.of(Objects.requireNonNull(Dialect.named(args[0])), 4_000);
        Counters counters = new Counters();
        Journal journal = new Journal(System.err::println, System::nanoTime);
        Outlet outlet = message -> {
            System.out.println(message.label() + "\t" + message.text().replace("\n", "\\n"));
            return CompletableFuture.completedFuture(new Receipt.Delivered(1, 1, true));
        };
        Outbox outbox = new Outbox(outlet, Outbox.CAPACITY, counters, journal);
        Intake intake = new Intake(outbox, new RateLimit(1_000_000, 1_000_000), System::nanoTime, counters, journal);
        Processes processes = new LinuxProcesses(linux, new Users());
        Transfers transfers = new Transfers(intake, 4_000);
        FramedSenders framed = new FramedSenders(transfers, counters);
        Senders senders = new Senders(hearing, processes, intake::offerOrRefuse, framed, counters, journal);
        Runnable refused = args.length > 1 && args[1].equals("realtime")
                ? () -> System.err.println("real time is not allowed")
                : null;
        Recogniser.warmUp();
        try (Receiver receiver = Receiver.start(linux, senders, System::nanoTime, refused, mistake -> {
            System.err.println(mistake);
        })) {
            transfers.wakeWith(receiver::wake);
            int before = descriptors();
            System.out.println(ProcessHandle.current().pid());
            while (System.in.read() >= 0) {
                // What is read does not matter; the end does.
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
