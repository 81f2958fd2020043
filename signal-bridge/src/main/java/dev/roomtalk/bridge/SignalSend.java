package dev.roomtalk.bridge;

import dev.roomtalk.bridge.app.ProgramRunner;
import dev.roomtalk.bridge.app.Version;
import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.ProgramName;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalDescriptor;
import dev.roomtalk.bridge.kernel.SignalMask;
import dev.roomtalk.bridge.send.Delivery;
import dev.roomtalk.bridge.send.FramedDelivery;
import dev.roomtalk.bridge.send.Handover;
import dev.roomtalk.bridge.send.ProcessLink;
import dev.roomtalk.bridge.send.ProcessPeer;
import dev.roomtalk.bridge.send.Delivery.Acknowledged;
import dev.roomtalk.bridge.send.Delivery.AnsweredAtEnd;
import dev.roomtalk.bridge.send.Delivery.Ended;
import dev.roomtalk.bridge.send.Delivery.FellSilent;
import dev.roomtalk.bridge.send.Delivery.Unanswered;
import dev.roomtalk.client.VisibleText;
import dev.roomtalk.wire.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The program {@code signal-send}: says a text to a process, one signal per bit. */
@Command(
        name = "signal-send",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        customSynopsis = {
            "signal-send [OPTIONS] PID [TEXT...]",
            "       signal-send [OPTIONS] --pid-file=FILE [TEXT...]"
        },
        description = {
            "",
            "Says a text to a process, one signal per bit: SIGUSR1 or SIGUSR2.",
            "Without TEXT, says what it reads from standard input. The receiver is a signal-bridge, or any Minitalk server."
                    + " A bridge is told the text in a dialect of its own, which loses nothing, says nothing twice, and"
                    + " brings back the room's answer.%n"
        },
        footer = {
            "",
            "Exit status:",
            "  0  the room has taken it; from a Minitalk server: it acknowledged every bit",
            "  1  unexpected failure",
            "  2  wrong use: no such process, one that would die of it, nothing to say",
            "  3  not delivered: the bridge has ended, or says nothing, and did not have the text",
            "  4  refused by the bridge or the room; the line on standard error says why",
            "  6  not known whether delivered; to a Minitalk server: or not delivered"
        })
public final class SignalSend implements Callable<Integer> {
    private static final int DONE = 0;
    private static final int USAGE = 2;
    private static final int NO_BRIDGE = 3;
    private static final int REFUSED = 4;
    private static final int NOT_DELIVERED = 6;

    private static final String AUTO = "auto";
    private static final String FRAMED = "framed";

    @Parameters(
            paramLabel = "PID TEXT",
            description =
                    "The receiving process; signal-bridge prints its own. Then what to say; words are joined by spaces.")
    private List<String> arguments = new ArrayList<>();

