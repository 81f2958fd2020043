package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.kernel.Linux;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.SignalDescriptor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import jnr.ffi.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Carries one {@link Handover} with real signals until its outcome is known, or the patience for it is over. Confined
 * to one thread.
 */
final class FramedDelivery {
    /** How it ended. */
    sealed interface Outcome {}

    /** The bridge has said what became of the message. */
    record Replied(Reply reply) implements Outcome {}

    /** The bridge has ended, or said nothing for too long. */
    record Given(boolean ended) implements Outcome {}

    /** Between two looks for a bridge that starts again. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int POLLFD = 8;

    private final Linux linux;
    private final SignalDescriptor signals;
    private final LongSupplier nanoTime;
    private final Handover handover;
    private final Pointer pollfds;
    private final Pointer timespec;

    FramedDelivery(Linux linux, SignalDescriptor signals, LongSupplier nanoTime, Handover handover) {
        this.linux = linux;
        this.signals = signals;
        this.nanoTime = nanoTime;
        this.handover = handover;
        this.pollfds = linux.memory(2 * POLLFD);
        this.timespec = linux.memory(16);
    }

    /**
     * Delivers.
     *
     * @param bridges looks for the bridge, now; null if there is none at the moment
     * @param again whether to look for another when it has ended
     * @param patience nanoseconds for which a bridge may say nothing, or be away
     */
    Outcome deliver(Supplier<@Nullable ProcessLink> bridges, boolean again, long patience) {
        long heard = -1;
        long since = nanoTime.getAsLong();
        ProcessLink link = null;
        try {
            while (handover.outcome() == null) {
                long now = nanoTime.getAsLong();
                // A bridge that only says that it still waits for the room says nothing new.
                if (handover.heard() != heard && !handover.held()) {
                    heard = handover.heard();
                    since = now;
                }
                if (now - since >= patience) {
                    return new Given(false);
                }
                if (link == null) {
                    link = bridges.get();
                    if (link != null) {
                        handover.connect(link, now);
                    } else if (again) {
                        sleep(LOOK);
                    } else {
                        return new Given(true);
                    }
                } else if (!turn(link, Math.min(handover.due(), since + patience))) {
                    handover.disconnect();
                    link.close();
                    link = null;
                    if (!again) {
                        return new Given(true);
                    }
                }
            }
        } finally {
            if (link != null) {
                link.close();
            }
        }
        Reply outcome = handover.outcome();
        return outcome == null ? new Given(false) : new Replied(outcome);
    }

    /** Waits for what happens next; false: the bridge has ended. */
    private boolean turn(ProcessLink link, long due) {
        watch(0, signals.descriptor());
        watch(1, link.descriptor());
        linux.poll(pollfds, 2, timespec, Math.max(0, due - nanoTime.getAsLong()));
        long now = nanoTime.getAsLong();
        signals.drain(
                (pid, signal) -> {
                    if (pid == link.pid()) {
                        handover.onAnswer(signal, now);
                    }
                },
                (pid, number, word) -> {
                    if (pid == link.pid() && number == QueuedSignal.WORD) {
                        handover.onWord(word, now);
                    }
                });
        boolean ended = pollfds.getShort(POLLFD + 6) != 0;
        if (!ended || handover.outcome() != null) {
            handover.onTime(now);
            return true;
        }
        return false;
    }

    private void sleep(long nanos) {
        linux.poll(pollfds, 0, timespec, nanos);
    }

    private void watch(int index, int descriptor) {
        pollfds.putInt((long) POLLFD * index, descriptor);
        pollfds.putInt((long) POLLFD * index + 4, Linux.POLLIN);
    }
}
