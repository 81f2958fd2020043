package dev.roomtalk.server.relay;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.NewRelay;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.Counters;
import dev.roomtalk.server.engine.Engine;
import dev.roomtalk.server.engine.RoomRecord;
import dev.roomtalk.server.room.Room;
import dev.roomtalk.server.room.RoomRules;
import dev.roomtalk.wire.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The relay of a node: its loops, and the way in for sessions and rooms. Any thread. */
public final class Relay implements AutoCloseable {
    private static final int LONGEST_DATAGRAM = 2048;
    private static final int DATAGRAMS_PER_READ = 64;
    private static final WriteBufferWaterMark SEND_QUEUE = new WriteBufferWaterMark(8 << 20, 16 << 20);

    private final MultiThreadIoEventLoopGroup group;
    private final List<RelayLoop> loops = new ArrayList<>();
    private final List<EventLoop> eventLoops = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final RoomDirectory rooms;
    private final Memberships memberships;
    private final PasswordCheck passwords;
    private final Engine engine;
    private final RoomRules rules;
    private final SecureRandom random;
    private final AtomicInteger nextLoop = new AtomicInteger();
    private final List<Future<?>> ticks = new ArrayList<>();
    private int receiveBuffer;

    /** Loops that do not run yet. */
    public Relay(
            int loopCount,
            RoomDirectory rooms,
            Memberships memberships,
            PasswordCheck passwords,
            Engine engine,
            RoomRules rules,
            LongSupplier ticker,
            InstantSource clock,
            SecureRandom random,
            Counters counters) {
        this.rooms = rooms;
        this.memberships = memberships;
        this.passwords = passwords;
        this.engine = engine;
        this.rules = rules;
        this.random = random;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        this.group = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory("relay"), io);
        for (int i = 0; i < loopCount; i++) {
            EventLoop eventLoop = group.next();
            eventLoops.add(eventLoop);
            loops.add(new RelayLoop(i, eventLoop, rooms, ticker, clock, random::nextLong, counters));
        }
        loops.forEach(loop -> loop.meet(loops, this::renewKeys));
    }

    /**
     * Binds every loop to these addresses and starts the loops.
     *
     * @throws IOException naming the address that could not be bound
     */
    public void bind(List<InetSocketAddress> addresses, int receiveBufferBytes) throws IOException {
        for (int i = 0; i < loops.size(); i++) {
            RelayLoop loop = loops.get(i);
            for (int slot = 0; slot < addresses.size(); slot++) {
                bind(loop, eventLoops.get(i), addresses.get(slot), slot, receiveBufferBytes);
            }
        }
        for (int i = 0; i < loops.size(); i++) {
            ticks.add(eventLoops.get(i).scheduleAtFixedRate(loops.get(i)::tick, 1, 1, TimeUnit.SECONDS));
        }
    }

    /** Undoes {@link #bind}. */
    public void unbind() {
        ticks.forEach(tick -> tick.cancel(false));
        ticks.clear();
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        channels.clear();
        for (int i = 0; i < loops.size(); i++) {
            eventLoops.get(i).submit(loops.get(i)::removeSockets).awaitUninterruptibly();
        }
    }

    private void bind(RelayLoop loop, EventLoop eventLoop, InetSocketAddress address, int slot, int receiveBufferBytes)
            throws IOException {
        NettyRelaySocket socket = new NettyRelaySocket(loop, slot);
        Bootstrap bootstrap = new Bootstrap()
                .group(eventLoop)
                .handler(socket)
                .option(ChannelOption.SO_RCVBUF, receiveBufferBytes)
                .option(ChannelOption.SO_SNDBUF, receiveBufferBytes)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, SEND_QUEUE);
        if (Epoll.isAvailable()) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.SO_REUSEPORT, loops.size() > 1)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LONGEST_DATAGRAM)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(LONGEST_DATAGRAM * DATAGRAMS_PER_READ));
        } else {
            bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_DATAGRAM));
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot bind UDP " + address + ": " + bound.cause().getMessage(), bound.cause());
        }
        Channel channel = bound.channel();
        channels.add(channel);
        eventLoop.submit(() -> loop.addSocket(socket)).awaitUninterruptibly();
        Integer granted = channel.config().getOption(ChannelOption.SO_RCVBUF);
        receiveBuffer = granted == null ? 0 : granted;
    }

    /** What the kernel gave of the receive buffer that was asked for, in bytes. */
    public int receiveBuffer() {
        return receiveBuffer;
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
        Session session =
                new Session(userId, name, instance, link, loop, new RelayKeyring(connectionId, secret), limit);
        CompletableFuture<Admission> admitted = new CompletableFuture<>();
        loop.execute(() -> {
            loop.add(session.relay());
            admitted.complete(new Admission(session, connectionId, ByteString.copyFrom(secret)));
        });
        return admitted;
    }

    /** The session is over: its connection ids are forgotten. */
    public void dismiss(Session session) {
        session.loop().execute(() -> session.loop().remove(session.relay()));
    }

    private byte[] secret() {
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        random.nextBytes(secret);
        return secret;
    }

    private long connectionId(RelayLoop loop) {
        return ((long) loop.index() << 56) | (random.nextLong() >>> 8);
    }

    /** On the session's loop. */
    private void renewKeys(Session session) {
        byte[] secret = secret();
        long connectionId = connectionId(session.loop());
        session.loop().accept(session.relay(), new RelayKeyring(connectionId, secret));
        session.link()
                .send(ServerMessage.newBuilder()
                        .setNewRelay(NewRelay.newBuilder()
                                .setConnectionId(connectionId)
                                .setRelaySecret(ByteString.copyFrom(secret)))
                        .build());
    }

    /** Serves a room that the engine has. */
    public RoomRef open(RoomRecord record) {
        int number = rooms.takeNumber();
        RelayLoop loop = loops.get(Math.floorMod(record.name().key().hashCode(), loops.size()));
        boolean passwordNeeded = record.passwordHash() != null;
        Room room = new Room(
                new Room.Charter(record.name(), passwordNeeded, record.ephemeral(), record.closeWithHost()),
                rules,
                record.topic(),
                engine.epoch(),
                record.sequence(),
                loop.now());
        RoomRef ref =
                new RoomRef(number, record.name(), loop, new RoomRef.Snapshot(record.topic(), 0, 0, passwordNeeded));
        RoomHost host =
                new RoomHost(ref, room, record.passwordHash(), loops, engine, memberships, passwords, rooms::remove);
        rooms.add(ref);
        loop.execute(() -> loop.host(host));
        return ref;
    }

    @Override
    public void close() {
        unbind();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
