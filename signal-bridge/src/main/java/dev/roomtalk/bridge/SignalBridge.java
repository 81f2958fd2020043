package dev.roomtalk.bridge;

import dev.roomtalk.chat.command.ConnectionOptions;
import dev.roomtalk.chat.command.PasswordOptions;
import dev.roomtalk.chat.console.CommandFailure;
import dev.roomtalk.chat.console.Console;
import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.Receipt;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.client.identity.Identity;
import dev.roomtalk.client.identity.StateException;
import dev.roomtalk.client.sockets.SocketClient;
import dev.roomtalk.wire.Name;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The program {@code signal-bridge}: lets any process of this machine speak in a room with nothing but kill(2). */
@Command(
        name = "signal-bridge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        subcommands = Dialects.class,
        versionProvider = Version.class,
        description = {
            "Joins a room and says there what processes of this machine send to its PID, one signal per bit (Minitalk).",
            "Prints its PID, alone on the first line, when it can be spoken to. Try:",
            "  signal-send PID \"hello\"%n"
        },
        footer = {
            "",
            "Who can be heard: processes of the same user, and root. Each message is shown",
            "with the user, pid and name of the program that sent it.",
            "signal-bridge dialects lists the dialects, and what was learned of programs.",
            "While the server is away, " + Outbox.CAPACITY + " messages wait; when they are full, lines of",
            "--fifo, --socket and --stdin wait too, and messages by signal are refused with a",
            "line on standard error.",
            "A message has at most " + Protocol.MAX_TEXT + " bytes; longer ones, and what is not UTF-8, are",
            "rejected whole.",
            "",
            "Exit status:",
            "    1  unexpected failure",
            "    2  wrong use",
            "    3  the server cannot be reached",
            "    4  refused by the server: no such room, wrong password, name taken, ...",
            "    5  the server is not trusted",
            "    6  with --stdin: a line was not delivered, or it is not known whether it was",
            "  130  interrupted; 143 terminated"
        })
