package dev.roomtalk.bridge.framed;

import dev.roomtalk.bridge.base.Deadline;
import dev.roomtalk.bridge.frame.FastWords;
import dev.roomtalk.bridge.frame.Frame;
import dev.roomtalk.bridge.frame.FrameReader;
import dev.roomtalk.bridge.frame.FramedDialect;
import dev.roomtalk.bridge.frame.Reply;
import dev.roomtalk.bridge.kernel.ProcessState;
import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.kernel.QueuedSignal;
import dev.roomtalk.bridge.kernel.Signal;
import dev.roomtalk.bridge.message.Label;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A process that speaks the framed dialect, by bits or on the fast lane. Confined to the thread of its
 * {@link FramedSenders}.
 */
final class FramedSender {
    /** A room that has not answered by then is slow: the sender is told that its message is held. */
    private static final long HELD_AFTER = TimeUnit.SECONDS.toNanos(1);

    /** Of words that the kernel did not take. */
    private static final long AGAIN = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * A shell can miss a signal: what it was answered is repeated after this long, then after twice as long, and so on.
     */
    private static final long REPEAT = TimeUnit.MILLISECONDS.toNanos(30);

    private static final long LAST_REPEAT = 8 * REPEAT;

    private final int pid;
    private final int uid;
    private final String user;
    private final Processes.Held process;
    private final Transfers transfers;
    /** It may miss an answer, and has no other way to learn of it. */
    private boolean forgetful = true;

    private final FrameReader reader = new FrameReader(this::onFrame);

    private @Nullable String label;
    private long now;
    private long lastHeard;
    private long heldSince;
    private long wantsTurnSince;
    private @Nullable Signal owed;
    private @Nullable Signal answered;
    private long repeatAt = Deadline.NEVER;
    private long repeatAfter;

    private byte[] fast = new byte[0];
    private int fastBytes;
    private int words;
    private int credited;
    private @Nullable Frame fastFrame;
    private long owedWord;
    private long owedWordAt = Deadline.NEVER;

    FramedSender(int pid, int uid, String user, Processes.Held process, Transfers transfers, long now) {
        this.pid = pid;
        this.uid = uid;
        this.user = user;
        this.process = process;
        this.transfers = transfers;
        this.now = now;
        this.lastHeard = now;
    }

    int pid() {
        return pid;
    }

    Processes.Held process() {
        return process;
    }

    long lastHeard() {
        return lastHeard;
    }

    /** Since when it has been waiting for its turn; 0 if it is not. */
    long wantsTurnSince() {
        return wantsTurnSince;
    }

    /** Takes a signal; true: its turn is over, because the bridge has said all it had to say. */
    boolean onSignal(Signal signal, long at) {
        now = at;
        lastHeard = at;
        repeatAt = Deadline.NEVER;
        boolean replying = reader.busy();
        boolean waited = reader.waits();
        owed = reader.accept(signal);
        if (reader.waits() && !waited) {
            heldSince = at;
        }
        wantsTurnSince = owed == null ? 0 : wantsTurnSince == 0 ? at : wantsTurnSince;
        return owed == null || (replying && !reader.busy());
    }

    /** What it says from now on is its turn. */
    void gotTurn(long at) {
        now = at;
        lastHeard = at;
    }

    /** Sends the answer that it waits for; false: it waits for none, or has ended. */
    boolean answer() {
        Signal answer = owed;
        owed = null;
        wantsTurnSince = 0;
        if (forgetful && answer != null) {
            answered = answer;
            repeatAfter = REPEAT;
            repeatAt = now + REPEAT;
        }
        return answer != null && process.sendIfTaken(answer);
    }

    /** When {@link #onTime} has something to do. */
    long due() {
        long due = Math.min(owedWordAt, repeatAt);
        if (waits()) {
            due = Math.min(due, heldSince + HELD_AFTER);
        }
        return due;
    }

    /** Does what is due; {@code answers}: the room has answered something. */
    void onTime(long at, boolean answers) {
        now = at;
        if (waits() && (answers || at >= heldSince + HELD_AFTER)) {
            if (reader.waits()) {
                owed = reader.answerLate();
                wantsTurnSince = owed == null ? 0 : at;
            }
            if (fastFrame != null) {
                replyFast(fastFrame);
            }
        }
        Signal again = answered;
        if (at >= repeatAt && again != null) {
            boolean _ = process.sendIfTaken(again);
            repeatAfter *= 2;
            repeatAt = repeatAfter > LAST_REPEAT ? Deadline.NEVER : at + repeatAfter;
        }
        if (at >= owedWordAt) {
            say(owedWord);
        }
    }

    /** It has asked for the fast lane: says that it may use it, if the words would not kill it; false: they would. */
    boolean openFastLane(long at) {
        ProcessState state = process.look();
        if (state == null || !FramedDialect.holdsBackWords(state)) {
            return false;
        }
        now = at;
        forgetful = false;
        repeatAt = Deadline.NEVER;
        owed = null;
        wantsTurnSince = 0;
        say(FastWords.credit(0));
        return true;
    }

    void onWord(boolean begins, long word, long at) {
        now = at;
        lastHeard = at;
        if (begins) {
            int length = FastWords.begun(word);
            fast = new byte[Math.max(0, length)];
            fastBytes = 0;
            words = 0;
            credited = 0;
            fastFrame = null;
            owedWordAt = Deadline.NEVER;
            return;
        }
        if (fastBytes == fast.length) {
            return;
        }
        byte[] eight = ByteBuffer.allocate(FastWords.BYTES).putLong(word).array();
        int count = Math.min(FastWords.BYTES, fast.length - fastBytes);
        System.arraycopy(eight, 0, fast, fastBytes, count);
        fastBytes += count;
        words++;
        if (fastBytes == fast.length) {
            Frame frame = Frame.decode(fast);
            if (frame == null) {
                say(FastWords.damaged());
            } else {
                heldSince = at;
                replyFast(frame);
            }
        } else if (words - credited >= FastWords.CREDIT_STEP) {
            credited = words;
            say(FastWords.credit(words));
        }
    }

    private void replyFast(Frame frame) {
        Reply reply = onFrame(frame);
        fastFrame = reply == null ? frame : null;
        if (reply != null) {
            say(FastWords.reply(reply, frame.id()));
        }
    }

    private boolean waits() {
        return reader.waits() || fastFrame != null;
    }

    /** A later word says all that an earlier one said. */
    private void say(long word) {
        boolean full = process.queue(QueuedSignal.WORD, word) == Processes.Queued.FULL;
        owedWord = word;
        owedWordAt = full ? now + AGAIN : Deadline.NEVER;
    }

    private @Nullable Reply onFrame(Frame frame) {
        Reply reply = transfers.onFrame(frame, uid, this::label, now);
        boolean late = waits() && now >= heldSince + HELD_AFTER;
        return reply == null && late ? new Reply(Reply.Kind.HELD, 0) : reply;
    }

    private String label() {
        String known = label;
        if (known == null) {
            known = Label.of(user, pid, process.identity());
            label = known;
        }
        return known;
    }
}
