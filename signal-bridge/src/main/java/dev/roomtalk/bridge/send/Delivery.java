package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.kernel.Signal;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message, signal by signal, to a process of which it is not known whether it answers. The first bit finds
 * out: where it is answered, each further bit waits for the answer to the one before. Where it is not, the bits follow
 * each other at a pace. Either way no signal is sent before the receiver has read the one before and has done with it,
 * so that none can merge with another or overtake it.
 */
final class Delivery {
    /** The receiving process. */
    interface Peer {
        /** Sends a signal; false: the process has ended. */
        boolean send(Signal signal);

        /**
         * Waits for an answer; what had come before the last signal was sent is not one.
         *
         * @param nanos after which there is none: counted from when the process has done with the signal
         */
        Answer await(long nanos);

        /**
         * Waits until the process has read what it was sent, and has done with it; answers that come meanwhile are
         * forgotten.
         *
         * @param nanos that pass at least
         */
        Progress settle(long nanos);
    }

    enum Answer {
        ANSWERED,
        SILENT,
        /** It did not even read the signal. */
        UNREAD,
        ENDED
    }

    /** How far the receiver has come with what it was sent. */
    enum Progress {
        DONE,
        /** It has read the signal, and still works. */
        WORKING,
        /** The signal is still pending. */
        UNREAD,
        /** It is not prepared for one of the signals any more, which would kill it. */
        DEAF,
        ENDED
    }

    /** What became of the message. */
    sealed interface Outcome {}

    /** Every bit was acknowledged, the last one of the end too. */
    record Acknowledged(int bits) implements Outcome {}

    /** Sent at a pace, and answered by a signal at the end. */
    record AnsweredAtEnd(int bits) implements Outcome {}

    /** Sent at a pace; the receiver did not answer its end. */
    record Unanswered(int bits) implements Outcome {}

    /** The receiver stopped acknowledging. */
    record FellSilent(int bits) implements Outcome {}

    /** The receiver stopped reading: the last of so many bits is still pending. */
    record Unread(int bits) implements Outcome {}

    /** After so many bits the receiver was not prepared for another one. */
    record Deaf(int bits) implements Outcome {}

    /** The receiver ended after so many bits, which may be all. */
    record Ended(int bits) implements Outcome {}

    private static final long FIRST_PATIENCE = TimeUnit.MILLISECONDS.toNanos(500);
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

    /**
     * Delivers.
     *
     * @param greeting so many signals of the message come before its first bit, and are answered also by a receiver
     *     that does not answer bits
     */
    Outcome deliver(List<Signal> message, int greeting) {
        boolean follows = true;
        boolean answeredAtEnd = false;
        for (int i = 0; i < message.size(); i++) {
            boolean last = i == message.size() - 1;
            if (i > 0) {
                Outcome stopped = stopped(peer.settle(follows ? BREATH : pace), i);
                if (stopped != null) {
                    return stopped;
                }
            }
            if (!peer.send(message.get(i))) {
                return new Ended(i);
            }
            if (!follows && !last) {
                continue;
            }
            // One that answers the first bit, but not the second, answered that it is ready.
            boolean finding = i <= greeting + 1;
            switch (peer.await(follows ? finding ? FIRST_PATIENCE : PATIENCE : END_PATIENCE)) {
                case ANSWERED -> answeredAtEnd = last;
                case UNREAD -> {
                    return new Unread(i + 1);
                }
                case SILENT -> {
                    if (follows && !finding) {
                        return new FellSilent(i);
                    }
                    follows = i < greeting;
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

    /** What becomes of a message of which no further bit can be sent; null: it goes on. */
    private static @Nullable Outcome stopped(Progress progress, int bits) {
        return switch (progress) {
            case DONE, WORKING -> null;
            case UNREAD -> new Unread(bits);
            case DEAF -> new Deaf(bits);
            case ENDED -> new Ended(bits);
        };
    }
}
