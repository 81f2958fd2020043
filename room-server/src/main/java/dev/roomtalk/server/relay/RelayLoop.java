package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.rooms.KnownRooms;
import dev.roomtalk.server.rooms.LatestTimer;
import dev.roomtalk.server.rooms.LoopRooms;
import dev.roomtalk.server.rooms.LoopThread;
import dev.roomtalk.server.rooms.RoomFrames;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.PublishReader;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One relay loop: a thread that owns its UDP sockets, the relay state of its sessions, its rooms and its audiences. It
 * puts together the parts that do the work: the {@link LoopThread thread}, the {@link Ingress} and {@link Egress} of
 * datagrams, the {@link FanOuts}, and the {@link LoopRooms rooms}. Confined to that thread, but for {@link #thread} and
 * {@link #index}.
 *
 * <p>A turn of the loop handles what arrived and what others offered; the bundles that it filled leave at its end.
 * Nothing in a turn blocks.
 */
final class RelayLoop {
    private final LoopThread thread;
    private final LongSupplier random;
    private final Counters counters;
    private final List<RelaySocket> sockets = new ArrayList<>();
    /** By connection id: a session that changes its keys has several. */
    private final LongObjectMap<SessionRelay> sessions = new LongObjectHashMap<>();

    private final FloodGuard floodGuard;
    private final FanOuts fanOuts;
    private final Egress egress;
    private final Ingress ingress;
    private final LoopRooms rooms;
    private final RoomFrames roomFrames;
    /** Of the datagram that is being read. */
    private final byte[] plaintext = new byte[Protocol.MAX_DATAGRAM];

    private final FrameReader frames = new FrameReader();
    private final PublishReader publish = new PublishReader();
    private KeyExchange keyExchange = session -> {};

    /** Gives a session new keys over its control connection. */
    interface KeyExchange {
        void renew(Session session);
    }

    /**
     * A loop without sockets, sessions and rooms.
     *
     * @param ticker nanoseconds for every duration: it never jumps
     * @param clock for the times that people are shown
     */
    RelayLoop(
            int index,
            EventExecutor executor,
            KnownRooms known,
            LongSupplier ticker,
            InstantSource clock,
            LongSupplier random,
            Counters counters) {
        this.random = random;
        this.counters = counters;
        thread = new LoopThread(index, executor, ticker, clock, counters);
        floodGuard = new FloodGuard(drops -> counters.add(Counter.DATAGRAMS_DROPPED_BY_KERNEL, drops));
        LatestTimer latestTimer = new LatestTimer(thread::now, thread::schedule);
        fanOuts = new FanOuts(thread, latestTimer, counters);
        egress = new Egress(thread, sockets, fanOuts, counters);
        ingress = new Ingress(thread, sockets, sessions, egress, floodGuard, counters);
        rooms = new LoopRooms(thread, fanOuts, latestTimer, counters);
        roomFrames = new RoomFrames(rooms, known);
        thread.afterCommand(egress::plan);
    }

    /** Makes it known to the other loops, itself included. To be called before the loop runs. */
    void meet(List<RelayLoop> all, KeyExchange exchange) {
        ingress.meet(all.stream().map(RelayLoop::ingress).toList());
        keyExchange = exchange;
    }

    void addSocket(RelaySocket socket) {
        sockets.add(socket);
    }

    void removeSockets() {
        sockets.clear();
    }

    int index() {
        return thread.index();
    }

    LoopThread thread() {
        return thread;
    }

    /** What its sockets give their datagrams to. */
    Ingress ingress() {
        return ingress;
    }

    Egress egress() {
        return egress;
    }

    FanOuts fanOuts() {
        return fanOuts;
    }

    LoopRooms rooms() {
        return rooms;
    }

    RoomFrames roomFrames() {
        return roomFrames;
    }

    Counters counters() {
        return counters;
    }

    LongSupplier random() {
        return random;
    }

    byte[] plaintext() {
        return plaintext;
    }

    FrameReader frames() {
        return frames;
    }

    PublishReader publish() {
        return publish;
    }

    void add(SessionRelay session) {
        session.keys().connectionIds().forEach(id -> sessions.put(id, session));
    }

    void remove(SessionRelay session) {
        session.keys().connectionIds().forEach(sessions::remove);
        // A room that has not been notified of the end yet must not fill bundles for nobody.
        for (Audience audience : List.copyOf(session.audiences())) {
            fanOuts.leave(audience.room(), session.session());
        }
        session.close();
    }

    /** Time has stopped: what its sessions hold outside of Java's heap is freed. */
    void removeAll() {
        Set.copyOf(sessions.values()).forEach(this::remove);
    }

    /** Accepts datagrams of the session under other keys, which it is sent. */
    void accept(SessionRelay session, RelayKeyring next) {
        session.keys().offer(next);
        sessions.put(next.connectionId, session);
    }

    /** Connection ids that are served. */
    int sessionCount() {
        return sessions.size();
    }

    /** To be called once a second. */
    void tick() {
        long now = thread.now();
        floodGuard.tick(sockets);
        List<Session> worn = new ArrayList<>();
        List<Long> expired = new ArrayList<>();
        for (SessionRelay session : sessions.values()) {
            long old = session.tick(now);
            if (old != 0) {
                expired.add(old);
            }
            if (session.keys().wornOut(now)) {
                worn.add(session.session());
            }
        }
        expired.forEach(sessions::remove);
        worn.forEach(keyExchange::renew);
        rooms.tick();
        egress.plan();
    }

    /** What there is here. */
    Census census() {
        Set<SessionRelay> relays = new LinkedHashSet<>(sessions.values());
        return new Census(
                rooms.traffic(), relays.stream().map(SessionRelay::traffic).toList());
    }
}
