package dev.roomtalk.server.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Nack;
import dev.roomtalk.proto.Report;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.FrameEncoder;
import dev.roomtalk.server.rooms.LoopThread;
import dev.roomtalk.server.rooms.RoomFrames;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.PublishReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The relay state of one session: opens what it sends, and sends it what is for it by the transport in use. Its parts
 * are its {@link SessionKeys keys}, its {@link SessionAddress address}, its {@link Transport transport} and its
 * outgoing {@link Bundle bundle}. Confined to its relay loop, which closes it when the session is over.
 */
final class SessionRelay implements AutoCloseable {
    /** A session that is silent on UDP for this long is served over TCP again. */
    private static final long UDP_SILENCE_MILLIS = 25_000;

    private final Session session;
    private final ControlLink link;
    private final LoopThread thread;
    private final RoomFrames roomFrames;
    private final Counters counters;
    private final byte[] plaintext;
    private final FrameReader frames;
    private final PublishReader publish;
    private final SessionKeys keys;
    private final SessionAddress address;
    private final Transport transport;
    private final Bundle bundle;
    private final AnswerBudget answers = new AnswerBudget();
    private final RecentNacks nacks = new RecentNacks();
    private final List<Audience> audiences = new ArrayList<>();
    private final SessionLatest latest;
    private final PingReplies pings;
    private int lastPing;
    private boolean pingUnanswered;
    private boolean pongDue;
    private boolean behind;

    SessionRelay(Session session, RelayLoop loop, RelayKeyring first) {
        this.session = session;
        this.link = session.link();
        this.thread = loop.thread();
        this.roomFrames = loop.roomFrames();
        this.counters = loop.counters();
        this.plaintext = loop.plaintext();
        this.frames = loop.frames();
        this.publish = loop.publish();
        this.keys = new SessionKeys(first, thread.now());
        this.address = new SessionAddress(keys, thread, loop.egress(), loop.random(), counters);
        this.transport = new Transport(link, keys, address, thread, counters);
        this.bundle = new Bundle(loop.egress(), keys, address);
        this.latest = new SessionLatest(bundle, thread, audiences);
        this.pings = new PingReplies(bundle, latest, answers);
    }

    Session session() {
        return session;
    }

    SessionKeys keys() {
        return keys;
    }

    /** The rooms' audiences on this loop that the session is in. */
    List<Audience> audiences() {
        return audiences;
    }

    /** Takes a datagram under one of its connection ids, authentic or not. */
    void receive(RelaySocket via, long connectionId, byte[] datagram, int length, Sender from) {
        long now = thread.now();
        int opened = keys.open(connectionId, datagram, length, plaintext, now);
        if (opened < 0) {
            counters.count(opened == DatagramOpener.REPLAYED ? Counter.DATAGRAMS_REPLAYED : Counter.DATAGRAMS_FORGED);
            return;
        }
        answers.received(length);
        if (keys.switched()) {
            transport.newPath();
        }
        frames.reset(plaintext, 0, opened);
        while (frames.next()) {
            if (frames.kind() == Frame.PUBLISH_FIELD_NUMBER
                    && publish.read(plaintext, frames.body(), frames.bodyLength())) {
                roomFrames.publish(session, publish);
            } else {
                parse(from);
            }
        }
        if (frames.malformed()) {
            counters.count(Counter.DATAGRAMS_MALFORMED);
        }
        // Behind the frames: the answer to a challenge is not challenged again.
        address.heard(via, from, length, now);
        if (pongDue) {
            pongDue = false;
            pingUnanswered = false;
            pings.reply(lastPing, now);
        }
    }

    private void parse(Sender from) {
        try {
            take(Frame.parser().parseFrom(plaintext, frames.start(), frames.length()), from);
        } catch (InvalidProtocolBufferException e) {
            counters.count(Counter.DATAGRAMS_MALFORMED);
        }
    }

    private void take(Frame frame, Sender from) {
        switch (frame.getKindCase()) {
            case PING -> ping(frame.getPing().getId(), from);
            case RESPONSE -> {
                if (address.confirm(from, frame.getResponse().getData())) {
                    pongDue = pingUnanswered;
                }
            }
            case REPORT -> report(frame.getReport());
            default -> roomFrames.take(session, frame);
        }
    }

