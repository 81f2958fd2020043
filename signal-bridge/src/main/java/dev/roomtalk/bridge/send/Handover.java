package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.frame.Frame;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings one message to the room, through one bridge after the other if it must: says it in parts, as long as the
 * bridge asks for more, and asks until it is known what became of it. It knows no clock and no process.
 *
 * <p>Everything it says may be said again: the bridge knows the message by its id.
 */
final class Handover {
    /** What fits between two losses is not known beforehand: parts become smaller with each loss. */
    private static final int MAX_PART = 128;

    private static final int MIN_PART = 8;
    private static final int MAX_FAST_FAILURES = 2;
    private static final long ASK_AGAIN = TimeUnit.MILLISECONDS.toNanos(300);

    private final long id;
    private final byte[] text;
    private final RandomGenerator random;
    private final boolean fastLane;

    private @Nullable BitLane classic;
    private @Nullable FastLane fast;
    private boolean onFastLane;
    private int fastFailures;
    private int offset;
    private int part = MAX_PART;
    private boolean asking;
    private boolean whole;
    private boolean wholeElsewhere;
    private boolean held;
    private long againAt = Deadline.NEVER;
    private long heardBefore;
    private long failures;
    private long fastFrames;
    private @Nullable Reply outcome;

    /** @param fastLane may be used where the bridge has one */
    Handover(long id, byte[] text, RandomGenerator random, boolean fastLane) {
        this.fastLane = fastLane;
        this.id = id;
        this.text = text;
        this.random = random;
    }

    /** Begins, or goes on with another bridge, which may know nothing of the message or all of it. */
    void connect(BridgeLink link, long now) {
        heardBefore = heard();
        classic = new BitLane(link, random);
        fast = new FastLane(link);
        onFastLane = fastLane && link.window() > 0;
        fastFailures = 0;
        asking = wholeElsewhere;
        offset = 0;
        say(now);
    }

    /** The bridge has ended: nothing is said until there is another. */
    void disconnect() {
        heardBefore = heard();
        wholeElsewhere |= whole;
        classic = null;
        fast = null;
        againAt = Deadline.NEVER;
    }

    void onAnswer(Signal signal, long now) {
        if (classic != null && !onFastLane) {
            classic.onAnswer(signal, now);
            look(now);
        }
    }

    void onWord(long word, long now) {
        if (fast != null) {
            fast.onWord(word, now);
            look(now);
        }
    }

    void onTime(long now) {
        BitLane bits = classic;
        FastLane words = fast;
        if (bits == null || words == null) {
            return;
        }
        if (now >= againAt) {
            againAt = Deadline.NEVER;
            say(now);
        }
        bits.onTime(now);
        words.onTime(now);
        look(now);
    }

    long due() {
        BitLane bits = classic;
        FastLane words = fast;
        if (bits == null || words == null || outcome != null) {
            return Deadline.NEVER;
        }
        if (onFastLane ? words.failed() : bits.failed()) {
            return 0;
        }
        return Math.min(againAt, Math.min(bits.due(), words.due()));
    }

    /** What became of the message; null if that is not known yet. */
    @Nullable
    Reply outcome() {
        return outcome;
    }

    /** A bridge may have heard all of it. */
    boolean whole() {
        return whole || wholeElsewhere;
    }

    /** A bridge has said that it has all of it, and waits for the room. */
    boolean held() {
        return held;
    }

    /** It grows as long as a bridge says anything. */
    long heard() {
        return heardBefore + (classic == null ? 0 : classic.bitsAnswered()) + (fast == null ? 0 : fast.wordsHeard());
    }

    /** How often a frame had to be said again. */
    long failures() {
        return failures;
    }

    /** Frames that the fast lane carried. */
    long fastFrames() {
        return fastFrames;
    }

    private void look(long now) {
        BitLane bits = classic;
        FastLane words = fast;
        if (bits == null || words == null || outcome != null || againAt != Deadline.NEVER) {
            return;
        }
        Reply reply = onFastLane ? words.reply() : bits.reply();
        if (reply != null) {
            fastFrames += onFastLane ? 1 : 0;
            onReply(reply, now);
        } else if (onFastLane ? words.failed() : bits.failed()) {
            failures++;
            if (onFastLane) {
                onFastLane = ++fastFailures < MAX_FAST_FAILURES && fastFrames > 0;
            } else {
                part = Math.max(MIN_PART, part / 2);
            }
            say(now);
        }
    }

    private void onReply(Reply reply, long now) {
        switch (reply.kind()) {
            case MORE -> {
                offset = reply.value();
                whole = false;
                asking = false;
                part = Math.min(MAX_PART, 2 * part);
                say(now);
            }
            case HELD -> {
                held = true;
                asking = true;
                againAt = now + ASK_AGAIN;
            }
            case LATER -> {
                asking = true;
                againAt = now + TimeUnit.MILLISECONDS.toNanos(reply.value());
            }
            case TAKEN, REFUSED, UNKNOWN -> outcome = reply;
        }
    }

    private void say(long now) {
        BitLane bits = classic;
        FastLane words = fast;
        if (bits == null || words == null) {
            return;
        }
        Frame frame =
                asking ? Frame.question(id, text.length) : Frame.of(id, text, offset, onFastLane ? text.length : part);
        whole |= frame.offset() + frame.count() >= text.length;
        if (onFastLane) {
            words.begin(frame, now);
        } else {
            words.rest();
            bits.begin(frame, now);
        }
    }
}
