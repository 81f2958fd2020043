package dev.roomtalk.bridge.app;

import dev.roomtalk.bridge.base.Counters;
import dev.roomtalk.bridge.base.Journal;
import dev.roomtalk.bridge.framed.FramedSenders;
import dev.roomtalk.bridge.framed.Transfers;
import dev.roomtalk.bridge.hearing.PrintedTrace;
import dev.roomtalk.bridge.hearing.Senders;
import dev.roomtalk.bridge.hearing.Trace;
import dev.roomtalk.bridge.input.Inputs;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.SignalMask;
import dev.roomtalk.bridge.kernel.Users;
import dev.roomtalk.bridge.learned.LearnedPrograms;
import dev.roomtalk.bridge.learned.LearnedProgramsFile;
import dev.roomtalk.bridge.message.Message;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.bridge.outlet.Ledger;
import dev.roomtalk.bridge.outlet.LedgerOutlet;
import dev.roomtalk.bridge.outlet.Outlet;
import dev.roomtalk.bridge.outlet.RoomOutlet;
import dev.roomtalk.bridge.outlet.RoomQueue;
import dev.roomtalk.bridge.outlet.UserRateLimit;
import dev.roomtalk.bridge.receiver.Receiver;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.files.HomeDirectory;
import dev.roomtalk.process.ServiceManager;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bridge, put together of its parts: from the signals to the room, or to standard output where there is no room.
 */
final class BridgeProgram {
    private static final Logger LOG = LoggerFactory.getLogger("signal-bridge");

    /** How long the end waits for the room's answers. */
    private static final Duration ANSWERS_COME = Duration.ofSeconds(3);

    /** For tests that start many bridges: the first paced senders may lose bits. */
    private static final boolean QUICK_START = Boolean.getBoolean("roomtalk.bridge.quick-start");

    private final BridgeSettings settings;
    private final BridgeEnd end = new BridgeEnd();
    private final Counters counters = new Counters();
    private final Journal journal = new Journal(LOG::warn, System::nanoTime);
    private final ServiceManager manager = new ServiceManager(System.getenv(), System::nanoTime, LOG::warn);

    BridgeProgram(BridgeSettings settings) {
        this.settings = settings;
    }

    /** Runs until it is told to end. */
    ExitCode run() throws IOException {
        Linux linux = new Linux();
        String unmasked = SignalMask.ensure(linux);
        if (!unmasked.isEmpty()) {
            return fail(ExitCode.FAILED, unmasked);
        }
        end.watchForShutdown();
        BridgeSettings.Room room = settings.room();
        try {
            return room == null ? serveAlone(linux) : serve(linux, room);
        } catch (ChatException e) {
            return fail(ExitCode.of(e.reason()), e.getMessage());
        } finally {
            end.onPutAway();
        }
    }

    /** A Minitalk server as the exercise has it. */
    private ExitCode serveAlone(Linux linux) throws IOException {
        return bridge(linux, "prints what it hears, in dialect " + settings.dialect(), this::print, null);
    }

    private CompletableFuture<Receipt> print(Message message) {
        VisibleText.lines(message.text()).forEach(System.out::println);
        if (System.out.checkError()) {
            end.endWith(ExitCode.FAILED, "nobody reads what is printed");
        }
        return CompletableFuture.completedFuture(new Receipt.Delivered(1, 1, true));
    }

    private ExitCode serve(Linux linux, BridgeSettings.Room room) throws IOException, ChatException {
        try (RoomSession session = RoomSession.open(room, end)) {
            RoomOutlet outlet = session.join(room);
            String purpose = "speaks in room " + outlet.room() + " for whoever sends it " + settings.dialect();
            Ledger ledger = session.ledger();
            return ledger == null
                    ? bridge(linux, purpose, outlet, null)
                    : bridge(linux, purpose, new LedgerOutlet(ledger, outlet, writer("ledger"), journal), ledger);
        }
    }

