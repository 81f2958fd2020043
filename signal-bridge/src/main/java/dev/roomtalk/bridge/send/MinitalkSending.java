package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.dialect.Dialect;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.LinuxProcesses;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.ProgramName;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.kernel.SignalDescriptor;
import dev.roomtalk.client.VisibleText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends to one process that is no bridge, bit by bit. What it acknowledges is not what it understands: only a dialect
 * that was named, or remembered for its program, lets a text be called delivered.
 */
final class MinitalkSending {
    /**
     * The order of a probe: the commonest last, because a server that reads it has nothing left over from the others.
     */
    private static final List<Dialect> PROBES = Dialect.PLAIN.reversed();

    private static final long BETWEEN_PROBES = TimeUnit.MILLISECONDS.toNanos(300);

    private final SendSettings settings;
    private final ServerDialects remembered;
    private final LinuxProcesses.Pidfd process;
    private final ProcessPeer peer;
    private final String receiver;

    private MinitalkSending(
            SendSettings settings,
            ServerDialects remembered,
            LinuxProcesses.Pidfd process,
            ProcessPeer peer,
            String receiver) {
        this.settings = settings;
        this.remembered = remembered;
        this.process = process;
        this.peer = peer;
        this.receiver = receiver;
    }

    /** Does what the settings say to the process that they name. */
    static SendResult run(
            Linux linux,
            LinuxProcesses processes,
            SignalDescriptor signals,
            SendSettings settings,
            ServerDialects remembered,
            Function<String, @Nullable Dialect> chooser)
            throws IOException {
        int pid = settings.pid();
        LinuxProcesses.Pidfd process = processes.hold(pid);
        if (process == null) {
            return SendResult.badInput("there is no process " + pid);
        }
        try (process) {
            ProcessState state = process.look();
            Processes.Identity identity = process.identity();
            if (state == null || identity == null) {
                return SendResult.badInput("there is no process " + pid);
            }
            String receiver = "process %d (%s)".formatted(pid, VisibleText.line(ProgramName.of(identity)));
            ProcessPeer peer = new ProcessPeer(linux, pid, process, signals, System::nanoTime);
            MinitalkSending sending = new MinitalkSending(settings, remembered, process, peer, receiver);
            String refusal = sending.refusal(state);
            if (refusal != null) {
                return SendResult.badInput(receiver + refusal);
            }
            linux.sharpenTimers();
            return switch (settings.purpose()) {
                case TEXT -> sending.text();
                case PROBE -> sending.probe(chooser);
                case REMEMBER -> sending.remember(settings.dialect());
            };
        }
    }

    /** Why the process must not be sent these signals, or null. */
    private @Nullable String refusal(ProcessState state) {
        if (settings.pid() == ProcessHandle.current().pid()) {
            return " is this program itself";
        }
        if (!state.reachable()) {
            return " belongs to another user; only its own user and root may signal it";
        }
        if (!peer.listens()) {
            return " does not listen to SIGUSR1 and SIGUSR2, which could kill it: nothing was sent";
        }
        return null;
    }

    private SendResult text() throws IOException {
        Dialect named = settings.dialect();
        Dialect known = named == null ? remembered.of(process.executable()) : named;
        Dialect dialect = known == null ? Dialect.M2 : known;
        SendText text = SendText.read(settings.words());
        String wrong = text.wrongIn(dialect);
        if (wrong != null) {
            return SendResult.badInput(wrong);
        }
        long start = peer.now();
        Delivery.Outcome outcome = deliver(dialect, text.bytes());
        long millis = TimeUnit.NANOSECONDS.toMillis(peer.now() - start);
        return switch (outcome) {
            case Delivery.Acknowledged acknowledged
            when known != null ->
                SendResult.delivered("delivered to %s: %d bits acknowledged in %d ms"
                        .formatted(receiver, acknowledged.bits(), millis));
            case Delivery.AnsweredAtEnd answered
            when known != null ->
                SendResult.delivered("delivered to %s: %d bits, answered at the end, in %d ms"
                        .formatted(receiver, answered.bits(), millis));
            case Delivery.Acknowledged acknowledged -> orderUnknown(acknowledged.bits());
            case Delivery.AnsweredAtEnd answered -> orderUnknown(answered.bits());
            case Delivery.Unanswered unanswered ->
                SendResult.notDelivered(
                        "sent %d bits to %s, which does not acknowledge: it is not known whether it understood"
                                .formatted(unanswered.bits(), receiver));
            case Delivery.Unread _, Delivery.Deaf _, Delivery.FellSilent _, Delivery.Ended _ ->
                stopped(outcome, dialect.signals(text.bytes()).size());
        };
    }

