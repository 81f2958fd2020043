package dev.roomtalk.server.relay;

import dev.roomtalk.proto.MovedToTcp;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.LoopThread;

/**
 * By which transport a session is served: the one that its client asks for, but TCP for a while when UDP loses too
 * much. Confined to the session's loop.
 */
final class Transport {
    /** TCP's congestion control takes over for this long when too many datagrams were lost. */
    private static final int TCP_MILLIS = 30_000;

    private final ControlLink link;
    private final SessionKeys keys;
    private final SessionAddress address;
    private final LoopThread thread;
    private final Counters counters;
    private boolean udp;
    private PathLoss loss = new PathLoss();
    private long tcpUntil;
    private int lostPercent;
    private long known;
    private long lost;
    private int lastPercent;

    Transport(ControlLink link, SessionKeys keys, SessionAddress address, LoopThread thread, Counters counters) {
        this.link = link;
        this.keys = keys;
        this.address = address;
        this.thread = thread;
        this.counters = counters;
    }

    boolean udp() {
        return udp;
    }

    /** Whether the client's reports say that nothing was lost on the way to it lately. */
    boolean clean() {
        return udp && loss.clean();
    }

    /** The client says that it missed a message. */
    void missed() {
        loss.missed(thread.nanoTime());
    }

    /** Takes the client's choice. True: it was served by UDP until now, and no longer is. */
    boolean choose(boolean wantsUdp) {
        if (wantsUdp && thread.now() < tcpUntil) {
            sendMoved();
            return false;
        }
        boolean before = udp;
        udp = wantsUdp && address.isKnown();
        if (udp && !before) {
            newPath();
        }
        return before && !udp;
    }

    /** Nothing that was reported so far speaks of what is sent from now on. */
    void newPath() {
        loss = new PathLoss();
    }

    /**
     * The client reports, in the datagram that was opened last, what arrived. True: too much is lost, and UDP is given
     * up.
     */
    boolean report(long highest, long received) {
        if (!udp || !keys.underCurrent()) {
            return false;
        }
        PathLoss.Span span = loss.report(highest, received, keys.sealer().sealed(), thread.nanoTime());
        if (span == null) {
            return false;
        }
        counters.add(Counter.DATAGRAMS_LOST, span.lost());
        known += span.sent();
        lost += span.lost();
        lastPercent = span.percent();
        if (!span.tooMuch()) {
            return false;
        }
        counters.count(Counter.MOVES_TO_TCP);
        tcpUntil = thread.now() + TCP_MILLIS;
        lostPercent = span.percent();
        sendMoved();
        return choose(false);
    }

    private void sendMoved() {
        link.send(ServerMessage.newBuilder()
                .setMovedToTcp(MovedToTcp.newBuilder()
                        .setWaitMs(Math.toIntExact(tcpUntil - thread.now()))
                        .setLostPercent(lostPercent))
                .build());
    }

    Census.OfSession traffic(Session session) {
        return new Census.OfSession(session, udp, keys.sealer().sealed(), known, lost, udp ? lastPercent : 0);
    }
}
