package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.kernel.Signal;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends one message, signal by signal, to a process of which it is not known whether it answers. The first bit finds
 * out: where it is answered, each further bit waits for the answer to the one before, and no more can go wrong than
 * being late. Where it is not, the bits follow each other at a pace that leaves a receiver time to be woken, and nobody
 * knows what arrived.
 */
final class Delivery {
    /** The receiving process. */
    interface Peer {
        /** Sends a signal; false: the process has ended. */
        boolean send(Signal signal);

        /** Waits for an answer; what had come before the last signal was sent is not one. */
        Answer await(long nanos);

        /** Lets time pass, and forgets answers that come meanwhile. */
        void pause(long nanos);
    }

    enum Answer {
        ANSWERED,
        SILENT,
        ENDED
    }

    /** What became of the message. */
    sealed interface Outcome {}

    /** Every bit was acknowledged, the last one of the end too. */
    record Acknowledged(int bits) implements Outcome {}

    /** Sent at a pace, and answered by a signal at the end. */
    record AnsweredAtEnd(int bits) implements Outcome {}

    /** Sent at a pace; the receiver never said anything. */
    record Unanswered(int bits) implements Outcome {}

    /** The receiver stopped acknowledging. */
    record FellSilent(int bits) implements Outcome {}

    /** The receiver ended after so many bits, which may be all. */
    record Ended(int bits) implements Outcome {}

    private static final long FIRST_PATIENCE = TimeUnit.SECONDS.toNanos(1);
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);
    private static final long END_PATIENCE = TimeUnit.MILLISECONDS.toNanos(300);
    /** Between an answer and the next bit: a receiver that answers inside its signal handler has to get out of it. */
    private static final long BREATH = TimeUnit.MICROSECONDS.toNanos(50);

    private final Peer peer;
    private final long pace;

    /** Makes a delivery that leaves {@code pace} nanoseconds between bits where the peer does not answer. */
    Delivery(Peer peer, long pace) {
        this.peer = peer;
        this.pace = pace;
    }

    Outcome deliver(List<Signal> message) {
        boolean follows = true;
        boolean answeredAtEnd = false;
        for (int i = 0; i < message.size(); i++) {
            boolean last = i == message.size() - 1;
            if (i > 0) {
                peer.pause(follows ? BREATH : pace);
            }
            if (!peer.send(message.get(i))) {
                return new Ended(i);
            }
            if (!follows && !last) {
                continue;
            }
            switch (peer.await(follows ? i == 0 ? FIRST_PATIENCE : PATIENCE : END_PATIENCE)) {
                case ANSWERED -> answeredAtEnd = last;
                case SILENT -> {
                    if (follows && i > 0) {
                        return new FellSilent(i);
                    }
                    follows = false;
                }
                case ENDED -> {
                    return new Ended(i + 1);
                }
            }
        }
        if (follows) {
            return new Acknowledged(message.size());
        }
        return answeredAtEnd ? new AnsweredAtEnd(message.size()) : new Unanswered(message.size());
    }
}
