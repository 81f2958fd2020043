package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.SignalDescriptor;
import dev.roomtalk.bridge.kernel.SignalMask;
import dev.roomtalk.client.ExitCode;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends one text to one process, from the first look at it to the sentence that says what became of the text. */
public final class Sending {
    private final SendSettings settings;
    private final ServerDialects remembered;
    private final Function<String, @Nullable Dialect> chooser;
    private final Linux linux;
    private final SignalDescriptor signals;
    private final LinuxProcesses processes;

    private Sending(
            SendSettings settings,
            ServerDialects remembered,
            Function<String, @Nullable Dialect> chooser,
            Linux linux,
            SignalDescriptor signals) {
        this.settings = settings;
        this.remembered = remembered;
        this.chooser = chooser;
        this.linux = linux;
        this.signals = signals;
        this.processes = new LinuxProcesses(linux, Integer::toString);
    }

    /**
     * Does what the settings say.
     *
     * @param remembered dialects of servers, by their programs
     * @param chooser asks a person which word of a probe a process has shown, and is given the process; null: nobody
     *     chose
     */
    public static SendResult run(
            SendSettings settings, ServerDialects remembered, Function<String, @Nullable Dialect> chooser)
            throws IOException {
        Linux linux = new Linux();
        String unmasked = SignalMask.ensure(linux);
        if (!unmasked.isEmpty()) {
            return SendResult.failed(unmasked);
        }
        try (SignalDescriptor signals = SignalDescriptor.open(linux)) {
            return new Sending(settings, remembered, chooser, linux, signals).send();
        }
    }

    private SendResult send() throws IOException {
        BridgeFinder bridge = new BridgeFinder(processes, linux.ownUid(), settings.pid(), settings.pidFile());
        if (settings.purpose() != SendSettings.Purpose.TEXT && bridge.isThere()) {
            return SendResult.badInput(bridge + " is a signal-bridge, which reads every order");
        }
        boolean framed =
                switch (settings.receiver()) {
                    case BRIDGE -> true;
                    case MINITALK_SERVER -> false;
                    case ANY -> bridge.isThere();
                };
        return framed
                ? sendFramed(bridge)
                : MinitalkSending.run(linux, processes, signals, settings, remembered, chooser);
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
}
