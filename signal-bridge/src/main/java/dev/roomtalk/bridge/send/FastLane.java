package dev.roomtalk.bridge.send;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.frame.FastWords;
import dev.roomtalk.bridge.frame.Frame;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Says one frame by real-time signals of 8 bytes each, no more at once than were credited, and takes the reply the same
 * way. The sending end of {@code FramedSender} on the side of the bridge. It knows no clock and no process.
 */
final class FastLane {
    /** A bridge that has no fast lane, or none for us, says nothing. */
    private static final long OFFER = TimeUnit.MILLISECONDS.toNanos(150);

    private static final long LOOK = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long REPLY_LOOK = TimeUnit.SECONDS.toNanos(2);
    private static final long FULL = TimeUnit.MILLISECONDS.toNanos(1);

    /** As often it is tried to queue a word where there is no room. */
    private static final int MAX_FULL = 200;

    private final BridgeLink link;

    private Frame frame = Frame.question(0, 1);
    private long[] words = new long[0];
    private boolean asked;
    private boolean open;
    private boolean begun;
    private boolean busy;
    private int sent;
    private int credited;
    private int full;
    private long due = Deadline.NEVER;
    private @Nullable Reply reply;
    private boolean failed;
    private long wordsHeard;

    FastLane(BridgeLink link) {
        this.link = link;
    }

    void begin(Frame next, long now) {
        frame = next;
        words = FastWords.of(next.encode());
        begun = false;
        busy = true;
        sent = 0;
        credited = 0;
        full = 0;
        reply = null;
        failed = false;
        if (open) {
            push(now);
        } else {
            // Any signal makes us known to the bridge; it says by a word that the fast lane is open.
            link.send(Signal.USR2);
            asked = false;
            ask(now);
        }
    }

    @Nullable
    Reply reply() {
        return reply;
    }

    boolean failed() {
        return failed;
    }

    /** Words that came from the bridge altogether. */
    long wordsHeard() {
        return wordsHeard;
    }

    long due() {
        return due;
    }

    void rest() {
        busy = false;
        due = Deadline.NEVER;
    }

    void onWord(long word, long now) {
        wordsHeard++;
        if (!busy) {
            return;
        }
        int credit = FastWords.credited(word);
        if (credit == 0) {
            if (!open) {
                open = true;
                push(now);
            }
        } else if (credit > 0) {
            credited = Math.max(credited, Math.min(credit, sent));
            push(now);
        } else if (FastWords.isDamaged(word)) {
            fail();
        } else {
            Reply said = Reply.decode(frame.id(), FastWords.replied(word));
            if (said != null) {
                reply = said;
                rest();
            }
        }
    }

    void onTime(long now) {
        if (now < due) {
            return;
        }
        if (!open && !asked) {
            ask(now);
        } else if (open && (!begun || sent < Math.min(words.length, credited + link.window()))) {
            push(now);
        } else if (link.pending(Signal.USR2.number())
                || link.pending(QueuedSignal.MARK)
                || link.pending(QueuedSignal.WORD)) {
            due = now + LOOK;
        } else {
            fail();
        }
    }

    private void ask(long now) {
        asked = queue(QueuedSignal.MARK, FastWords.ask(), now);
        if (asked) {
            due = now + OFFER;
        }
    }

    private void push(long now) {
        if (!begun) {
            begun = queue(QueuedSignal.MARK, FastWords.begin(Frame.HEADER + frame.count() + Frame.CHECKSUM), now);
        }
        int most = Math.min(words.length, credited + link.window());
        while (begun && sent < most) {
            if (!queue(QueuedSignal.WORD, words[sent], now)) {
                return;
            }
            sent++;
        }
        if (begun) {
            due = now + (sent == words.length ? REPLY_LOOK : LOOK);
        }
    }

    private boolean queue(int number, long word, long now) {
        return switch (link.queue(number, word)) {
            case TAKEN -> {
                full = 0;
                yield true;
            }
            case FULL -> {
                if (++full > MAX_FULL) {
                    fail();
                } else {
                    due = now + FULL;
                }
                yield false;
            }
            case ENDED -> {
                fail();
                yield false;
            }
        };
    }

    private void fail() {
        failed = true;
        open = false;
        rest();
    }
}
