package dev.roomtalk.bench.roomtalk;

import com.google.protobuf.ByteString;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.bench.load.Arrivals;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A session in a room: its keys, what it publishes and what it gets. Confined to its target's loop. */
final class RoomtalkMember {
    /** Below this many datagrams a second, a client reports nothing. */
    private static final int REPORTED_FROM = 50;

    private final int index;
    private final boolean udp;
    private final RoomtalkConnection connection;
    private final RoomtalkTarget target;

    private @Nullable DatagramSealer sealer;
    private @Nullable DatagramOpener opener;
    private int room;
    private long joinedSequence;
    private long reportedDatagrams;

    /** FrameWriter that wait for their datagram; only senders have one. */
    private byte @Nullable [] bundle;

    private int bundled;
    private boolean tcpWritten;
    private boolean dirty;

    /** @param index of this member among all members of all rooms */
    RoomtalkMember(int index, boolean udp, RoomtalkConnection connection, RoomtalkTarget target) {
        this.index = index;
        this.udp = udp;
        this.connection = connection;
        this.target = target;
    }

    int index() {
        return index;
    }

    /** From now on, these keys. */
    void relay(long connectionId, ByteString secret) {
        RelayKeys keys = RelayKeys.derive(secret.toByteArray(), connectionId);
        sealer = keys.clientSealer(connectionId);
        opener = keys.serverOpener();
        reportedDatagrams = 0;
        target.route(connectionId, this, opener);
    }

    void joined(int newRoom, long sequence) {
        room = newRoom;
        joinedSequence = sequence;
    }

    void pingOverUdp(int id) {
        byte[] frame = new byte[FrameWriter.SMALL];
        sendDatagram(frame, FrameWriter.ping(frame, 0, id));
        target.flushSockets();
    }

    /** Pings over UDP and says what arrived, as a client does every few seconds. */
    void pingAndReport(int id) {
        DatagramOpener from = opener;
        if (udp && from != null && from.received() > 0) {
            reportedDatagrams = from.received();
            byte[] frames = new byte[2 * FrameWriter.SMALL];
            int length = FrameWriter.ping(frames, 0, id);
            sendDatagram(frames, FrameWriter.report(frames, length, from.highest(), from.received()));
        }
    }

    /** Tells the server, once a second, what arrived. */
    void report() {
        DatagramOpener from = opener;
        if (udp && from != null && from.received() - reportedDatagrams > REPORTED_FROM) {
            reportedDatagrams = from.received();
            byte[] frame = new byte[FrameWriter.SMALL];
            sendDatagram(frame, FrameWriter.report(frame, 0, from.highest(), from.received()));
        }
    }

    /** Puts a message on its way, by UDP unless it is too long for a datagram. */
    void publish(long n, int aboveBase, byte[] text, int length) {
        if (!udp || length + FrameWriter.PUBLISH_OVERHEAD > Protocol.MAX_PLAINTEXT) {
            byte[] frame = target.scratch();
            connection.writeFrame(frame, FrameWriter.publish(frame, 0, room, n, aboveBase, text, length));
            tcpWritten = true;
        } else {
            byte[] frames = bundle;
            if (frames == null) {
                frames = new byte[Protocol.MAX_PLAINTEXT];
                bundle = frames;
            }
            if (bundled + length + FrameWriter.PUBLISH_OVERHEAD > frames.length) {
                sendBundle();
            }
            bundled = FrameWriter.publish(frames, bundled, room, n, aboveBase, text, length);
        }
        if (!dirty) {
            dirty = true;
            target.dirty(this);
        }
    }

    /** Sends what waits; the target flushes its sockets afterwards. */
    void flush() {
        dirty = false;
        sendBundle();
        if (tcpWritten) {
            tcpWritten = false;
            connection.flush();
        }
    }

    private void sendBundle() {
        if (bundled > 0) {
            sendDatagram(Objects.requireNonNull(bundle), bundled);
            bundled = 0;
        }
    }

    private void sendDatagram(byte[] frames, int length) {
        target.sendDatagram(this, Objects.requireNonNull(sealer, "signed in"), frames, length);
    }

    /** Takes the frame that the reader stands at. */
    void frame(byte[] plaintext, FrameReader frame, FieldReader fields, Arrivals arrivals, boolean overUdp) {
        switch (frame.kind()) {
            case FrameWriter.DELIVER -> deliver(plaintext, frame, fields, arrivals);
            case FrameWriter.ACK -> ack(plaintext, frame, fields, arrivals);
            case FrameWriter.LATEST -> latest(plaintext, frame, fields, arrivals);
            case FrameWriter.PONG -> connection.pong(overUdp);
            case FrameWriter.CHALLENGE -> challenge(plaintext, frame, fields);
            default -> {
                // Elsewhere announces what comes over TCP; the others mean nothing to a load generator.
            }
        }
    }

    private void deliver(byte[] plaintext, FrameReader frame, FieldReader fields, Arrivals arrivals) {
        long inRoom = 0;
        long sequence = 0;
        long intended = Stamp.NONE;
        fields.reset(plaintext, frame);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> inRoom = fields.value();
                case 3 -> sequence = fields.value();
                case 5 -> intended = Stamp.read(plaintext, fields.start(), fields.length());
                default -> {}
            }
        }
        if (fields.malformed() || inRoom != room || sequence <= joinedSequence) {
            arrivals.unreadable();
        } else {
            arrivals.delivered(index, 0, sequence - joinedSequence, intended);
        }
    }

    private void ack(byte[] plaintext, FrameReader frame, FieldReader fields, Arrivals arrivals) {
        long inRoom = 0;
        long n = 0;
        long sequence = 0;
        int refusal = 0;
        int waitMillis = 0;
        fields.reset(plaintext, frame);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> inRoom = fields.value();
                case 2 -> n = fields.value();
                case 3 -> sequence = fields.value();
                case 5 -> refusal = (int) fields.value();
                case 6 -> waitMillis = (int) fields.value();
                default -> {}
            }
        }
        if (fields.malformed() || inRoom != room) {
            arrivals.unreadable();
        } else if (refusal == 0) {
            target.answered(this, n, sequence - joinedSequence);
        } else {
            target.refused(this, n, refusal, waitMillis);
        }
    }

    private void latest(byte[] plaintext, FrameReader frame, FieldReader fields, Arrivals arrivals) {
        long inRoom = 0;
        long sequence = 0;
        fields.reset(plaintext, frame);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> inRoom = fields.value();
                case 2 -> sequence = fields.value();
                default -> {}
            }
        }
        if (inRoom == room && sequence > joinedSequence) {
            target.latest(this, sequence - joinedSequence);
        } else if (fields.malformed()) {
            arrivals.unreadable();
        }
    }

    private void challenge(byte[] plaintext, FrameReader frame, FieldReader fields) {
        fields.reset(plaintext, frame);
        if (fields.next() && fields.field() == 1) {
            byte[] response = new byte[FrameWriter.SMALL];
            sendDatagram(response, FrameWriter.response(response, 0, fields.value()));
        }
    }
}
