package dev.roomtalk.client.internal.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.proto.Challenge;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Pong;
import dev.roomtalk.proto.Report;
import dev.roomtalk.proto.Response;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * This session's way to the relay by UDP during one connection: frames through a {@link RelayChannel}, and the pings
 * that show whether anything gets through. Confined to the session's loop. Over 300 lines, because every datagram and
 * every timer moves the same state of the pings.
 *
 * <p>Unusable at first, and pinging quickly. A Pong makes the path usable; then it pings now and then, and quickly when
 * a Pong, or something else, is missing. Three unanswered quick pings make it unusable; it goes on pinging, ever more
 * slowly but at least every 2.5 s, from a new port with each of the slow ones: the old port's address may be gone, and
 * the server sends only three challenges to an address, which are used up if they were what did not arrive.
 *
 * <p>While a room's frames arrive, silence is news: when nothing follows for 1.5 s, a ping asks whether the path has
 * closed. So a conversation that is only read goes over to TCP within 3 s, and a quiet session still pings every five
 * seconds only.
 */
public final class RelayPath {
    /** Takes the path's frames and changes of its state. */
    public interface Listener {
        void onFrame(Frame frame);

        /** The path has begun, or ceased, to answer. Reported once as unusable if it never answered at all. */
        void onUsable(boolean usable);

        /** A round trip was measured, or loss. */
        void onMeasured();

        /**
         * The key may seal nothing more, and the server has not sent another: the path sends nothing until it is
         * closed.
         */
        void onKeyExhausted();
    }

    static final Duration QUICK = Duration.ofMillis(200);
    static final Duration REGULAR = Duration.ofSeconds(5);
    static final Duration SLOWEST_PROBE = Duration.ofMillis(2500);
    static final Duration SILENCE = Duration.ofMillis(1500);
    private static final Duration REPORT_EVERY = Duration.ofSeconds(1);
    private static final int REPORT_ABOVE = 50;
    private static final int QUICK_PROBES = 10;
    private static final int UNANSWERED_BEFORE_UNUSABLE = 3;
    private static final int REMEMBERED_PINGS = 32;
    private static final int RESPONSES_PER_SECOND = 10;

    private final SessionLoop loop;
    private final RandomGenerator random;
    private final RoundTrip roundTrip;
    private final Listener listener;
    private final FrameReader reader = new FrameReader();
    private final RelayChannel channel;
    private final byte[] in = new byte[Protocol.MAX_DATAGRAM];
    private boolean usable;
    private boolean notified;
    private boolean closed;
    private int unansweredProbes;
    private int quickPings;
    private int pingId;
    // Of the latest pings, by their id: a path may be slower than the interval between two of them.
    private final long[] pingSentAt = new long[REMEMBERED_PINGS];
    private int oldestPing = 1;
    private boolean pingAnswered = true;
    private SessionLoop.@Nullable Timer timer;
    private SessionLoop.@Nullable Timer silence;
    private long receivedAt;
    private final LossWindow loss;
    private long reportedAt;
    private long receivedAtReport;
    private long dropped;
    private long respondedSince;
    private int responded;

    public RelayPath(
            SessionLoop loop,
            RandomGenerator random,
            DatagramPort.Opener ports,
            RoundTrip roundTrip,
            Listener listener,
            byte[] secret,
            long connectionId) {
        this(loop, random, ports, roundTrip, listener, secret, connectionId, RelayChannel.MAX_DATAGRAMS);
    }

    /** @param maxDatagrams that may be sent under one key */
    RelayPath(
            SessionLoop loop,
            RandomGenerator random,
            DatagramPort.Opener ports,
            RoundTrip roundTrip,
            Listener listener,
            byte[] secret,
            long connectionId,
            long maxDatagrams) {
        this.loop = loop;
        this.random = random;
        this.roundTrip = roundTrip;
        this.listener = listener;
        this.channel = new RelayChannel(loop, ports, this::onDatagram, secret, connectionId, maxDatagrams);
        this.reportedAt = loop.nanoTime();
        this.loss = new LossWindow(loop.nanoTime());
    }

    /** Begins to ping. */
    public void start() {
        ping();
    }

    /** Whether datagrams get there and back, as far as is known. */
    public boolean usable() {
        return usable;
    }

    /** The part of the server's datagrams that was lost, between 0 and 1; 0 if too few were sent to know. */
    public double loss() {
        return loss.loss(loop.nanoTime());
    }

    /** Datagrams that did not authenticate, or were no datagrams. */
    long dropped() {
        return dropped;
    }

    /**
     * Puts a frame into the next datagram, which leaves at the end of this turn of the loop.
     *
     * @return false if the frame is too large for any datagram, or the key may seal nothing more
     */
    public boolean send(Frame frame) {
        return !channel.exhausted() && channel.send(frame);
    }

    /** Something by UDP has no answer: find out soon whether the path still works. */
    public void doubt() {
        if (usable && pingAnswered) {
            quickPings = 0;
            ping();
        }
    }

    /**
     * New keys: used from the next datagram on; the server's old ones are accepted for a while. Those of the present
     * connection id are no new ones, and change nothing.
     */
    public void rekey(byte[] secret, long connectionId) {
        if (channel.rekey(secret, connectionId)) {
            receivedAtReport = 0;
            loss.restart(loop.nanoTime(), 0, 0);
        }
    }

    public void close() {
        channel.close();
        closed = true;
        usable = false;
        if (timer != null) {
            timer.cancel();
        }
        if (silence != null) {
            silence.cancel();
        }
    }

