package dev.roomtalk.server.relay;

import dev.roomtalk.server.rooms.FrameEncoder;

/**
 * Answers the pings that one session sends by UDP: with one {@code Pong} for a datagram, however many pings it carries,
 * and at most once a second with the {@code Latest} of each of its rooms. So what a session of many rooms sends is
 * answered by about as much. Confined to its session's loop.
 */
final class PingReplies {
    private static final long MILLIS_BETWEEN_LATEST = 1000;

    private final Bundle bundle;
    private final SessionLatest latest;
    private final AnswerBudget answers;
    private boolean latestSent;
    private long latestAt;

    PingReplies(Bundle bundle, SessionLatest latest, AnswerBudget answers) {
        this.bundle = bundle;
        this.latest = latest;
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
            latest.tellAll();
        }
    }
}
