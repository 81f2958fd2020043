package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.BundleSizes;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.LoopThread;
import dev.roomtalk.wire.DatagramSealer;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What leaves a relay loop by UDP: the bundles that a turn filled are sealed at its end and handed to the kernel.
 * Confined to its loop.
 */
final class Egress {
    private static final int SPARE_BUFFERS = 1024;

    private final LoopThread thread;
    private final List<RelaySocket> sockets;
    private final FanOuts fanOuts;
    private final Counters counters;
    private final BundleSizes bundleSizes;
    private final Deque<FrameBuffer> spareBuffers = new ArrayDeque<>();
    private List<Bundle> toFlush = new ArrayList<>();
    private List<Bundle> flushing = new ArrayList<>();
    private boolean flushPlanned;
    private boolean inBatch;

    Egress(LoopThread thread, List<RelaySocket> sockets, FanOuts fanOuts, Counters counters) {
        this.thread = thread;
        this.sockets = sockets;
        this.fanOuts = fanOuts;
        this.counters = counters;
        this.bundleSizes = counters.newBundles();
    }

    /** Datagrams are being read: what they cause leaves at their end. */
    void batchBegins() {
        inBatch = true;
    }

    void batchEnds() {
        inBatch = false;
        flush();
    }

    /** A bundle that has something is flushed at the end of the turn. */
    void flushLater(Bundle bundle) {
        toFlush.add(bundle);
    }

    /** An empty one. */
    FrameBuffer takeBuffer() {
        FrameBuffer spare = spareBuffers.pollLast();
        return spare == null ? new FrameBuffer() : spare;
    }

    void giveBack(FrameBuffer frames) {
        if (spareBuffers.size() < SPARE_BUFFERS) {
            frames.used = 0;
            frames.messages = 0;
            frames.next = null;
            spareBuffers.addLast(frames);
        }
    }

    /** Seals frames where the socket takes them from. */
    void send(DatagramSealer sealer, FrameBuffer frames, RelaySocket socket, PeerAddress to) {
        seal(sealer, frames.bytes, frames.used, socket, to);
        bundleSizes.record(frames.messages);
    }

    void seal(DatagramSealer sealer, byte[] frames, int length, RelaySocket socket, PeerAddress to) {
        MemorySegment datagram = socket.reserve();
        if (datagram == null) {
            sealer.leaveOut();
            counters.count(Counter.DATAGRAMS_NOT_SENT);
        } else {
            socket.commit(sealer.seal(frames, 0, length, datagram), to);
            counters.count(Counter.DATAGRAMS_OUT);
        }
    }

    /** After a command: what it filled leaves after those that wait already. */
    void plan() {
        if (!toFlush.isEmpty() && !flushPlanned && !inBatch) {
            flushPlanned = true;
            thread.execute(() -> {
                flushPlanned = false;
                flush();
            });
        }
    }

    private void flush() {
        List<Bundle> filled = toFlush;
        toFlush = flushing;
        flushing = filled;
        for (Bundle bundle : filled) {
            bundle.flush();
        }
        filled.clear();
        for (RelaySocket socket : sockets) {
            socket.flush();
        }
        fanOuts.left();
    }
}
