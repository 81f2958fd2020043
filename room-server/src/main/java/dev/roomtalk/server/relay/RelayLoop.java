package dev.roomtalk.server.relay;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.server.base.BundleSizes;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.Latency;
import dev.roomtalk.server.room.Moment;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.wire.DatagramHeader;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One relay loop: a thread that owns its UDP sockets, the relay state of its sessions, and its rooms. Everything here is
 * confined to that thread but {@link #offer}, {@link #execute} and {@link #index}.
 *
 * <p>A turn of the loop handles what arrived and what others offered; the bundles that it filled leave at its end. Nothing in
 * a turn blocks.
 */
public final class RelayLoop implements RelaySocket.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);

    /** Traffic that other owners may have waiting here. */
    private static final int QUEUE = 1 << 16;

    /** Sessions that a fan-out serves before others get their turn. */
    private static final int FAN_OUT_STRETCH = 256;

    /** Fan-outs that may wait, and deliveries in all of them: a room of many members makes few of these many. */
    private static final int FAN_OUTS = 4096;

    private static final int FAN_OUT_DELIVERIES = 1 << 18;

    /** Messages of this loop's rooms that the engine may have at one time, so that its answers always fit. */
    private static final int APPENDS = 1 << 14;

    private static final int SPARE_BUNDLES = 1024;
    private static final long KEY_LIFE_MILLIS = TimeUnit.HOURS.toMillis(24);

    /** Well under the limit of RFC 9001 B.1.1. */
    private static final long KEY_LIFE_DATAGRAMS = 1L << 27;

    private final int index;
    private final EventExecutor executor;
    private final RoomDirectory rooms;
    private final LongSupplier ticker;
    private final long begun;
    private final InstantSource clock;
    private final LongSupplier random;
    private final Counters counters;
    private final BundleSizes bundles;
    private final AtomicInteger waiting = new AtomicInteger();

    private final List<RelaySocket> sockets = new ArrayList<>();
    private final LongObjectMap<SessionRelay> sessions = new LongObjectHashMap<>();
    private final IntObjectMap<Audience> audiences = new IntObjectHashMap<>();
    private final IntObjectMap<RoomHost> hosts = new IntObjectHashMap<>();
    private final Tails tails;
    private final Strangers strangers;

    private final Deque<FanOut> fanOuts = new ArrayDeque<>();
    private final Set<Audience> behind = new LinkedHashSet<>();
    private int deliveriesWaiting;
    private int appends;
    private final Deque<byte[]> spareBundles = new ArrayDeque<>();
    private List<SessionRelay> toFlush = new ArrayList<>();
    private List<SessionRelay> flushing = new ArrayList<>();
    private boolean flushPlanned;
    private boolean inBatch;
    /** When the first message came that has not left yet; 0: there is none. */
    private long fanOutBegan;

    private final byte[] plaintext = new byte[Protocol.MAX_DATAGRAM];
    private final byte[] sealed = new byte[Protocol.MAX_DATAGRAM];
    private final FrameReader frames = new FrameReader();
    private List<RelayLoop> peers = List.of();
    private KeyExchange keyExchange = session -> {};

    /** Gives a session new keys over its control connection. */
    interface KeyExchange {
        void renew(Session session);
    }

    /**
     * One that does nothing yet.
     *
     * @param ticker nanoseconds for every duration: it never jumps
     * @param clock for the times that people are shown
     */
    RelayLoop(
            int index,
            EventExecutor executor,
            RoomDirectory rooms,
            LongSupplier ticker,
            InstantSource clock,
            LongSupplier random,
            Counters counters) {
        this.index = index;
        this.executor = executor;
        this.rooms = rooms;
        this.ticker = ticker;
        this.begun = ticker.getAsLong();
        this.clock = clock;
        this.random = random;
        this.counters = counters;
        this.strangers = new Strangers(drops -> counters.add(Counter.DATAGRAMS_DROPPED_BY_KERNEL, drops));
        this.bundles = counters.newBundles();
        this.tails = new Tails(this::now, this::schedule);
    }

    /** Before the loop runs. */
    void meet(List<RelayLoop> all, KeyExchange exchange) {
        peers = all;
        keyExchange = exchange;
    }

    void addSocket(RelaySocket socket) {
        sockets.add(socket);
    }

    void removeSockets() {
        sockets.clear();
    }

    public int index() {
        return index;
    }

    /** Traffic: never waits, and is refused (false) when the loop has too much waiting. Any thread. */
    public boolean offer(Runnable command) {
        if (waiting.incrementAndGet() > QUEUE) {
            waiting.decrementAndGet();
            return false;
        }
        executor.execute(() -> {
            waiting.decrementAndGet();
            run(command);
        });
        return true;
    }

    /** Lifecycle, which is bounded by the number of sessions and requests and may not be dropped. Any thread. */
    public void execute(Runnable command) {
        executor.execute(() -> run(command));
    }

    void schedule(Runnable command, long millis) {
        executor.schedule(() -> run(command), millis, TimeUnit.MILLISECONDS);
    }

    private void run(Runnable command) {
        try {
            command.run();
        } catch (RuntimeException e) {
            counters.count(Counter.INTERNAL_ERRORS);
            LOG.atError().addKeyValue("loop", index).setCause(e).log("a command failed");
        }
        planFlush();
    }

    /** Whether the caller runs on this loop. Any thread. */
    boolean isCurrentThread() {
        return executor.inEventLoop();
    }

    /** Nanoseconds of the node's ticker: only differences mean anything. Any thread. */
    long nanoTime() {
        return ticker.getAsLong();
    }

    /** Milliseconds since this loop was made, whatever the wall clock does. Any thread. */
    long now() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime() - begun);
    }

    Moment moment() {
        return new Moment(now(), clock.millis());
    }

    long random() {
        return random.getAsLong();
    }

    // Datagrams in

    @Override
    public void onDatagram(RelaySocket via, byte[] bytes, int length, InetSocketAddress from) {
        inBatch = true;
        counters.count(Counter.DATAGRAMS_IN);
        if (!DatagramHeader.plausible(bytes[0], length)) {
            counters.count(Counter.DATAGRAMS_IMPLAUSIBLE);
            ofNobody();
            return;
        }
        long connectionId = DatagramHeader.connectionId(bytes, 0);
        int owner = DatagramHeader.loop(connectionId);
        if (owner == index) {
            receive(via, connectionId, bytes, length, from);
        } else if (owner < peers.size()) {
            byte[] copy = java.util.Arrays.copyOf(bytes, length);
            int slot = via.slot();
            if (!peers.get(owner).offer(() -> peers.get(owner).handedOver(slot, connectionId, copy, from))) {
                counters.count(Counter.DATAGRAMS_NOT_HANDED_OVER);
            }
        } else {
            counters.count(Counter.DATAGRAMS_UNKNOWN);
            ofNobody();
        }
    }

    private void ofNobody() {
        if (strangers.one(nanoTime())) {
            strangers.guard(sockets);
        }
    }

    private void handedOver(int slot, long connectionId, byte[] datagram, InetSocketAddress from) {
        receive(sockets.get(slot), connectionId, datagram, datagram.length, from);
    }

    private void receive(RelaySocket via, long connectionId, byte[] datagram, int length, InetSocketAddress from) {
        SessionRelay relay = sessions.get(connectionId);
        if (relay == null) {
            counters.count(Counter.DATAGRAMS_UNKNOWN);
            ofNobody();
            return;
        }
        int opened = relay.open(connectionId, datagram, length, plaintext);
        if (opened < 0) {
            counters.count(opened == DatagramOpener.REPLAYED ? Counter.DATAGRAMS_REPLAYED : Counter.DATAGRAMS_FORGED);
            return;
        }
        relay.heard(via, from, length);
        frames.reset(plaintext, 0, opened);
        while (frames.next()) {
            try {
                onFrame(relay, from);
            } catch (InvalidProtocolBufferException e) {
                counters.count(Counter.DATAGRAMS_MALFORMED);
            }
        }
        if (frames.malformed()) {
            counters.count(Counter.DATAGRAMS_MALFORMED);
        }
    }

    private void onFrame(SessionRelay relay, InetSocketAddress from) throws InvalidProtocolBufferException {
        Frame frame = Frame.parser().parseFrom(plaintext, frames.start(), frames.length());
        switch (frame.getKindCase()) {
            case PING -> relay.ping(frame.getPing().getId(), from);
            case RESPONSE -> relay.response(from, frame.getResponse().getData());
            case REPORT ->
                relay.report(frame.getReport().getHighest(), frame.getReport().getReceived());
            default -> onRoomFrame(relay.session(), frame);
        }
    }

    /** A frame that is for a room, by whichever transport it came. */
    public void onRoomFrame(Session session, Frame frame) {
        int room =
                switch (frame.getKindCase()) {
                    case PUBLISH -> frame.getPublish().getRoom();
                    case NACK -> frame.getNack().getRoom();
                    default -> 0;
                };
        if (room == 0) {
            return;
        }
        if (frame.hasPublish()) {
            int wait = session.publishLimit().take(nanoTime(), RoomFrames.textBytes(frame));
            if (wait > 0) {
                counters.count(Counter.MESSAGES_TOO_FAST);
                RoomFrames.refuseTooFast(this, session, frame, wait);
                return;
            }
        }
        if (frame.hasNack() && !session.relay().takesRepair()) {
            // It is told Latest when it keeps up again, and asks again.
            counters.count(Counter.REPAIRS_LEFT_OUT);
            return;
        }
        RoomRef ref = rooms.find(room);
        if (ref == null) {
            RoomFrames.refuseUnknown(this, session, frame);
        } else if (ref.loop() == this) {
            onOwnRoomFrame(room, session, frame);
        } else if (!ref.loop().offer(() -> ref.loop().onOwnRoomFrame(room, session, frame))) {
            RoomFrames.refuseBusy(this, session, frame);
        }
    }

    private void onOwnRoomFrame(int room, Session session, Frame frame) {
        RoomHost host = hosts.get(room);
        if (host == null) {
            RoomFrames.refuseUnknown(this, session, frame);
        } else if (frame.hasPublish() && busy()) {
            RoomFrames.refuseBusy(this, session, frame);
        } else if (frame.hasPublish()) {
            int wait = host.publishLimit().take(nanoTime(), RoomFrames.textBytes(frame));
            if (wait > 0) {
                counters.count(Counter.MESSAGES_TOO_FAST_FOR_ROOM);
                RoomFrames.refuseTooFast(this, session, frame, wait);
            } else {
                RoomFrames.apply(host, session, frame);
            }
        } else {
            RoomFrames.apply(host, session, frame);
        }
    }

    @Override
    public void onBatchEnd() {
        inBatch = false;
        flush();
    }

    // Datagrams out

    byte[] borrowBundle() {
        byte[] spare = spareBundles.pollLast();
        return spare == null ? new byte[Protocol.MAX_PLAINTEXT] : spare;
    }

    void returnBundle(byte[] bundle) {
        if (spareBundles.size() < SPARE_BUNDLES) {
            spareBundles.addLast(bundle);
        }
    }

    void willFlush(SessionRelay relay) {
        toFlush.add(relay);
    }

    void seal(DatagramSealer sealer, byte[] frames, int length, RelaySocket socket, InetSocketAddress to) {
        int sealedLength = sealer.seal(frames, 0, length, sealed, 0);
        counters.count(socket.send(sealed, sealedLength, to) ? Counter.DATAGRAMS_OUT : Counter.DATAGRAMS_NOT_SENT);
    }

    private void planFlush() {
        if (!toFlush.isEmpty() && !flushPlanned && !inBatch) {
            flushPlanned = true;
            executor.execute(() -> {
                flushPlanned = false;
                flush();
            });
        }
    }

    private void flush() {
        List<SessionRelay> filled = toFlush;
        toFlush = flushing;
        flushing = filled;
        for (SessionRelay relay : filled) {
            relay.flush();
        }
        filled.clear();
        for (RelaySocket socket : sockets) {
            socket.flush();
        }
        if (fanOutBegan != 0 && fanOuts.isEmpty()) {
            counters.took(Latency.FAN_OUT, nanoTime() - fanOutBegan);
            fanOutBegan = 0;
        }
    }

    // Sessions

    void add(SessionRelay relay) {
        relay.begin(now());
        relay.connectionIds().forEach(id -> sessions.put(id, relay));
    }

    void remove(SessionRelay relay) {
        relay.connectionIds().forEach(sessions::remove);
        // A room that has not yet heard of the end must not fill bundles for nobody.
        for (Audience audience : List.copyOf(relay.audiences())) {
            leave(audience.room(), relay.session());
        }
    }

    /** Connection ids that are served. */
    int sessionCount() {
        return sessions.size();
    }

    void accept(SessionRelay relay, RelayKeyring next) {
        relay.offerKeys(next);
        sessions.put(next.connectionId, relay);
    }

    /** Sends a frame to a session of this loop by the transport it uses. */
    void send(Session session, byte[] frame) {
        if (session.relay().udp() && frame.length <= Protocol.MAX_PLAINTEXT) {
            session.relay().append(frame);
        } else if (!session.link().offer(FrameEncoder.record(frame))) {
            session.relay().fallBehind();
            countBehind();
        }
    }

    // Rooms

    void host(RoomHost host) {
        hosts.put(host.ref().number(), host);
    }

    void unhost(int room) {
        hosts.remove(room);
    }

    @Nullable
    RoomHost hosted(int room) {
        return hosts.get(room);
    }

    Tails tails() {
        return tails;
    }

    void join(int room, Session session, long epoch, long sequence, long oldest) {
        Audience audience = audiences.get(room);
        if (audience == null) {
            audience = new Audience(room);
            audiences.put(room, audience);
            audience.delivered(epoch, sequence, oldest);
        }
        audience.add(session);
    }

    void leave(int room, Session session) {
        Audience audience = audiences.get(room);
        if (audience != null) {
            audience.remove(session);
            if (audience.isEmpty()) {
                audiences.remove(room);
            }
        }
    }

    /** Brings a message of a room to the sessions of this loop. */
    void deliver(int room, byte[] frame, long epoch, long sequence, long oldest) {
        Audience audience = audiences.get(room);
        if (audience != null) {
            fanOutBegan = fanOutBegan == 0 ? nanoTime() : fanOutBegan;
            audience.delivered(epoch, sequence, oldest);
            if (full()) {
                counters.count(Counter.DELIVERIES_BEHIND);
                behind.add(audience);
            } else {
                fanOut(new FanOut(frame, room, sequence, audience.sessions(), true));
            }
        }
    }

    /** Tells the sessions of this loop that are served over UDP, or all of them, how far the room is. */
    void tellLatest(int room, long epoch, long sequence, long oldest, boolean toEverybody) {
        Audience audience = audiences.get(room);
        if (audience != null) {
            audience.delivered(epoch, sequence, oldest);
            fanOut(latest(audience, toEverybody));
        }
    }

    private static FanOut latest(Audience audience, boolean toEverybody) {
        byte[] frame = FrameEncoder.latest(audience.room(), audience.epoch(), audience.sequence(), audience.oldest());
        return new FanOut(frame, audience.room(), audience.sequence(), audience.sessions(), toEverybody);
    }

    private boolean full() {
        return fanOuts.size() >= FAN_OUTS || deliveriesWaiting >= FAN_OUT_DELIVERIES;
    }

    /** A message more would only wait: behind fan-outs, or behind those that the engine has. */
    boolean busy() {
        return full() || appends >= APPENDS;
    }

    void appendBegins() {
        appends++;
    }

    void appendEnds() {
        appends--;
    }

    private void fanOut(FanOut fanOut) {
        deliveriesWaiting += fanOut.size();
        fanOuts.addLast(fanOut);
        if (fanOuts.size() == 1) {
            serve();
        }
    }

    private void serve() {
        int left = FAN_OUT_STRETCH;
        while (!fanOuts.isEmpty()) {
            FanOut first = fanOuts.getFirst();
            int served = first.run(left);
            left -= served;
            deliveriesWaiting -= served;
            if (!first.finished()) {
                execute(this::serve);
                return;
            }
            fanOuts.removeFirst();
        }
        if (!behind.isEmpty()) {
            List<Audience> told = List.copyOf(behind);
            behind.clear();
            told.forEach(audience -> execute(() -> fanOut(latest(audience, true))));
        }
    }

    /** Once a second. */
    void tick() {
        long now = now();
        strangers.tick(sockets);
        List<Session> wanting = new ArrayList<>();
        List<Long> expired = new ArrayList<>();
        for (var entry : sessions.entries()) {
            SessionRelay relay = entry.value();
            long old = relay.tick(now);
            if (old != 0) {
                expired.add(old);
            }
            if (relay.wantsKeys(KEY_LIFE_DATAGRAMS, now - KEY_LIFE_MILLIS)) {
                wanting.add(relay.session());
            }
        }
        expired.forEach(sessions::remove);
        wanting.forEach(keyExchange::renew);
        List.copyOf(hosts.values()).forEach(RoomHost::tick);
        planFlush();
    }

    /** Its rooms follow these rules from now on. */
    void follow(RoomRules rules, RoomRates rates) {
        hosts.values().forEach(host -> host.follow(rules, rates));
    }

    /** What there is here. */
    Census census() {
        Set<SessionRelay> relays = new LinkedHashSet<>(sessions.values());
        return new Census(
                hosts.values().stream().map(RoomHost::report).toList(),
                relays.stream().map(SessionRelay::report).toList());
    }

    void countBundle(int messages) {
        bundles.record(messages);
    }

    /** A message was refused. */
    void countRefused(RefusalReason why) {
        counters.refusedMessage(why);
    }

    void countChallenge() {
        counters.count(Counter.CHALLENGES);
    }

    void countMove() {
        counters.count(Counter.MOVES);
    }

    void countLost(long datagrams) {
        counters.add(Counter.DATAGRAMS_LOST, datagrams);
    }

    void countBehind() {
        counters.count(Counter.DELIVERIES_BEHIND);
    }

    void countDeliveries(int udp, int tcp) {
        counters.add(Counter.DELIVERIES_UDP, udp);
        counters.add(Counter.DELIVERIES_TCP, tcp);
    }

    void count(Counter counter) {
        counters.count(counter);
    }

    void took(Latency what, long nanos) {
        counters.took(what, nanos);
    }

    /** Traffic of other owners that waits here. Any thread. */
    int waiting() {
        return waiting.get();
    }
}
