package dev.roomtalk.conformance.server;

import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.wire.DatagramQueue;
import dev.roomtalk.conformance.wire.FrameRow;
import dev.roomtalk.conformance.wire.RelayKey;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.Response;
import dev.roomtalk.proto.Welcome;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client's UDP socket, with the keys of its connection id. Every datagram that comes is held to the page. */
final class RelayEnd implements AutoCloseable {
    /** The keys, and how far both ends have counted: those of all sockets of a session. */
    static final class Keys {
        final RelayKey own;
        final RelayKey servers;
        final long connectionId;
        private long sealed;
        private final Set<Long> taken = new HashSet<>();

        Keys(Welcome welcome) {
            byte[] secret = welcome.getRelaySecret().toByteArray();
            connectionId = welcome.getConnectionId();
            own = new RelayKey(secret, "client", connectionId);
            servers = new RelayKey(secret, "server", connectionId);
        }

        long next() {
            return ++sealed;
        }

        /** Passes over a number, which may be used later. */
        long skip() {
            return ++sealed;
        }
    }

    private final Keys keys;
    private final DatagramQueue socket;
    private final InetSocketAddress relay;
    private final Duration patience;
    private final List<Frame> others = new ArrayList<>();
    private int pings;

    RelayEnd(Keys keys, InetAddress local, InetSocketAddress relay, Duration patience) {
        this.keys = keys;
        this.socket = new DatagramQueue(local);
        this.relay = relay;
        this.patience = patience;
    }

    /** Where the relay is: an empty host is that of the control connection. */
    static InetSocketAddress address(RelayAddress relay, InetSocketAddress control) {
        return relay.getHost().isEmpty()
                ? new InetSocketAddress(control.getAddress(), relay.getPort())
                : new InetSocketAddress(relay.getHost(), relay.getPort());
    }

    Keys keys() {
        return keys;
    }

    void send(Frame... frames) {
        sendRow(FrameRow.of(frames));
    }

    void sendRow(byte[] row) {
        sendRaw(keys.own.seal(keys.next(), row));
    }

    void sendRaw(byte[] datagram) {
        socket.send(datagram, relay);
    }

    static Frame ping(int id) {
        return Frame.newBuilder().setPing(Ping.newBuilder().setId(id)).build();
    }

    /** The first frame for which this holds; null if none comes within {@code length}. */
    @Nullable
    Frame next(Predicate<Frame> wanted, Duration length) {
        for (Iterator<Frame> each = others.iterator(); each.hasNext(); ) {
            Frame kept = each.next();
            if (wanted.test(kept)) {
                each.remove();
                return kept;
            }
        }
        while (true) {
            DatagramQueue.Arrived arrived = socket.next(length);
            if (arrived == null) {
                return null;
            }
            byte[] datagram = arrived.bytes();
            if (!arrived.from().equals(relay)) {
                throw new Finding("a datagram from " + arrived.from() + ", and not from " + relay);
            }
            Frame found = null;
            for (Frame frame : open(datagram)) {
                if (found == null && wanted.test(frame)) {
                    found = frame;
                } else {
                    others.add(frame);
                }
            }
            if (found != null) {
                return found;
            }
        }
    }

    private List<Frame> open(byte[] datagram) {
        if (datagram.length > RelayKey.LONGEST) {
            throw new Finding("a datagram of " + datagram.length + " bytes");
        }
        byte[] row = keys.servers.open(datagram);
        if (row == null) {
            throw new Finding("a datagram that does not open with the server's key of this connection id");
        }
        long number = RelayKey.packetNumber(datagram);
        if (number <= 0 || !keys.taken.add(number)) {
            throw new Finding("the packet number " + number + (number <= 0 ? "" : " twice"));
        }
        return FrameRow.read(row);
    }

    Frame await(String what, Predicate<Frame> wanted) {
        Frame found = next(wanted, patience);
        if (found == null) {
            throw new Finding("no " + what + " by UDP in " + patience.toMillis() + " ms");
        }
        return found;
    }

    /** Sends a ping and waits for its Pong: what was sent before was looked at. */
    void fence() {
        int id = ++pings;
        send(ping(id));
        await("Pong", frame -> frame.hasPong() && frame.getPong().getId() == id);
    }

    /** Pings, and answers the challenge that comes. */
    void prove() {
        int id = ++pings;
        send(ping(id));
        answerChallenge();
        await("Pong", frame -> frame.hasPong() && frame.getPong().getId() == id);
    }

    void answerChallenge() {
        Frame challenge = await("Challenge", Frame::hasChallenge);
        send(response(challenge.getChallenge().getData()));
    }

    static Frame response(long data) {
        return Frame.newBuilder()
                .setResponse(Response.newBuilder().setData(data))
                .build();
    }

    /** What has come and was not waited for: how many frames of this kind. */
    long count(Predicate<Frame> wanted) {
        long count = 0;
        while (next(wanted, Duration.ofMillis(1)) != null) {
            count++;
        }
        return count;
    }

    @Override
    public void close() {
        socket.close();
    }
}