    @Option(
            names = "--pid-file",
            paramLabel = "FILE",
            description =
                    "The file in which the bridge writes its PID, in place of PID. If the bridge ends and another one"
                            + " starts, it goes on with that.")
    private @Nullable Path pidFile;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "auto (default): framed to a signal-bridge, M2 to others. framed: the bridge's own. M2, M1, L1,"
                            + " L2: the most or least significant bit first, and the number of the signal that is a 1; or one of"
                            + " those that signal-bridge dialects lists.")
    private String dialect = AUTO;

    @Option(
            names = "--lane",
            paramLabel = "NAME",
            defaultValue = AUTO,
            description =
                    "How framed travels: auto (default), by real-time signals where the bridge takes them; or bits.")
    private String lane = AUTO;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "So long a bridge may say nothing, be away, or wait for the room (default: ${DEFAULT-VALUE}).")
    private int timeout = 60;

    @Option(
            names = "--pace",
            paramLabel = "MICROS",
            defaultValue = "2000",
            description =
                    "Microseconds between bits to a receiver that does not acknowledge them (default: ${DEFAULT-VALUE}).")
    private long pace = 2000;

    @Option(names = "--quiet", description = "Say nothing when all went well.")
    private boolean quiet;

    private List<String> words = List.of();

    private SignalSend() {}

    public static void main(String[] args) {
        System.exit(ProgramRunner.run(new SignalSend(), args));
    }

    @Override
    public Integer call() throws IOException {
        Dialect spoken = Dialect.named(dialect.equals(AUTO) ? "M2" : dialect);
        if (spoken == null && !dialect.equals(FRAMED)) {
            return wrong("there is no dialect " + dialect + "; signal-bridge dialects lists them");
        }
        if (pace < 0 || pace > 1_000_000) {
            return wrong("--pace is between 0 and 1000000 microseconds");
        }
        if (timeout < 1 || timeout > 86_400) {
            return wrong("--timeout is between 1 and 86400 seconds");
        }
        if (!lane.equals(AUTO) && !lane.equals("bits")) {
            return wrong("--lane is auto or bits");
        }
        if (pidFile == null && arguments.isEmpty()) {
            return wrong("the number of a process is missing; signal-bridge prints its own (see signal-send --help)");
        }
        Path file = pidFile;
        words = file == null ? arguments.subList(1, arguments.size()) : arguments;
        int number = file == null ? number(arguments.getFirst()) : FramedDelivery.read(file);
        if (number <= 0 && file == null) {
            return wrong(
                    "\"" + arguments.getFirst() + "\" is not the number of a process; it is a positive one, like 4711");
        }
        Linux linux = new Linux();
        String unmasked = SignalMask.ensure(linux);
        if (!unmasked.isEmpty()) {
            return wrong(unmasked);
        }
        try (SignalDescriptor signals = SignalDescriptor.open(linux)) {
            return send(linux, signals, number, spoken);
        }
    }

    private int send(Linux linux, SignalDescriptor signals, int number, @Nullable Dialect spoken) throws IOException {
        LinuxProcesses processes = new LinuxProcesses(linux, Integer::toString);
        boolean framed = dialect.equals(FRAMED) || pidFile != null;
        if (dialect.equals(AUTO) && !framed) {
            try (ProcessLink bridge = ProcessLink.open(processes, number, linux.ownUid())) {
                framed = bridge != null;
            }
        }
        return framed || spoken == null
                ? sendFramed(linux, signals, processes, number)
                : sendBits(linux, signals, processes, number, spoken);
    }

    private int sendFramed(Linux linux, SignalDescriptor signals, LinuxProcesses processes, int number)
            throws IOException {
        Path file = pidFile;
        if (file == null) {
            try (ProcessLink bridge = ProcessLink.open(processes, number, linux.ownUid())) {
                if (bridge == null) {
                    return wrong(
                            "process " + number + " is not a signal-bridge of this user; --dialect says how to speak to"
                                    + " another program");
                }
            }
        }
        byte[] text = text();
        if (text == null) {
            return wrong("the text is not UTF-8");
        }
        if (text.length == 0) {
            return wrong("there is nothing to say");
        }
        if (text.length > Protocol.MAX_TEXT) {
            return wrong("the text is longer than %d bytes".formatted(Protocol.MAX_TEXT));
        }
        linux.ignore(QueuedSignal.MARK);
        linux.sharpenTimers();
        SecureRandom random = new SecureRandom();
        Handover handover = new Handover(random.nextLong() | 1, text, random, lane.equals(AUTO));
        FramedDelivery delivery = new FramedDelivery(linux, signals, System::nanoTime, handover);
        long start = System.nanoTime();
        FramedDelivery.Outcome outcome = delivery.deliver(
                () -> {
                    int pid = file == null ? number : FramedDelivery.read(file);
                    return pid <= 0 ? null : ProcessLink.open(processes, pid, linux.ownUid());
                },
                file != null,
                TimeUnit.SECONDS.toNanos(timeout));
        String whom = file == null ? "process " + number : "the bridge of " + file;
        return report(whom, handover, outcome, text.length, System.nanoTime() - start);
    }

    private int report(String whom, Handover handover, FramedDelivery.Outcome outcome, int bytes, long nanos) {
        return switch (outcome) {
            case FramedDelivery.Replied replied -> report(whom, handover, replied.reply(), bytes, nanos);
            case FramedDelivery.Given given -> {
                String what = given.ended() ? " has ended" : " said nothing for " + timeout + " s";
                if (handover.held() && !given.ended()) {
                    yield notDelivered("not known whether delivered: " + whom
                            + " has the text, and waits for the room to take it");
                }
                if (handover.whole()) {
                    yield notDelivered("not known whether delivered: " + whom + what + ", and may have had the text");
                }
                System.err.println("signal-send: not delivered: " + whom + what);
                yield NO_BRIDGE;
            }
        };
    }

    private int report(String whom, Handover handover, Reply reply, int bytes, long nanos) {
        return switch (reply.kind()) {
            case TAKEN -> {
                say("delivered: the room has %s it (%d bytes by %s %s in %.1f ms)"
                        .formatted(
                                reply.value() == 1 ? "stored" : "relayed",
                                bytes,
                                whom,
                                handover.fastFrames() > 0
                                        ? "on the fast lane"
                                        : "bit by bit, " + handover.heard() + " signals,",
                                nanos / 1e6));
                yield DONE;
            }
            case REFUSED -> {
                System.err.println("signal-send: refused: " + Reply.Refused.words(reply.value()));
                yield REFUSED;
            }
            case MORE, HELD, LATER, UNKNOWN ->
                notDelivered("not known whether delivered: " + whom + " got no answer from the room");
        };
    }

    private int sendBits(Linux linux, SignalDescriptor signals, LinuxProcesses processes, int number, Dialect spoken)
            throws IOException {
        Processes.Held process = processes.hold(number);
        ProcessState standing = process == null ? null : process.look();
        Processes.Identity identity = process == null ? null : process.identity();
        if (process == null || standing == null || identity == null) {
            return wrong("there is no process " + number);
        }
        try (process) {
            String who = "process %d (%s)".formatted(number, VisibleText.line(ProgramName.of(identity)));
            String refusal = refusal(number, standing, who);
            if (refusal != null) {
                return wrong(refusal);
            }
            byte[] text = text();
            if (text == null) {
                return wrong("the text is not UTF-8");
            }
            String unsayable = unsayable(text, spoken);
            if (unsayable != null) {
                return wrong(unsayable);
            }
            linux.sharpenTimers();
            ProcessPeer peer = new ProcessPeer(linux, number, process, signals, System::nanoTime);
            long start = System.nanoTime();
            Delivery delivery = new Delivery(peer, TimeUnit.MICROSECONDS.toNanos(pace));
            List<Signal> bits = spoken.signals(text);
            Delivery.Outcome outcome = delivery.deliver(bits);
            return report(who, outcome, bits.size(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        }
    }

    /** Why a process must not be sent these signals; null: it may. */
    private static @Nullable String refusal(int number, ProcessState standing, String who) {
        if (number == ProcessHandle.current().pid()) {
            return who + " is this program itself";
        }
        if (!standing.reachable()) {
            return who + " belongs to another user; only its own user and root may signal it";
        }
        if (!standing.takes(Signal.USR1) || !standing.takes(Signal.USR2)) {
            return who + " does not listen to SIGUSR1 and SIGUSR2, which could kill it: nothing was sent";
        }
        return null;
    }

    private static @Nullable String unsayable(byte[] text, Dialect spoken) {
        if (text.length == 0) {
            return "there is nothing to say";
        }
        if (text.length > Protocol.MAX_TEXT) {
            return "the text is longer than %d bytes".formatted(Protocol.MAX_TEXT);
        }
        for (byte b : text) {
            if (spoken.forbids(b)) {
                return "the text contains a zero byte, which would end it";
            }
        }
        return null;
    }

    /** The bytes to say; null: they are not UTF-8. */
    private byte @Nullable [] text() throws IOException {
        if (!words.isEmpty()) {
            return String.join(" ", words).getBytes(StandardCharsets.UTF_8);
        }
        byte[] input = System.in.readNBytes(Protocol.MAX_TEXT + 2);
        int length = input.length > 0 && input[input.length - 1] == '\n' ? input.length - 1 : input.length;
        byte[] text = Arrays.copyOf(input, length);
        try {
            // A text that is cut off at the limit is refused for its length, whatever its last character is.
            if (length <= Protocol.MAX_TEXT) {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            }
        } catch (CharacterCodingException e) {
            return null;
        }
        return text;
    }

    private int report(String who, Delivery.Outcome outcome, int all, long millis) {
        return switch (outcome) {
            case Acknowledged acknowledged -> {
                say("delivered to %s: %d bits acknowledged in %d ms".formatted(who, acknowledged.bits(), millis));
                yield DONE;
            }
            case AnsweredAtEnd answered -> {
                say("delivered to %s: %d bits, answered at the end, in %d ms".formatted(who, answered.bits(), millis));
                yield DONE;
            }
            case Unanswered unanswered ->
                notDelivered("sent %d bits to %s, which does not acknowledge: it is not known whether it understood"
                        .formatted(unanswered.bits(), who));
            case FellSilent silent ->
                notDelivered("not delivered: %s acknowledged %d bits and then no more".formatted(who, silent.bits()));
            case Ended ended ->
                notDelivered(
                        ended.bits() == all
                                ? "sent to %s, which ended without an answer: it is not known whether it understood"
                                        .formatted(who)
                                : "not delivered: %s ended after %d of %d bits".formatted(who, ended.bits(), all));
        };
    }

    private void say(String line) {
        if (!quiet) {
            System.out.println(line);
        }
    }

    private static int wrong(String sentence) {
        System.err.println("signal-send: " + sentence);
        return USAGE;
    }

    private static int notDelivered(String sentence) {
        System.err.println("signal-send: " + sentence);
        return NOT_DELIVERED;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
