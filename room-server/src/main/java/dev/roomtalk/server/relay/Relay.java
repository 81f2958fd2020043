package dev.roomtalk.server.relay;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.NewRelay;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.KnownRooms;
import dev.roomtalk.server.rooms.Memberships;
import dev.roomtalk.server.rooms.OpenRooms;
import dev.roomtalk.server.rooms.PasswordCheck;
import dev.roomtalk.server.rooms.PublishLimit;
import dev.roomtalk.server.rooms.RoomDirectory;
import dev.roomtalk.server.rooms.RoomRates;
import dev.roomtalk.server.store.RoomEngine;
import dev.roomtalk.wire.AeadProvider;
import dev.roomtalk.wire.Protocol;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The relay of a node: its loops, and the way in for sessions and rooms. Any thread. */
public final class Relay implements AutoCloseable {
    private final List<RelayLoop> loops = new ArrayList<>();
    private final List<EventExecutor> executors;
    private final OpenRooms rooms;
    private final RandomGenerator random;
    private final AeadProvider ciphers;
    private final ConnectionIds connectionIds;
    private final KernelFilter filter;
    private final AtomicInteger nextLoop = new AtomicInteger();
    private final List<ScheduledFuture<?>> ticks = new ArrayList<>();

    /**
     * One loop on each of {@code executors}, which run what they are given one after the other.
     *
     * @param ciphers make what seals and opens the datagrams of sessions
     */
    public Relay(
            List<? extends EventExecutor> executors,
            RoomDirectory directory,
            Memberships memberships,
            PasswordCheck passwords,
            RoomEngine engine,
            RoomRules rules,
            RoomRates rates,
            LongSupplier ticker,
            InstantSource clock,
            RandomGenerator random,
            AeadProvider ciphers,
            Counters counters) {
        this.random = random;
        this.ciphers = ciphers;
        this.connectionIds = new ConnectionIds(random);
        this.filter = new KernelFilter(connectionIds);
        this.executors = List.copyOf(executors);
        KnownRooms known = new KnownRooms(directory, memberships);
        for (int i = 0; i < executors.size(); i++) {
            loops.add(new RelayLoop(i, executors.get(i), known, ticker, clock, random::nextLong, counters));
        }
        loops.forEach(loop -> loop.meet(loops, this::renewKeys));
        rooms = new OpenRooms(
                loops.stream().map(RelayLoop::rooms).toList(), directory, memberships, passwords, engine, rules, rates);
    }

    /** Time begins to pass for sessions and rooms. */
    public void start() {
        for (int i = 0; i < loops.size(); i++) {
            ticks.add(executors.get(i).scheduleAtFixedRate(loops.get(i)::tick, 1, 1, TimeUnit.SECONDS));
        }
    }

    /** What waits for each loop, in the order of loops: traffic of other owners. Any thread. */
    public List<Integer> waiting() {
        return loops.stream().map(loop -> loop.thread().waiting()).toList();
    }

    /** The rooms of this node. */
    public OpenRooms rooms() {
        return rooms;
    }

    /** What there is at present, each loop by its own turn. */
    public CompletionStage<List<Census>> census() {
        List<CompletableFuture<Census>> parts = new ArrayList<>();
        for (RelayLoop loop : loops) {
            CompletableFuture<Census> part = new CompletableFuture<>();
            parts.add(part);
            loop.thread().execute(() -> part.complete(loop.census()));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(_ -> parts.stream().map(CompletableFuture::join).toList());
    }

    /** Runs this on each loop, at the end of what waits there. Any thread. */
    public void onEachLoop(Runnable what) {
        executors.forEach(executor -> executor.execute(what));
    }

    List<RelayLoop> loops() {
        return loops;
    }

    /** The most relay loops there can be: the first byte of a connection id names one. */
    public static int mostLoops() {
        return 256;
    }

    /** A session with a new connection id, and its secret. */
    public record Admission(Session session, long connectionId, ByteString secret) {}

    /** Makes a session. Done, on any thread, when the relay knows it: its first datagram may come at once. */
    public CompletionStage<Admission> admit(
            long userId, String name, long instance, ControlLink link, PublishLimit limit) {
        RelayLoop loop = loops.get(Math.floorMod(nextLoop.getAndIncrement(), loops.size()));
        byte[] secret = secret();
        long connectionId = connectionId(loop);
        Session session = new Session(userId, name, instance, link, loop, keyring(connectionId, secret), limit);
        CompletableFuture<Admission> admitted = new CompletableFuture<>();
        loop.thread().execute(() -> {
            loop.add(session.relay());
            admitted.complete(new Admission(session, connectionId, ByteString.copyFrom(secret)));
        });
        return admitted;
    }

    /** The session is over: its connection ids are forgotten. */
    public void dismiss(Session session) {
        session.thread().execute(() -> session.loop().remove(session.relay()));
    }

    private byte[] secret() {
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        random.nextBytes(secret);
        return secret;
    }

    private long connectionId(RelayLoop loop) {
        return connectionIds.next(loop.index());
    }

    private RelayKeyring keyring(long connectionId, byte[] secret) {
        return new RelayKeyring(connectionId, secret, ciphers);
    }

    /** Lets in the connection ids that this relay makes. */
    KernelFilter filter() {
        return filter;
    }

    /** On the session's loop. */
    private void renewKeys(Session session) {
        byte[] secret = secret();
        long connectionId = connectionId(session.loop());
        session.loop().accept(session.relay(), keyring(connectionId, secret));
        session.link()
                .send(ServerMessage.newBuilder()
                        .setNewRelay(NewRelay.newBuilder()
                                .setConnectionId(connectionId)
                                .setRelaySecret(ByteString.copyFrom(secret)))
                        .build());
    }

    /** Time stops, and sessions that are left end; the loops themselves are their owner's. */
    @Override
    public void close() {
        ticks.forEach(tick -> tick.cancel(false));
        ticks.clear();
        loops.forEach(loop -> loop.thread().execute(loop::removeAll));
    }
}
