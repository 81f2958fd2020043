package dev.roomtalk.server.control;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one client has not read yet, and whether more may be written for it. Any thread.
 *
 * <p>The channel tells when it has written out what it held above its water mark, and not when a little less waits. So
 * as long as this is counted it is looked at again and again, until the client has read.
 */
final class UnreadBytes {
    /** Answers and events that may wait for a client that does not read, whatever others hold. */
    private static final int MAX = 1 << 20;

    /** Where frames are left out already, answers to those of the client still have a place. */
    private static final int ANSWERS = 128 << 10;

    private static final int RECOUNT_MILLIS = 250;

    private final Channel channel;
    private final ConnectionMemory.Share share;
    private final Runnable onSpace;
    private final AtomicBoolean recounting = new AtomicBoolean();
    private volatile boolean frameLeftOut;

    /** @param onSpace called on the channel's loop when frames that did not fit may come again */
    UnreadBytes(Channel channel, ConnectionMemory.Share share, Runnable onSpace) {
        this.channel = channel;
        this.share = share;
        this.onSpace = onSpace;
    }

    /** Whether a client with an answer of {@code length} bytes more has so much unread that it is to be closed. */
    boolean tooMuch(int length) {
        if (channel.bytesBeforeWritable() > MAX) {
            return true;
        }
        count(length);
        return share.tooMuch(ControlListener.UNSENT.high());
    }

    /** Whether a frame of {@code length} bytes may be written; if not, the client has to keep up first. */
    boolean takesFrame(int length) {
        return channel.isWritable() && takes(length);
    }

    /** Whether the answer to a frame, of {@code length} bytes, may be written. */
    boolean takesAnswer(int length) {
        return channel.bytesBeforeWritable() <= ANSWERS && takes(length);
    }

    private boolean takes(int length) {
        count(length);
        if (share.fits()) {
            return true;
        }
        count(0);
        // It is writable, so the channel does not tell when it keeps up again.
        frameLeftOut = true;
        return false;
    }

    /** The channel is closed: nothing waits any more. */
    void end() {
        share.hold(0);
    }

    private void count(int more) {
        long over = channel.bytesBeforeWritable();
        if (over <= MAX) {
            long unsent = over > 0
                    ? ControlListener.UNSENT.low() + over
                    : ControlListener.UNSENT.high() - channel.bytesBeforeUnwritable();
            share.hold(unsent + more);
            if (share.counts() && recounting.compareAndSet(false, true)) {
                channel.eventLoop().schedule(this::recount, RECOUNT_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void recount() {
        recounting.set(false);
        if (channel.isActive()) {
            count(0);
            if (frameLeftOut && share.keepsUp()) {
                frameLeftOut = false;
                onSpace.run();
            }
        } else {
            end();
        }
    }
}
