package dev.roomtalk.server.relay;

import java.util.ArrayDeque;
import java.util.Deque;

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

    /** Queues a copy; false: too much waits. */
    boolean add(byte[] bytes, int length, PeerAddress to) {
        if (last.isFull() && !send()) {
            if (waiting.size() == WAITING_BLOCKS) {
                return false;
            }
            waiting.addLast(last);
            last = new SendBlock(segmentation);
        }
        last.add(bytes, length, to);
        return true;
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