    private ExitCode bridge(Linux linux, String purpose, Outlet outlet, @Nullable Ledger ledger) throws IOException {
        RoomQueue queue = new RoomQueue(outlet, RoomQueue.CAPACITY, counters, journal);
        UserRateLimit limit =
                new UserRateLimit(settings.inputs().rate(), settings.inputs().burst());
        Intake intake = new Intake(queue, limit, System::nanoTime, counters, journal);
        Users users = new Users();
        Processes processes = new LinuxProcesses(linux, users);
        // The first look at the users of a machine can take long; the thread that hears has no time for it.
        processes.user(users.own());
        processes.user(0);
        Senders.Hearing hearing = hearing();
        Transfers transfers = new Transfers(intake, Protocol.MAX_TEXT);
        if (ledger != null && outlet instanceof LedgerOutlet remembering) {
            resume(ledger, remembering, queue, transfers);
        }
        FramedSenders framed = new FramedSenders(transfers, counters);
        Senders senders = new Senders(hearing, processes, intake::offerOrRefuse, framed, counters, journal);
        Receiver.Parts parts = new Receiver.Parts(linux, processes, senders, System::nanoTime);
        ExitCode code;
        try (Receiver receiver = Receiver.start(parts, QUICK_START, receiverEvents())) {
            transfers.wakeWith(receiver::wake);
            long pid = ProcessHandle.current().pid();
            Path file = settings.pidFile();
            try (PidFile _ = file == null ? null : PidFile.write(file, pid);
                    Inputs _ = Inputs.open(settings.inputs(), linux, users, intake, Protocol.MAX_TEXT, end::end)) {
                end.onOpen();
                System.out.println(pid);
                LOG.info("process {} {}", pid, purpose);
                manager.ready("process " + pid + " " + purpose);
                code = end.await();
                manager.stopping();
            }
        }
        takeLeave(queue, ledger != null);
        return code;
    }

    private Senders.Hearing hearing() {
        LearnedProgramsFile file = LearnedProgramsFile.in(System.getenv(), HomeDirectory.of(System.getenv()));
        return new Senders.Hearing(
                settings.dialects(),
                Protocol.MAX_TEXT,
                LearnedPrograms.keptIn(file, writer("experience"), journal::write),
                settings.trace() ? new PrintedTrace(System.err::println, System.nanoTime()) : Trace.NONE);
    }

    private Receiver.Events receiverEvents() {
        return new Receiver.Events() {
            @Override
            public void realTimeRefused() {
                if (settings.realTime()) {
                    LOG.warn("the kernel does not allow the real-time scheduling class: give CAP_SYS_NICE or a"
                            + " limit of rtprio of at least 1 (limits.conf(5))");
                }
            }

            @Override
            public void shortcoming(String sentence) {
                LOG.warn(sentence);
            }

            @Override
            public void failed(Throwable mistake) {
                end.endWith(ExitCode.FAILED, "a mistake in this program: " + mistake);
            }
        };
    }

    private static ExecutorService writer(String name) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Goes on with what an earlier run has said and the room has not answered, and with what it knew. */
    private static void resume(Ledger ledger, LedgerOutlet outlet, RoomQueue queue, Transfers transfers) {
        for (Ledger.Answer answer : ledger.answers()) {
            transfers.recall(answer.uid(), answer.id(), answer.reply());
        }
        List<Ledger.Said> unanswered = ledger.unanswered();
        if (!unanswered.isEmpty()) {
            LOG.info("says {} messages again that the room has not answered", unanswered.size());
        }
        for (Ledger.Said said : unanswered) {
            CompletableFuture<Receipt> answer = queue.resume(said.message(), outlet.again(said));
            if (said.message().id() != 0) {
                transfers.recall(said.message().uid(), said.message().id(), answer);
            }
        }
    }

    /** What was just said is normally answered within a moment; then everything that is left is reported. */
    private void takeLeave(RoomQueue queue, boolean kept) {
        long until = System.nanoTime() + ANSWERS_COME.toNanos();
        try {
            while (queue.waiting() > 0 && System.nanoTime() - until < 0) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        journal.sayWhatWasLeft();
        LOG.info("ends: {}", counters);
        if (queue.waiting() > 0) {
            LOG.warn(
                    kept
                            ? "the room has not answered the last {} messages: the next start says them again"
                            : "not known whether the room has the last {} messages",
                    queue.waiting());
        }
    }

    private static ExitCode fail(ExitCode code, @Nullable String sentence) {
        System.err.println("signal-bridge: " + sentence);
        return code;
    }
}
