package dev.roomtalk.bridge.send;

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
import dev.roomtalk.client.ExitCode;
import dev.roomtalk.client.VisibleText;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends one text to one process, from the first look at it to the sentence that says what became of the text. */
public final class Sending {
    private final SendSettings settings;
    private final Linux linux;
    private final SignalDescriptor signals;
    private final LinuxProcesses processes;

    private Sending(SendSettings settings, Linux linux, SignalDescriptor signals) {
        this.settings = settings;
        this.linux = linux;
        this.signals = signals;
        this.processes = new LinuxProcesses(linux, Integer::toString);
    }

    public static SendResult run(SendSettings settings) throws IOException {
        Linux linux = new Linux();
        String unmasked = SignalMask.ensure(linux);
        if (!unmasked.isEmpty()) {
            return SendResult.badInput(unmasked);
        }
        try (SignalDescriptor signals = SignalDescriptor.open(linux)) {
            return new Sending(settings, linux, signals).send();
        }
    }

    private SendResult send() throws IOException {
        BridgeFinder bridge = new BridgeFinder(processes, linux.ownUid(), settings.pid(), settings.pidFile());
        Dialect dialect = settings.dialect();
        boolean framed =
                switch (settings.receiver()) {
                    case BRIDGE -> true;
                    case MINITALK_SERVER -> false;
                    case ANY -> bridge.isThere();
                };
        return framed || dialect == null ? sendFramed(bridge) : sendBits(dialect);
    }

    private SendResult sendFramed(BridgeFinder bridge) throws IOException {
        if (!bridge.mayComeAgain() && !bridge.isThere()) {
            return SendResult.badInput("process " + settings.pid()
                    + " is not a signal-bridge of this user; --dialect says how to speak to another program");
        }
        SendText text = SendText.read(settings.words());
        if (text.wrong() != null) {
            return SendResult.badInput(text.wrong());
        }
        linux.ignore(QueuedSignal.MARK);
        linux.sharpenTimers();
        SecureRandom random = new SecureRandom();
        Handover handover = new Handover(random.nextLong() | 1, text.bytes(), random, settings.fastLane());
        FramedDelivery delivery = new FramedDelivery(linux, signals, System::nanoTime, handover);
        long start = System.nanoTime();
        FramedDelivery.Outcome outcome = delivery.deliver(
                bridge::find, bridge.mayComeAgain(), TimeUnit.SECONDS.toNanos(settings.timeoutSeconds()));
        return switch (outcome) {
            case FramedDelivery.Replied replied ->
                replied(bridge, handover, replied.reply(), text.bytes().length, System.nanoTime() - start);
            case FramedDelivery.Given given -> gaveUp(bridge, handover, given.ended());
        };
    }

    private SendResult gaveUp(BridgeFinder bridge, Handover handover, boolean ended) {
        String what = ended ? " has ended" : " said nothing for " + settings.timeoutSeconds() + " s";
        if (handover.held() && !ended) {
            return SendResult.notDelivered(
                    "not known whether delivered: " + bridge + " has the text, and waits for the room to take it");
        }
        if (handover.whole()) {
            return SendResult.notDelivered(
                    "not known whether delivered: " + bridge + what + ", and may have had the text");
        }
        return new SendResult(ExitCode.UNREACHABLE, "not delivered: " + bridge + what);
    }

    private static SendResult replied(BridgeFinder bridge, Handover handover, Reply reply, int bytes, long nanos) {
        return switch (reply.kind()) {
            case TAKEN ->
                SendResult.delivered("delivered: the room has %s it (%d bytes by %s %s in %.1f ms)"
                        .formatted(
                                reply.value() == 1 ? "stored" : "relayed",
                                bytes,
                                bridge,
                                handover.fastFrames() > 0
                                        ? "on the fast lane"
                                        : "bit by bit, " + handover.heard() + " signals,",
                                nanos / 1e6));
            case REFUSED -> new SendResult(ExitCode.REFUSED, "refused: " + Reply.Refused.words(reply.value()));
            case MORE, HELD, LATER, UNKNOWN ->
                SendResult.notDelivered("not known whether delivered: " + bridge + " got no answer from the room");
        };
    }

    private SendResult sendBits(Dialect dialect) throws IOException {
        int pid = settings.pid();
        Processes.Held process = processes.hold(pid);
        ProcessState state = process == null ? null : process.look();
        Processes.Identity identity = process == null ? null : process.identity();
        if (process == null || state == null || identity == null) {
            return SendResult.badInput("there is no process " + pid);
        }
        try (process) {
            String receiver = "process %d (%s)".formatted(pid, VisibleText.line(ProgramName.of(identity)));
            String refusal = refusal(pid, state);
            if (refusal != null) {
                return SendResult.badInput(receiver + refusal);
            }
            SendText text = SendText.read(settings.words());
            String wrong = text.wrongIn(dialect);
            if (wrong != null) {
                return SendResult.badInput(wrong);
            }
            linux.sharpenTimers();
            ProcessPeer peer = new ProcessPeer(linux, pid, process, signals, System::nanoTime);
            long start = System.nanoTime();
            List<Signal> bits = dialect.signals(text.bytes());
            Delivery.Outcome outcome = new Delivery(peer, settings.paceNanos()).deliver(bits);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            return sent(receiver, outcome, bits.size(), millis);
        }
    }

    /** Why a process must not be sent these signals, or null. */
    private static @Nullable String refusal(int pid, ProcessState state) {
        if (pid == ProcessHandle.current().pid()) {
            return " is this program itself";
        }
        if (!state.reachable()) {
            return " belongs to another user; only its own user and root may signal it";
        }
        if (!state.takes(Signal.USR1) || !state.takes(Signal.USR2)) {
            return " does not listen to SIGUSR1 and SIGUSR2, which could kill it: nothing was sent";
        }
        return null;
    }

    private static SendResult sent(String receiver, Delivery.Outcome outcome, int all, long millis) {
        return switch (outcome) {
            case Delivery.Acknowledged acknowledged ->
                SendResult.delivered("delivered to %s: %d bits acknowledged in %d ms"
                        .formatted(receiver, acknowledged.bits(), millis));
            case Delivery.AnsweredAtEnd answered ->
                SendResult.delivered("delivered to %s: %d bits, answered at the end, in %d ms"
                        .formatted(receiver, answered.bits(), millis));
            case Delivery.Unanswered unanswered ->
                SendResult.notDelivered(
                        "sent %d bits to %s, which does not acknowledge: it is not known whether it understood"
                                .formatted(unanswered.bits(), receiver));
            case Delivery.FellSilent silent ->
                SendResult.notDelivered(
                        "not delivered: %s acknowledged %d bits and then stopped".formatted(receiver, silent.bits()));
            case Delivery.Ended ended ->
                SendResult.notDelivered(
                        ended.bits() == all
                                ? "sent to %s, which ended without an answer: it is not known whether it understood"
                                        .formatted(receiver)
                                : "not delivered: %s ended after %d of %d bits".formatted(receiver, ended.bits(), all));
        };
    }
}
