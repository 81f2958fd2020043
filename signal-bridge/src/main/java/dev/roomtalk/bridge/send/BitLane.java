package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.frame.Frame;
import dev.roomtalk.bridge.frame.FrameReader;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Says one frame, signal by signal, each when the one before was answered, and then asks for the reply. The sending end
 * of {@link FrameReader}; {@code docs/BRIDGE.md} has the table. It knows no clock and no process.
 */
final class BitLane {
    /** More than are needed, because the first may have been lost while an answer to another came. */
    static final int ONES = FrameReader.ONES + 4;

    static final int ZEROS = FrameReader.ZEROS + 4;

    /** After that it is looked whether a signal was lost. */
    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(30);

    /** Nobody has a turn at once, and every repetition may damage what another says. */
    private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(250);

    private static final long MAX_FIRST_LOOK = TimeUnit.SECONDS.toNanos(2);

    /** The first bit of the reply is withheld while the room is asked. */
    private static final long REPLY_LOOK = TimeUnit.SECONDS.toNanos(2);

    /** By then an answer that was late has come. */
    private static final long SETTLING = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int LOOKS = 3;

    private enum Phase {
        REST,
        ONES,
        ZEROS,
        SETTLING,
        FRAME,
        REPLY
    }

    private final BridgeLink link;
    private final RandomGenerator random;

    private Phase phase = Phase.REST;
    private byte[] bytes = new byte[0];
    private long id;
    private int count;
    private byte[] heard = new byte[Reply.BYTES];
    private Signal last = Signal.USR2;
    private boolean outstanding;
    private boolean doubtful;
    private long patience = FIRST_LOOK;
    private int looks;
    private long due = Deadline.NEVER;
    private @Nullable Reply reply;
    private boolean failed;
    private long bitsAnswered;

    BitLane(BridgeLink link, RandomGenerator random) {
        this.link = link;
        this.random = random;
    }

    void begin(Frame frame, long now) {
        bytes = frame.encode();
        id = frame.id();
        reply = null;
        failed = false;
        patience = FIRST_LOOK;
        enter(Phase.ONES);
        send(Signal.USR2, now);
    }

    /** What the bridge says to the frame; null if nothing was said yet. */
    @Nullable
    Reply reply() {
        return reply;
    }

    /** Something was lost, and the frame has to be said again. */
    boolean failed() {
        return failed;
    }

    /** Signals that were answered altogether. */
    long bitsAnswered() {
        return bitsAnswered;
    }

    long due() {
        return due;
    }

    /** Forgets the frame. */
    void rest() {
        phase = Phase.REST;
        outstanding = false;
        due = Deadline.NEVER;
    }

    void onAnswer(Signal answer, long now) {
        if (!outstanding) {
            if (phase == Phase.SETTLING) {
                due = now + SETTLING;
            }
            return;
        }
        outstanding = false;
        bitsAnswered++;
        switch (phase) {
            case ONES -> {
                if (++count < ONES) {
                    send(Signal.USR2, now);
                } else {
                    enter(Phase.ZEROS);
                    send(Signal.USR1, now);
                }
            }
            case ZEROS -> {
                if (++count < ZEROS) {
                    send(Signal.USR1, now);
                } else if (doubtful) {
                    phase = Phase.SETTLING;
                    due = now + SETTLING;
                } else {
                    start(now);
                }
            }
            case FRAME -> {
                if (answer != Signal.USR1) {
                    fail();
                } else if (count < 8 * bytes.length) {
                    boolean one = (bytes[count >> 3] & (0x80 >> (count & 7))) != 0;
                    count++;
                    send(one ? Signal.USR2 : Signal.USR1, now);
                } else {
                    enter(Phase.REPLY);
                    heard = new byte[Reply.BYTES];
                    send(Signal.USR1, now);
                }
            }
            case REPLY -> onReplyBit(answer, now);
            case REST, SETTLING -> {}
        }
    }

    void onTime(long now) {
        if (now < due) {
            return;
        }
        if (phase == Phase.SETTLING) {
            doubtful = false;
            start(now);
            return;
        }
        if (!outstanding) {
            due = Deadline.NEVER;
            return;
        }
        if (link.pending(last.number())) {
            // The bridge is stopped, or slow: nothing was lost, and more of the same would change nothing.
            due = now + LOOK;
            looks = 0;
            return;
        }
        if (++looks < LOOKS && !first()) {
            due = now + LOOK;
            return;
        }
        // From now on an answer may be one to an earlier signal.
        doubtful = true;
        if (phase == Phase.ONES || phase == Phase.ZEROS) {
            patience = Math.min(2 * patience, MAX_FIRST_LOOK);
            send(last, now);
        } else {
            fail();
        }
    }

    /** The first bit that says anything; it ends what began the frame. */
    private void start(long now) {
        enter(Phase.FRAME);
        send(Signal.USR2, now);
    }

    private void onReplyBit(Signal answer, long now) {
        if (answer == Signal.USR2) {
            heard[count >> 3] |= (byte) (0x80 >> (count & 7));
        }
        if (++count < 8 * Reply.BYTES) {
            send(Signal.USR1, now);
            return;
        }
        reply = Reply.decode(id, heard);
        if (reply == null) {
            fail();
        } else {
            rest();
        }
    }

    private void fail() {
        failed = true;
        doubtful = true;
        rest();
    }

    private void enter(Phase next) {
        phase = next;
        count = 0;
    }

    /** What is answered late for a good reason. */
    private boolean first() {
        return count == 0 && (phase == Phase.ONES || phase == Phase.REPLY);
    }

    private void send(Signal signal, long now) {
        last = signal;
        outstanding = true;
        looks = 0;
        long wait = LOOK;
        if (first()) {
            wait = phase == Phase.REPLY ? REPLY_LOOK : patience + random.nextLong(patience / 4);
        }
        due = now + wait;
        link.send(signal);
    }
}
