package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.OutOfMemory;
import dev.roomtalk.server.rooms.LoopThread;
import dev.roomtalk.wire.DatagramHeader;
import io.netty.util.collection.LongObjectMap;
import java.util.Arrays;
import java.util.List;

/**
 * What comes to a relay loop by UDP: finds the session that sent a datagram, here or on another loop, and gives it to
 * that. Confined to its loop.
 */
final class Ingress implements RelaySocket.Receiver {
    private final LoopThread thread;
    private final List<RelaySocket> sockets;
    private final LongObjectMap<SessionRelay> sessions;
    private final Egress egress;
    private final FloodGuard floodGuard;
    private final Counters counters;
    private List<Ingress> peers = List.of();

    /** @param sessions of the loop, by connection id */
    Ingress(
            LoopThread thread,
            List<RelaySocket> sockets,
            LongObjectMap<SessionRelay> sessions,
            Egress egress,
            FloodGuard floodGuard,
            Counters counters) {
        this.thread = thread;
        this.sockets = sockets;
        this.sessions = sessions;
        this.egress = egress;
        this.floodGuard = floodGuard;
        this.counters = counters;
    }

    /** Sets those of all loops, in their order. To be called before the loop runs. */
    void meet(List<Ingress> all) {
        peers = all;
    }

    @Override
    public void onDatagram(RelaySocket via, byte[] bytes, int length, Sender from) {
        egress.batchBegins();
        counters.count(Counter.DATAGRAMS_IN);
        try {
            take(via, bytes, length, from);
        } catch (RuntimeException e) {
            thread.failed("a datagram", e);
        } catch (OutOfMemoryError e) {
            OutOfMemory.endProcess(e);
        }
    }

    private void take(RelaySocket via, byte[] bytes, int length, Sender from) {
        if (!DatagramHeader.plausible(bytes[0], length)) {
            ofNobody(Counter.DATAGRAMS_IMPLAUSIBLE);
            return;
        }
        long connectionId = DatagramHeader.connectionId(bytes, 0);
        int owner = DatagramHeader.loop(connectionId);
        if (owner == thread.index()) {
            receive(via, connectionId, bytes, length, from);
        } else if (owner < peers.size()) {
            // The kernel gave it to the socket of the wrong loop.
            Ingress other = peers.get(owner);
            int slot = via.slot();
            byte[] copy = Arrays.copyOf(bytes, length);
            PeerAddress kept = from.address();
            if (!other.thread.offer(() -> other.receive(other.sockets.get(slot), connectionId, copy, length, kept))) {
                counters.count(Counter.DATAGRAMS_NOT_HANDED_OVER);
            }
        } else {
            ofNobody(Counter.DATAGRAMS_UNKNOWN);
        }
    }

    private void receive(RelaySocket via, long connectionId, byte[] datagram, int length, Sender from) {
        SessionRelay session = sessions.get(connectionId);
        if (session == null) {
            ofNobody(Counter.DATAGRAMS_UNKNOWN);
        } else {
            session.receive(via, connectionId, datagram, length, from);
        }
    }

    private void ofNobody(Counter what) {
        counters.count(what);
        if (floodGuard.strange(thread.nanoTime())) {
            floodGuard.guard(sockets);
        }
    }

    @Override
    public void onBatchEnd() {
        try {
            egress.batchEnds();
        } catch (RuntimeException e) {
            thread.failed("the end of a turn", e);
        } catch (OutOfMemoryError e) {
            OutOfMemory.endProcess(e);
        }
    }
}