public final class SignalBridge implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger("signal-bridge");
    private static final Duration ANSWERS_COME = Duration.ofSeconds(3);

    private static final String AUTO = "auto";

    @Option(names = "--room", paramLabel = "ROOM", description = "The room to speak in.")
    private @Nullable String room;

    @Option(
            names = "--classic-server",
            description = "No room and no server: prints on standard output what it hears, a message a line.")
    private boolean classic;

    @Option(
            names = "--trace",
            description = "Shows on standard error each signal, bit, byte and message with its time.")
    private boolean trace;

    @Option(
            names = "--realtime",
            description =
                    "Hear in the real-time scheduling class, so that fewer bits of senders that do not wait are lost."
                            + " Needs CAP_SYS_NICE or RLIMIT_RTPRIO.")
    private boolean realTime;

    @Option(names = "--create", description = "Make the room if there is none of that name.")
    private boolean create;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "How bits become text: auto (default), which recognises it for each sender, or one of those that"
                            + " signal-bridge dialects lists.")
    private String dialect = AUTO;

    @Option(
            names = "--pid-file",
            paramLabel = "FILE",
            description = "A file that holds the PID as long as it can be spoken to.")
    private @Nullable Path pidFile;

    @Mixin
    private DoorOptions doors = new DoorOptions();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private PasswordOptions passwords = new PasswordOptions();

    private final Console console = Console.ofProcess();

    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean open;

    private SignalBridge() {}

    public static void main(String[] args) {
        System.exit(Program.run(new SignalBridge(), args));
    }

    @Override
    public Integer call() throws IOException {
        List<Dialect> spoken = dialects();
        if (spoken.isEmpty()) {
            return fail(
                    ExitCode.BAD_INPUT.number(),
                    "there is no dialect " + dialect + "; signal-bridge dialects lists them");
        }
        if (classic == (room != null)) {
            return fail(
                    ExitCode.BAD_INPUT.number(),
                    classic
                            ? "--classic-server speaks in no room: leave out --room"
                            : "Missing required option: '--room=ROOM'");
        }
        if (room != null && Name.room(room) instanceof Name.Invalid invalid) {
            return fail(ExitCode.BAD_INPUT.number(), invalid.sentence());
        }
        if (pidFile != null && !Files.isWritable(directory(pidFile))) {
            return fail(
                    ExitCode.BAD_INPUT.number(),
                    "the PID file cannot be written: there is no directory " + directory(pidFile)
                            + " that this user may write to");
        }
        String into = room;
        if (into == null) {
            return serveAlone(spoken);
        }
        try {
            Identity identity = connection.identity(console);
            return serve(
                    spoken,
                    into,
                    identity,
                    connection.settings(console, identity, "signal-bridge " + Version.number()),
                    passwords.password(console));
        } catch (CommandFailure e) {
            return fail(e.code().number(), e.getMessage());
        }
    }

    /** Those that may be spoken; none: there is no such dialect. */
    private List<Dialect> dialects() {
        if (dialect.equalsIgnoreCase(AUTO)) {
            return Dialect.ALL;
        }
        Dialect named = Dialect.named(dialect);
        return named == null ? List.of() : List.of(named);
    }

    /** A Minitalk server as the exercise has it. */
    private int serveAlone(List<Dialect> spoken) throws IOException {
        Linux linux = new Linux();
        String unmasked = SignalMask.ensure(linux);
        if (!unmasked.isEmpty()) {
            return fail(ExitCode.FAILED.number(), unmasked);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "shutdown"));
        try {
            return bridge(linux, spoken, "prints what it hears, in dialect " + dialect, null, journal -> message -> {
                VisibleText.lines(message.text()).forEach(System.out::println);
                System.out.flush();
                return CompletableFuture.completedFuture(new Receipt.Delivered(1, 1, true));
            });
        } finally {
            ended.countDown();
        }
    }

    private int serve(
            List<Dialect> spoken, String into, Identity identity, ClientSettings settings, @Nullable String password)
            throws IOException {
        Linux linux = new Linux();
        String unmasked = SignalMask.ensure(linux);
        if (!unmasked.isEmpty()) {
            return fail(ExitCode.FAILED.number(), unmasked);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::interrupt, "shutdown"));
        try (Ledger ledger = ledger(settings, into);
                ChatClient client = SocketClient.start(
                        ledger == null ? settings : settings.as(ledger.instance()),
                        (name, token) -> keep(identity, name, token),
                        this::onEvent)) {
            RoomOutlet.await(client.connected());
            RoomOutlet outlet = join(client, into, password);
            return bridge(
                    linux,
                    spoken,
                    "speaks in room " + outlet.room() + " for whoever sends it " + dialect,
                    ledger,
                    journal ->
                            ledger == null ? outlet : new RememberingOutlet(ledger, outlet, writer("ledger"), journal));
        } catch (ChatException e) {
            return fail(ExitCode.of(e.reason()).number(), e.getMessage());
        } finally {
            ended.countDown();
        }
    }

    /** What an earlier run of this bridge has left; null: another one has it, and speaks in that room now. */
    private static @Nullable Ledger ledger(ClientSettings settings, String into) throws IOException {
        String server =
                settings.server().getHostString() + ":" + settings.server().getPort();
        String room = Name.room(into) instanceof Name.Valid(Name valid) ? valid.key() : into;
        Path file =
                Ledger.path(System.getenv(), Path.of(System.getProperty("user.home")), server, settings.name(), room);
        Ledger ledger = Ledger.open(file, new SecureRandom().nextLong(), () -> System.currentTimeMillis() / 1000);
        if (ledger == null) {
            LOG.warn(
                    "another signal-bridge of the same name speaks in this room: what this one has taken and the room has not"
                            + " answered is lost if it is killed");
        }
        return ledger;
    }

    private static ExecutorService writer(String name) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    private RoomOutlet join(ChatClient client, String into, @Nullable String password) throws ChatException {
        try {
            return RoomOutlet.join(client, into, password, create);
        } catch (ChatException e) {
            String asked = password == null && e.reason() == Reason.PASSWORD_NEEDED
                    ? console.askSecretly("Password of room " + VisibleText.line(into) + ": ")
                    : null;
            if (asked == null) {
                throw e;
            }
            return RoomOutlet.join(client, into, asked, create);
        }
    }

    private static void keep(Identity identity, String name, byte[] token) {
        try {
            identity.onNewToken(name, token);
        } catch (StateException e) {
            LOG.error("the name {} cannot be used again after this run: {}", name, e.getMessage());
        }
    }

    /** What was just said is normally answered within a moment; nobody waits for long. */
    private static void awaitAnswers(Outbox outbox) {
        long until = System.nanoTime() + ANSWERS_COME.toNanos();
        try {
            while (outbox.waiting() > 0 && System.nanoTime() - until < 0) {
                Thread.sleep(10);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int bridge(
            Linux linux,
            List<Dialect> spoken,
            String purpose,
            @Nullable Ledger ledger,
            Function<Journal, Outlet> outlets)
            throws IOException {
        Counters counters = new Counters();
        Journal journal = new Journal(LOG::warn, System::nanoTime);
        Outlet outlet = outlets.apply(journal);
        Outbox outbox = new Outbox(outlet, Outbox.CAPACITY, counters, journal);
        Intake intake = new Intake(outbox, doors.limit(), System::nanoTime, counters, journal);
        Users users = new Users();
        Processes processes = new LinuxProcesses(linux, users);
        // The first look at the users of a machine can take long; the receiver's thread has no time for it.
        processes.user(users.own());
        processes.user(0);
        Trace shown = trace ? new PrintedTrace(System.err::println, System.nanoTime()) : Trace.NONE;
        Senders.Hearing hearing = new Senders.Hearing(spoken, Protocol.MAX_TEXT, experience(journal), shown);
        Transfers transfers = new Transfers(intake, Protocol.MAX_TEXT);
        if (ledger != null && outlet instanceof RememberingOutlet remembering) {
            resume(ledger, remembering, outbox, transfers);
        }
        FramedSenders framed = new FramedSenders(transfers, counters);
        Senders senders = new Senders(hearing, processes, intake::offerOrRefuse, framed, counters, journal);
        long pid = ProcessHandle.current().pid();
        int status;
        Runnable refused = realTime
                ? () -> LOG.warn("the kernel does not allow the real-time scheduling class: give CAP_SYS_NICE or a"
                        + " limit of rtprio of at least 1 (limits.conf(5))")
                : null;
        Rehearsal.play(processes);
        try (Receiver receiver = Receiver.start(linux, senders, System::nanoTime, refused, this::onFailure)) {
            transfers.wakeWith(receiver::wake);
            PidFile written = pidFile == null ? null : PidFile.write(pidFile, pid);
            try (written) {
                try (Doors _ = doors.open(linux, users, intake, Protocol.MAX_TEXT, this::onEndOfInput)) {
                    open = true;
                    System.out.println(pid);
                    LOG.info("process {} {}", pid, purpose);
                    status = end.join();
                }
            }
        }
        awaitAnswers(outbox);
        journal.sayWhatWasLeft();
        LOG.info("ends: {}", counters);
        if (outbox.waiting() > 0) {
            LOG.warn(
                    ledger == null
                            ? "not known whether the room has the last {} messages"
                            : "the room has not answered the last {} messages: the next start says them again",
                    outbox.waiting());
        }
        return status;
    }

    /** Goes on with what an earlier run has said and the room has not answered, and with what it knew. */
    private static void resume(Ledger ledger, RememberingOutlet outlet, Outbox outbox, Transfers transfers) {
        for (Ledger.Answer answer : ledger.answers()) {
            transfers.recall(answer.uid(), answer.id(), answer.reply());
        }
        List<Ledger.Said> unanswered = ledger.unanswered();
        if (!unanswered.isEmpty()) {
            LOG.info("says {} messages again that the room has not answered", unanswered.size());
        }
        for (Ledger.Said said : unanswered) {
            CompletableFuture<Receipt> answer = outbox.resume(said.message(), outlet.again(said));
            if (said.message().id() != 0) {
                transfers.recall(said.message().uid(), said.message().id(), answer);
            }
        }
    }

    /** What earlier runs have learned; what this one learns is written as it comes, by a thread of its own. */
    private static Experience experience(Journal journal) {
        ExperienceFile file = ExperienceFile.in(System.getenv(), Path.of(System.getProperty("user.home")));
        Map<String, Experience.Known> known;
        try {
            known = file.read();
        } catch (IOException e) {
            journal.write("what was learned of programs cannot be read, and is learned again: " + e);
            known = Map.of();
        }
        ExecutorService writer = writer("experience");
        return new Experience(
                known,
                all -> writer.execute(() -> {
                    try {
                        file.write(all);
                    } catch (IOException e) {
                        journal.write("what was learned of a program cannot be written: " + e);
                    }
                }));
    }

    private void onEvent(ChatEvent event) {
        switch (event) {
            case ChatEvent.Connected connected -> {
                if (connected.resumed()) {
                    LOG.info("connected again with {}", connected.server());
                }
            }
            case ChatEvent.Disconnected disconnected -> {
                if (open) {
                    LOG.warn("the server is away, messages wait: {}", disconnected.why());
                }
            }
            case ChatEvent.Ended over -> endWith(ExitCode.of(over.reason()).number(), over.why());
            case ChatEvent.RejoinFailed failed -> endWith(ExitCode.REFUSED.number(), failed.why());
            case ChatEvent.RoomClosed closed -> endWith(ExitCode.REFUSED.number(), closed.why());
            case ChatEvent.Removed removed -> {
                if (removed.own()) {
                    endWith(ExitCode.REFUSED.number(), removed.sentence(ZoneId.systemDefault()));
                }
            }
            case ChatEvent.TransportChanged _,
                    ChatEvent.Rejoined _,
                    ChatEvent.Message _,
                    ChatEvent.Missed _,
                    ChatEvent.NotKept _,
                    ChatEvent.MemberJoined _,
                    ChatEvent.MemberLeft _,
                    ChatEvent.RoleChanged _,
                    ChatEvent.PresenceChanged _,
                    ChatEvent.MemberCount _,
                    ChatEvent.HostChanged _,
                    ChatEvent.TopicChanged _,
                    ChatEvent.RoomChanged _ -> {}
        }
    }

    private void onEndOfInput(ExitCode code) {
        end.complete(code.number());
    }

    private void onFailure(Throwable mistake) {
        endWith(ExitCode.FAILED.number(), "a mistake in this program: " + mistake);
    }

    private void endWith(int status, String why) {
        if (end.complete(status) && open) {
            LOG.error("ends: {}", why);
        }
    }

    /** Runs when the process is told to end: lets the main thread put everything away first. */
    private void interrupt() {
        end.complete(ExitCode.INTERRUPTED.number());
        if (!open) {
            return;
        }
        try {
            boolean _ = ended.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("/") : parent;
    }

    private static int fail(int status, @Nullable String sentence) {
        System.err.println("signal-bridge: " + sentence);
        return status;
    }
}
