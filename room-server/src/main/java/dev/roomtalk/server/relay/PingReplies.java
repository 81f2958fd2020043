package dev.roomtalk.server.relay;

import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.server.rooms.LoopThread;
import java.util.List;

/**
 * Answers the pings that one session sends by UDP: with one {@code Pong} for a datagram, however many pings it carries,
 * and at most once a second with the {@code Latest} of each of its rooms, a stretch of them in each turn of the loop.
 * So what a session of many rooms sends is answered by about as much. Confined to its session's loop.
 */
final class PingReplies {
    private static final long MILLIS_BETWEEN_LATEST = 1000;

    /** Rooms in one turn: about one datagram of frames. */
    private static final int STRETCH = 64;

    private final Bundle bundle;
    private final LoopThread thread;
    private final List<Audience> audiences;
    private final AnswerBudget answers;
    private boolean latestSent;
    private long latestAt;

    /** @param audiences of the session, as they are when a ping is answered */
    PingReplies(Bundle bundle, LoopThread thread, List<Audience> audiences, AnswerBudget answers) {
        this.bundle = bundle;
        this.thread = thread;
        this.audiences = audiences;
        this.answers = answers;
    }

    /** Answers a datagram with pings, of which {@code id} was the last. */
    void reply(int id, long now) {
        byte[] pong = FrameEncoder.pong(id);
        // Never longer than the datagram that asked for it, so it comes also where acks have used up the budget.
        answers.spend(bundle.cost(pong));
        bundle.add(pong);
        if (!latestSent || now - latestAt >= MILLIS_BETWEEN_LATEST) {
            latestSent = true;
            latestAt = now;
            sendLatest(List.copyOf(audiences));
        }
    }

    private void sendLatest(List<Audience> left) {
        int count = Math.min(STRETCH, left.size());
        for (Audience audience : left.subList(0, count)) {
            bundle.add(audience.latest());
        }
        if (count < left.size()) {
            thread.execute(() -> sendLatest(left.subList(count, left.size())));
        }
    }
}
