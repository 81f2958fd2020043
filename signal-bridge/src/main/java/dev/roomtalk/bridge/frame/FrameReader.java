package dev.roomtalk.bridge.frame;

import dev.roomtalk.bridge.kernel.Signal;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of the framed dialect, for one sender: its state machine of signals, without clock and process.
 * Each signal is answered by one. {@code docs/BRIDGE.md} has the table.
 *
 * <p>At least {@value #ONES} times USR2 and then at least {@value #ZEROS} times USR1 begin a frame, wherever they come:
 * what was said before is dropped. So a sender that has lost its way begins again, and one signal too many there does
 * no harm.
 */
public final class FrameReader {
    public static final int ONES = 16;
    public static final int ZEROS = 24;

    private enum Phase {
        /** Nothing that is understood is being said. */
        SEARCHING,
        /** A frame is being said. */
        FRAME,
        /** It was whole; each signal now asks for a bit of the reply. */
        REPLY
    }

    private final Function<Frame, @Nullable Reply> listener;

    private Phase phase = Phase.SEARCHING;
    private int ones;
    private int zeros;
    private boolean enoughOnes;
    private byte[] bytes = new byte[Frame.HEADER];
    private int bits;
    private @Nullable Frame frame;
    private byte @Nullable [] reply;
    private boolean asked;

    /** @param listener takes a frame, as often as it is asked for its reply; null if there is none yet */
    public FrameReader(Function<Frame, @Nullable Reply> listener) {
        this.listener = listener;
    }

    /** Takes a signal; what answers it. Null if {@link #answerLate} will answer it. */
    public @Nullable Signal accept(Signal signal) {
        if (begins(signal)) {
            phase = Phase.FRAME;
            bytes = new byte[Frame.HEADER];
            bits = 0;
            frame = null;
            return Signal.USR1;
        }
        return switch (phase) {
            case SEARCHING -> Signal.USR2;
            case FRAME -> onBit(signal);
            case REPLY -> signal == Signal.USR1 ? replyBit() : search();
        };
    }

    /** The answer that was owed, now that there may be a reply; null if there is still none. */
    public @Nullable Signal answerLate() {
        return phase == Phase.REPLY ? replyBit() : search();
    }

    /** In the middle of a frame, or of the reply to one. */
    public boolean busy() {
        return phase == Phase.FRAME || (phase == Phase.REPLY && reply != null);
    }

    /** A frame was heard whole, its sender has asked for the reply, and nobody knows it yet. */
    public boolean waits() {
        return phase == Phase.REPLY && reply == null && asked;
    }

    private boolean begins(Signal signal) {
        if (signal == Signal.USR1) {
            if (zeros == 0) {
                enoughOnes = ones >= ONES;
            }
            zeros++;
            ones = 0;
            return false;
        }
        boolean begins = enoughOnes && zeros >= ZEROS;
        enoughOnes = false;
        zeros = 0;
        ones++;
        return begins;
    }

    private Signal onBit(Signal signal) {
        if (signal == Signal.USR2) {
            bytes[bits >> 3] |= (byte) (0x80 >> (bits & 7));
        }
        bits++;
        if (bits == 8 * Frame.HEADER) {
            int length = Frame.encodedLength(bytes);
            if (length < 0) {
                return search();
            }
            bytes = Arrays.copyOf(bytes, length);
        } else if (bits == 8 * bytes.length) {
            frame = Frame.decode(bytes);
            if (frame == null) {
                return search();
            }
            phase = Phase.REPLY;
            reply = null;
            asked = false;
            bits = 0;
        }
        return Signal.USR1;
    }

    private @Nullable Signal replyBit() {
        Frame whole = frame;
        if (whole == null) {
            return search();
        }
        byte[] said = reply;
        if (said == null) {
            Reply found = listener.apply(whole);
            if (found == null) {
                asked = true;
                return null;
            }
            said = found.encode(whole.id());
            reply = said;
            bits = 0;
        }
        boolean one = (said[bits >> 3] & (0x80 >> (bits & 7))) != 0;
        bits++;
        if (bits == 8 * said.length) {
            var _ = search();
        }
        return one ? Signal.USR2 : Signal.USR1;
    }

    private Signal search() {
        phase = Phase.SEARCHING;
        frame = null;
        reply = null;
        return Signal.USR2;
    }
}
