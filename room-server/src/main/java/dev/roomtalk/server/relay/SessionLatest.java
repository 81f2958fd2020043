package dev.roomtalk.server.relay;

import dev.roomtalk.server.rooms.LoopThread;
import java.util.List;

/**
 * Tells one session by UDP how far its rooms are: all that spoke lately with one, so that they share a datagram.
 * Confined to its session's loop.
 */
final class SessionLatest {
    /** Rooms in one turn: about one datagram of frames. */
    private static final int STRETCH = 64;

    private final Bundle bundle;
    private final LoopThread thread;
    private final List<Audience> audiences;
    /** When it was told last, and the time before that, in milliseconds of the loop. */
    private long last;

    private long before;

    /** @param audiences of the session, as they are when it is told */
    SessionLatest(Bundle bundle, LoopThread thread, List<Audience> audiences) {
        this.bundle = bundle;
        this.thread = thread;
        this.audiences = audiences;
    }

    /** How far all rooms are. */
    void tellAll() {
        tell(audiences);
    }

    /** A room has been silent: how far it is, unless that was told so many times since it spoke. */
    void tell(Audience silent, int times) {
        long spoke = silent.lastFanOut();
        int told = (last > spoke ? 1 : 0) + (before > spoke ? 1 : 0);
        if (told < times) {
            tellThoseSince(before);
        }
    }

    /** How far those rooms are that spoke since the session was told last. */
    void tellUntold() {
        tellThoseSince(last);
    }

    private void tellThoseSince(long time) {
        tell(audiences.stream()
                .filter(audience -> audience.lastFanOut() >= time)
                .toList());
    }

    private void tell(List<Audience> rooms) {
        if (!rooms.isEmpty()) {
            before = last;
            last = thread.now();
            send(List.copyOf(rooms));
        }
    }

    private void send(List<Audience> left) {
        int count = Math.min(STRETCH, left.size());
        for (Audience audience : left.subList(0, count)) {
            bundle.add(audience.latest());
        }
        if (count < left.size()) {
            thread.execute(() -> send(left.subList(count, left.size())));
        }
    }
}
