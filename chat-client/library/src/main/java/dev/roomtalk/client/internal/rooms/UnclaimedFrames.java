package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.proto.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Frames of rooms whose Joined is still on its way: at most 256, of at most 1 MiB, for at most 5 seconds; they can be
 * had again. Confined to the session's loop.
 */
final class UnclaimedFrames {
    private static final int CAPACITY = 256;
    private static final int MAX_BYTES = 1 << 20;
    private static final Duration LIFETIME = Duration.ofSeconds(5);

    private record Unclaimed(int room, Frame frame, long since) {}

    private final SessionLoop loop;
    private final Deque<Unclaimed> frames = new ArrayDeque<>();
    private long bytes;

    UnclaimedFrames(SessionLoop loop) {
        this.loop = loop;
    }

    void add(int room, Frame frame) {
        long now = loop.nanoTime();
        while (!frames.isEmpty() && now - frames.getFirst().since() > LIFETIME.toNanos()) {
            bytes -= frames.removeFirst().frame().getSerializedSize();
        }
        int size = frame.getSerializedSize();
        if (frames.size() < CAPACITY && bytes + size <= MAX_BYTES) {
            frames.add(new Unclaimed(room, frame, now));
            bytes += size;
        }
    }

    /** The frames of a room that now has joined, in the order of their arrival. */
    List<Frame> claim(int room) {
        long now = loop.nanoTime();
        List<Frame> claimed = new ArrayList<>();
        frames.removeIf(unclaimed -> {
            boolean mine = unclaimed.room() == room;
            if (mine && now - unclaimed.since() <= LIFETIME.toNanos()) {
                claimed.add(unclaimed.frame());
            }
            if (mine) {
                bytes -= unclaimed.frame().getSerializedSize();
            }
            return mine;
        });
        return claimed;
    }

    void clear() {
        frames.clear();
        bytes = 0;
    }
}