    private SendResult orderUnknown(int bits) {
        return SendResult.notDelivered(
                "acknowledged; in which order its server reads is unknown, see --dialect (%d bits sent to %s in M2)"
                        .formatted(bits, receiver));
    }

    private Delivery.Outcome deliver(Dialect dialect, byte[] text) {
        return new Delivery(peer, settings.paceNanos()).deliver(dialect.signals(text), dialect.greeting());
    }

    /** A message of which not every bit was sent and read. */
    private SendResult stopped(Delivery.Outcome outcome, int all) {
        return SendResult.notDelivered(
                switch (outcome) {
                    case Delivery.Unread unread ->
                        "not delivered: %s has stopped reading, and %d of %d bits were sent"
                                .formatted(receiver, unread.bits(), all);
                    case Delivery.Deaf deaf ->
                        "not delivered: %s does not listen to SIGUSR1 and SIGUSR2 any more, after %d of %d bits"
                                .formatted(receiver, deaf.bits(), all);
                    case Delivery.FellSilent silent ->
                        "not delivered: %s acknowledged %d bits and then stopped".formatted(receiver, silent.bits());
                    case Delivery.Ended ended
                    when ended.bits() == all ->
                        "sent to %s, which ended without an answer: it is not known whether it understood"
                                .formatted(receiver);
                    case Delivery.Ended ended ->
                        "not delivered: %s ended after %d of %d bits".formatted(receiver, ended.bits(), all);
                    case Delivery.Acknowledged _, Delivery.AnsweredAtEnd _, Delivery.Unanswered _ ->
                        "sent to " + receiver;
                });
    }

    /** Sends {@code M1 is readable} in M1, and so on, and asks which of them the server has shown. */
    private SendResult probe(Function<String, @Nullable Dialect> chooser) throws IOException {
        for (Dialect dialect : PROBES) {
            byte[] word = (dialect.name() + " is readable").getBytes(StandardCharsets.US_ASCII);
            Delivery.Outcome outcome = deliver(dialect, word);
            switch (outcome) {
                case Delivery.Acknowledged _, Delivery.AnsweredAtEnd _, Delivery.Unanswered _ -> {}
                case Delivery.Unread _, Delivery.Deaf _, Delivery.FellSilent _, Delivery.Ended _ -> {
                    return stopped(outcome, dialect.signals(word).size());
                }
            }
            Delivery.Progress _ = peer.settle(BETWEEN_PROBES);
        }
        Dialect chosen = chooser.apply(receiver);
        if (chosen != null) {
            return remember(chosen);
        }
        return SendResult.notDelivered(
                "sent \"M2 is readable\", \"M1 is readable\", and so on, to %s; look which of them it shows, then: signal-send --remember NAME %d"
                        .formatted(receiver, settings.pid()));
    }

    private SendResult remember(@Nullable Dialect dialect) throws IOException {
        Processes.Executable program = process.executable();
        if (dialect == null || program == null) {
            return SendResult.badInput(
                    receiver
                            + " cannot be remembered: its program file runs many programs; name its dialect each time, by --dialect");
        }
        remembered.remember(program, dialect);
        if (Dialect.PLAIN.contains(dialect) && dialect.one() == Signal.USR1) {
            // The words of a probe that came after its own wait in it, without an end that it knows.
            Delivery.Outcome _ = deliver(dialect, new byte[0]);
        }
        return SendResult.delivered("remembered: %s reads %s; texts to it are sent so from now on"
                .formatted(VisibleText.line(program.path()), dialect.name()));
    }
}
