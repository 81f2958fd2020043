package dev.roomtalk.client.internal.rooms;

import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.proto.Frame;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Frames of rooms whose Joined is still on its way: at most 256, for at most 5 seconds. Confined to the session's loop.
 */
final class UnclaimedFrames {
    private static final int CAPACITY = 256;
    private static final Duration LIFETIME = Duration.ofSeconds(5);

    private record Unclaimed(int room, Frame frame, long since) {}

    private final SessionLoop loop;
    private final Deque<Unclaimed> frames = new ArrayDeque<>();

    UnclaimedFrames(SessionLoop loop) {
        this.loop = loop;
    }

    void add(int room, Frame frame) {
        long now = loop.nanoTime();
        while (!frames.isEmpty() && now - frames.getFirst().since() > LIFETIME.toNanos()) {
            frames.removeFirst();
        }
        if (frames.size() < CAPACITY) {
            frames.add(new Unclaimed(room, frame, now));
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
            return mine;
        });
        return claimed;
    }

    void clear() {
        frames.clear();
    }
}
