package dev.roomtalk.server.relay;

import dev.roomtalk.proto.MovedToTcp;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.wire.DatagramHeader;
import dev.roomtalk.wire.Protocol;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The relay state of one session: keys, address, outgoing bundle, and by which transport it is served. Confined to its
 * relay loop.
 */
public final class SessionRelay {
    /** A session that is silent on UDP for this long is served over TCP again. */
    private static final long UDP_SILENCE_MILLIS = 25_000;

    private static final long OLD_KEYS_MILLIS = 60_000;

    /** TCP's congestion control is ours for this long when too many datagrams were lost. */
    private static final int TCP_MILLIS = 30_000;

    private final Session session;
    private final RelayLoop loop;
    private final List<Audience> audiences = new ArrayList<>();
    private RelayKeyring keys;
    private @Nullable RelayKeyring nextKeys;
    private @Nullable RelayKeyring oldKeys;
    private long keysChanged;
    private @Nullable RelaySocket socket;
    private @Nullable InetSocketAddress address;
    private @Nullable PathCheck check;
    private boolean udp;
    private long lastHeard;
    private int unansweredPing;
    private boolean pingUnanswered;
    private byte @Nullable [] bundle;
    private int used;
    /** That the bundle has. */
    private int messages;

    private final RepairBudget repairs = new RepairBudget();
    private boolean behind;
    private boolean newest;
    private boolean underKeys;
    private PathLoss loss = new PathLoss();
    private long tcpUntil;
    private int lostPercent;
    private long known;
    private long lost;
    private int lastPercent;

    SessionRelay(Session session, RelayLoop loop, RelayKeyring keys) {
        this.session = session;
        this.loop = loop;
        this.keys = keys;
    }

    Session session() {
        return session;
    }

    List<Audience> audiences() {
        return audiences;
    }

    /**
     * Opens a datagram of this session into {@code out}; see {@link dev.roomtalk.wire.DatagramOpener#open}. Afterwards
     * {@link #newest} says whether it is the newest one so far.
     */
    int open(long connectionId, byte[] datagram, int length, byte[] out) {
        RelayKeyring ring = ring(connectionId);
        int opened = ring.opener.open(datagram, 0, length, out);
        newest = opened >= 0 && ring != oldKeys && ring.opener.newest();
        if (opened >= 0 && ring == nextKeys) {
            oldKeys = keys;
            keys = ring;
            nextKeys = null;
            keysChanged = loop.now();
            loss = new PathLoss();
        }
        underKeys = ring == keys;
        return opened;
    }

    private RelayKeyring ring(long connectionId) {
        if (nextKeys != null && nextKeys.connectionId == connectionId) {
            return nextKeys;
        }
        return oldKeys != null && oldKeys.connectionId == connectionId ? oldKeys : keys;
    }

    /**
     * An authentic datagram came. From an address that is not the session's it moves nothing: it may start a check of that
     * address.
     */
    void heard(RelaySocket via, InetSocketAddress from, int length) {
        if (from.equals(address)) {
            lastHeard = loop.now();
            return;
        }
        if (!newest) {
            return;
        }
        long now = loop.now();
        if (check == null || !check.isFor(from) || check.expired(now)) {
            check = new PathCheck(via, from, loop.random(), now);
        }
        byte[] challenge = FrameEncoder.challenge(check.data);
        if (check.received(length, sealedLength(challenge.length))) {
            loop.countChallenge();
            check.challenged(loop.nanoTime());
            loop.seal(keys.sealer, challenge, challenge.length, via, from);
            via.flush();
        }
    }

    private static int sealedLength(int plaintext) {
        return DatagramHeader.LENGTH
                + plaintext
                + Protocol.MAX_DATAGRAM
                - Protocol.MAX_PLAINTEXT
                - DatagramHeader.LENGTH;
    }

    /** The bytes of a challenge came back. */
    void response(InetSocketAddress from, long data) {
        if (check != null && check.isFor(from) && check.data == data) {
            if (address != null) {
                loop.countMove();
            }
            loop.took(Latency.ROUND_TRIP, loop.nanoTime() - check.challengedAt());
            address = from;
            socket = check.socket;
            check = null;
            lastHeard = loop.now();
            if (pingUnanswered) {
                pong(unansweredPing);
            }
        }
    }

    /** A ping came over UDP; it is answered at the session's address, when it has one. */
    void ping(int id, InetSocketAddress from) {
        if (from.equals(address)) {
            pong(id);
        } else {
            unansweredPing = id;
            pingUnanswered = true;
        }
    }

    private void pong(int id) {
        pingUnanswered = false;
        append(FrameEncoder.pong(id));
        for (Audience audience : audiences) {
            append(FrameEncoder.latest(audience.room(), audience.epoch(), audience.sequence(), audience.oldest()));
        }
    }

    /** The client says by what it wants to be served. */
    public void useUdp(boolean wanted) {
        if (wanted && loop.now() < tcpUntil) {
            tellMoved();
            return;
        }
        boolean before = udp;
        udp = wanted && address != null;
        if (before && !udp) {
            tellLatest();
        } else if (udp && !before) {
            loss = new PathLoss();
        }
    }

