package dev.roomtalk.server.relay;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The datagrams of a socket that are not with the kernel yet, in the order in which they leave. While the kernel takes
 * what it is given, one {@link SendBlock} is enough, whose memory stays in the processor's cache. Confined to its loop.
 */
final class SendQueue {
    /** Blocks that may wait for a kernel that takes nothing. */
    static final int WAITING_BLOCKS = 64;

    private final SendCalls calls;
    /** Full; the kernel takes nothing at present. */
    private final Deque<SendBlock> waiting = new ArrayDeque<>();

    private final Segmentation segmentation;
    private SendBlock last;

    SendQueue(SendCalls calls, Segmentation segmentation) {
        this.calls = calls;
        this.segmentation = segmentation;
        last = new SendBlock(segmentation);
    }

    /** Memory for one more datagram; null: too much waits. */
    @Nullable
    MemorySegment reserve() {
        if (last.isFull() && !send()) {
            if (waiting.size() == WAITING_BLOCKS) {
                return null;
            }
            waiting.addLast(last);
            last = new SendBlock(segmentation);
        }
        return last.next();
    }

    /** Queues what stands in the memory that was reserved by the last call. */
    void commit(int length, PeerAddress to) {
        last.add(length, to);
    }

    /** Hands it to the kernel; false: something waits until the kernel has room. */
    boolean send() {
        while (!waiting.isEmpty()) {
            if (!waiting.getFirst().send(calls)) {
                return false;
            }
            waiting.removeFirst();
        }
        return last.send(calls);
    }
}