    private void report(Report report) {
        boolean clean = transport.clean();
        if (transport.report(report.getHighest(), report.getReceived())) {
            sendLatest();
        } else if (clean && !transport.clean()) {
            latest.tellUntold();
        }
    }

    /** A ping is answered at the session's address, once it has one; of several in a datagram the last. */
    private void ping(int id, Sender from) {
        lastPing = id;
        pingUnanswered = true;
        pongDue = address.is(from);
    }

    /** The client says by which transport it wants to be served. */
    void useUdp(boolean wanted) {
        if (transport.choose(wanted)) {
            sendLatest();
        }
    }

    boolean udp() {
        return transport.udp();
    }

    /** Sends an answer by the transport in use; over TCP also when it is more than what came by UDP may cause. */
    void send(byte[] frame) {
        if (fits(frame) && answers.spend(bundle.cost(frame))) {
            bundle.add(frame);
        } else {
            keepsUp(link.answer(FrameEncoder.record(frame)));
        }
    }

    private boolean fits(byte[] frame) {
        return transport.udp() && frame.length <= Protocol.MAX_PLAINTEXT;
    }

    /** Sends a control record if the connection keeps up; false: it does not, and the session is behind. */
    boolean sendRecord(byte[] record) {
        return keepsUp(link.offer(record));
    }

    private boolean keepsUp(boolean taken) {
        if (!taken) {
            behind = true;
            counters.count(Counter.DELIVERIES_BEHIND);
        }
        return taken;
    }

    /** Puts a frame into the outgoing bundle, which leaves at the end of the loop's turn. */
    void append(byte[] frame) {
        bundle.add(frame);
    }

    /** Brings a message by UDP. */
    void deliver(byte[] frame) {
        answers.delivered(frame.length);
        bundle.addMessage(frame);
    }

    /**
     * Brings a message again: by UDP while the budget for that lasts, else over TCP, which paces it. If the connection
     * does not keep up either, it is left out and the client asks again.
     */
    void repair(byte[] frame) {
        if (fits(frame) && answers.spend(bundle.cost(frame))) {
            counters.count(Counter.REPAIRS_UDP);
            bundle.addMessage(frame);
        } else if (link.offer(FrameEncoder.record(frame))) {
            counters.count(Counter.REPAIRS_TCP);
        } else {
            counters.count(Counter.REPAIRS_LEFT_OUT);
            behind = true;
        }
    }

    /**
     * A room has been silent for a moment: where something gets lost on the way, that might have been its last word.
     */
    void tellSoon(Audience silent) {
        if (transport.udp() && !transport.clean()) {
            bundle.add(silent.latest());
        }
    }

    /** A room has been silent for longer; {@code times}: the session is to have been told so often since it spoke. */
    void tellLater(Audience silent, int times) {
        if (transport.udp() && transport.clean()) {
            latest.tell(silent, times);
        }
    }

    /** Whether what is missing is to be sent again: it was not asked for a moment ago, and there is a way for it. */
    boolean takesRepair(Nack nack) {
        if (transport.clean()) {
            transport.missed();
            latest.tellUntold();
        } else {
            transport.missed();
        }
        return (!behind || (transport.udp() && answers.lasts())) && nacks.add(nack, thread.now());
    }

    /** The connection keeps up again. */
    void writableAgain() {
        if (behind) {
            behind = false;
            sendLatest();
        }
    }

    /** Says over TCP how far the rooms are, so that the client asks for what it missed. */
    private void sendLatest() {
        for (Audience audience : audiences) {
            if (!link.offer(FrameEncoder.record(audience.latest()))) {
                behind = true;
            }
        }
    }

    /** Sends what waits in the bundle now. */
    void flush() {
        bundle.flush();
    }

    /** To be called once a second. Returns a connection id that is no longer accepted; 0: there is none. */
    long tick(long now) {
        if (transport.udp() && now - address.lastHeard() > UDP_SILENCE_MILLIS) {
            useUdp(false);
        }
        return keys.expire(now);
    }

    /** The session is over: what waits is sent, and nothing after it. Another call does nothing. */
    @Override
    public void close() {
        flush();
        address.forget();
        keys.close();
    }

    Census.OfSession traffic() {
        return transport.traffic(session);
    }
}