    private void ping() {
        if (closed) {
            return;
        }
        if (channel.exhausted()) {
            listener.onKeyExhausted();
            return;
        }
        pingId++;
        pingSentAt[pingId % REMEMBERED_PINGS] = loop.nanoTime();
        oldestPing = Math.max(oldestPing, pingId - REMEMBERED_PINGS + 1);
        pingAnswered = false;
        send(Frame.newBuilder().setPing(Ping.newBuilder().setId(pingId)).build());
        report();
        channel.flush();
        arm(usable ? quickInterval() : probeInterval());
    }

    private void report() {
        reportedAt = loop.nanoTime();
        receivedAtReport = channel.received();
        if (channel.received() > 0) {
            Report report = Report.newBuilder()
                    .setHighest(channel.highest())
                    .setReceived(channel.received())
                    .build();
            send(Frame.newBuilder().setReport(report).build());
        }
    }

    private void arm(Duration delay) {
        if (timer != null) {
            timer.cancel();
        }
        timer = loop.schedule(delay, this::onTimer);
    }

    private void onTimer() {
        timer = null;
        if (closed) {
            return;
        }
        if (usable) {
            // The first ping of a series was a regular one, or born of doubt; those behind it are the quick ones.
            if (!pingAnswered && ++quickPings > UNANSWERED_BEFORE_UNUSABLE) {
                usable = false;
                notified = true;
                unansweredProbes = 0;
                channel.reopen();
                listener.onUsable(false);
            }
        } else {
            unansweredProbes++;
            if (unansweredProbes == QUICK_PROBES && !notified) {
                notified = true;
                listener.onUsable(false);
            }
            if (unansweredProbes >= QUICK_PROBES) {
                channel.reopen();
            }
        }
        ping();
    }

    private Duration quickInterval() {
        Duration timeout = roundTrip.timeout();
        return timeout.compareTo(QUICK) < 0 ? QUICK : timeout;
    }

    private Duration probeInterval() {
        Duration quick = quickInterval();
        if (unansweredProbes < QUICK_PROBES) {
            return quick;
        }
        Duration slow = quick.multipliedBy(1L << Math.min(unansweredProbes - QUICK_PROBES, 6));
        return spread(slow.compareTo(SLOWEST_PROBE) > 0 ? SLOWEST_PROBE : slow);
    }

    /** A fifth less, up to the whole. */
    private Duration spread(Duration whole) {
        return whole.minusNanos(random.nextLong(whole.toNanos() / 5));
    }

    private void onDatagram(byte[] bytes, int length) {
        if (closed) {
            return;
        }
        int opened = channel.open(bytes, length, in);
        if (opened < 0) {
            dropped++;
            return;
        }
        receivedAt = loop.nanoTime();
        reader.reset(in, 0, opened);
        while (reader.next() && !closed) {
            Frame frame;
            try {
                frame = Frame.parser().parseFrom(in, reader.start(), reader.length());
            } catch (InvalidProtocolBufferException e) {
                dropped++;
                continue;
            }
            onFrame(frame);
        }
        if (!closed && loss.sample(receivedAt, channel.highest(), channel.received()) && usable) {
            listener.onMeasured();
        }
        if (!closed && loop.nanoTime() - reportedAt >= REPORT_EVERY.toNanos()) {
            if (channel.received() - receivedAtReport > REPORT_ABOVE) {
                report();
            } else {
                reportedAt = loop.nanoTime();
                receivedAtReport = channel.received();
            }
        }
    }

    private void onFrame(Frame frame) {
        switch (frame.getKindCase()) {
            case PONG -> onPong(frame.getPong().getId());
            case CHALLENGE -> onChallenge(frame.getChallenge());
            case PING ->
                send(Frame.newBuilder()
                        .setPong(Pong.newBuilder().setId(frame.getPing().getId()))
                        .build());
            case DELIVER, ACK, ELSEWHERE -> {
                listenForSilence();
                listener.onFrame(frame);
            }
            // These come with a Pong, or are no sign that more will follow.
            case LATEST, TYPING -> listener.onFrame(frame);
            // What only a client sends, and what a later version may add.
            case PUBLISH, NACK, REPORT, RESPONSE, KIND_NOT_SET -> dropped++;
        }
    }

    private void listenForSilence() {
        if (silence == null && usable) {
            silence = loop.schedule(spread(SILENCE), this::onSilence);
        }
    }

    private void onSilence() {
        silence = null;
        if (closed || !usable) {
            return;
        }
        long silent = loop.nanoTime() - receivedAt;
        // Set again here, not with every datagram: there may be many.
        Duration left = spread(SILENCE).minusNanos(silent);
        if (left.isPositive()) {
            silence = loop.schedule(left, this::onSilence);
        } else {
            doubt();
        }
    }

    private void onChallenge(Challenge challenge) {
        long now = loop.nanoTime();
        if (now - respondedSince >= Duration.ofSeconds(1).toNanos()) {
            respondedSince = now;
            responded = 0;
        }
        if (responded++ < RESPONSES_PER_SECOND) {
            send(Frame.newBuilder()
                    .setResponse(Response.newBuilder().setData(challenge.getData()))
                    .build());
            // A ping from an address that was not proven is answered late: it says nothing of the round trip.
            oldestPing = pingId + 1;
            ping();
        }
    }

    private void onPong(int id) {
        if (id < oldestPing || id > pingId) {
            return;
        }
        oldestPing = id + 1;
        pingAnswered = true;
        quickPings = 0;
        unansweredProbes = 0;
        roundTrip.sample(loop.nanoTime() - pingSentAt[id % REMEMBERED_PINGS]);
        arm(spread(REGULAR));
        if (!usable) {
            usable = true;
            loss.restart(loop.nanoTime(), channel.highest(), channel.received());
            notified = true;
            listener.onUsable(true);
        }
        listener.onMeasured();
    }
}