    /** In the datagram that was opened last the client says what arrived. */
    void report(long highest, long received) {
        if (!udp || !underKeys) {
            return;
        }
        PathLoss.Span span = loss.report(highest, received, keys.sealer.sealed(), loop.nanoTime());
        if (span == null) {
            return;
        }
        loop.countLost(span.lost());
        known += span.sent();
        lost += span.lost();
        lastPercent = span.percent();
        if (span.tooMuch()) {
            loop.count(Counter.MOVES_TO_TCP);
            tcpUntil = loop.now() + TCP_MILLIS;
            lostPercent = span.percent();
            tellMoved();
            useUdp(false);
        }
    }

    private void tellMoved() {
        session.link()
                .send(ServerMessage.newBuilder()
                        .setMovedToTcp(MovedToTcp.newBuilder()
                                .setWaitMs(Math.toIntExact(tcpUntil - loop.now()))
                                .setLostPercent(lostPercent))
                        .build());
    }

    boolean udp() {
        return udp;
    }

    /** Puts a frame into the outgoing bundle, which leaves at the end of the loop's turn. */
    void append(byte[] frame) {
        if (address == null) {
            return;
        }
        if (bundle == null) {
            bundle = loop.borrowBundle();
            loop.willFlush(this);
        } else if (used + frame.length > Protocol.MAX_PLAINTEXT) {
            sealBundle(bundle);
        }
        System.arraycopy(frame, 0, bundle, used, frame.length);
        used += frame.length;
    }

    /** Brings a message by UDP. */
    void deliver(byte[] frame) {
        repairs.earn();
        append(frame);
        messages++;
    }

    /**
     * Brings a message again: by UDP while the budget for that lasts, else over TCP, which paces it. If the connection does not
     * keep up either, it is left out and the client asks again.
     */
    void repair(byte[] frame) {
        if (udp && frame.length <= Protocol.MAX_PLAINTEXT && repairs.spend()) {
            loop.count(Counter.REPAIRS_UDP);
            append(frame);
            messages++;
        } else if (session.link().offer(FrameEncoder.record(frame))) {
            loop.count(Counter.REPAIRS_TCP);
        } else {
            loop.count(Counter.REPAIRS_LEFT_OUT);
            fallBehind();
        }
    }

    /** Whether there is a way for a repair; if not, nobody needs to encode one. */
    boolean takesRepair() {
        return !behind || (udp && repairs.lasts());
    }

    /** End of the loop's turn. */
    void flush() {
        if (bundle != null) {
            sealBundle(bundle);
            loop.returnBundle(bundle);
            bundle = null;
        }
    }

    private void sealBundle(byte[] full) {
        if (socket != null && address != null) {
            loop.seal(keys.sealer, full, used, socket, address);
            loop.countBundle(messages);
        }
        messages = 0;
        used = 0;
    }

    /** A control record could not be sent because the connection does not keep up. */
    void fallBehind() {
        behind = true;
    }

    /** The connection keeps up again. */
    public void writableAgain() {
        if (behind) {
            behind = false;
            tellLatest();
        }
    }

    /** Says over TCP how far the rooms are, so that the client asks for what it missed. */
    private void tellLatest() {
        for (Audience audience : audiences) {
            byte[] latest =
                    FrameEncoder.latest(audience.room(), audience.epoch(), audience.sequence(), audience.oldest());
            if (!session.link().offer(FrameEncoder.record(latest))) {
                behind = true;
            }
        }
    }

    /** Once a second. Returns a connection id that is no longer accepted, or 0. */
    long tick(long now) {
        if (udp && now - lastHeard > UDP_SILENCE_MILLIS) {
            useUdp(false);
        }
        if (oldKeys != null && now - keysChanged > OLD_KEYS_MILLIS) {
            long old = oldKeys.connectionId;
            oldKeys = null;
            return old;
        }
        return 0;
    }

    /** The keys have served {@code datagrams}, or since {@code millis}: it is time for others, and none are on their way. */
    boolean wantsKeys(long datagrams, long begunBefore) {
        return nextKeys == null && oldKeys == null && (keys.sealer.sealed() >= datagrams || keysChanged < begunBefore);
    }

    /** The client was told of these keys: they are in use from its next datagram on. */
    void offerKeys(RelayKeyring next) {
        nextKeys = next;
    }

    void begin(long now) {
        keysChanged = now;
        lastHeard = now;
    }

    /** How it is served. */
    Census.OfSession report() {
        return new Census.OfSession(session, udp, keys.sealer.sealed(), known, lost, udp ? lastPercent : 0);
    }

    /** Every connection id that leads here. */
    List<Long> connectionIds() {
        List<Long> ids = new ArrayList<>(3);
        ids.add(keys.connectionId);
        if (nextKeys != null) {
            ids.add(nextKeys.connectionId);
        }
        if (oldKeys != null) {
            ids.add(oldKeys.connectionId);
        }
        return ids;
    }
}
