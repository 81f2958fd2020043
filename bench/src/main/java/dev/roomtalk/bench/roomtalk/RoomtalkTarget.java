package dev.roomtalk.bench.roomtalk;

import com.google.protobuf.ByteString;
import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Progress;
import dev.roomtalk.bench.load.Arrivals;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.Target;
import dev.roomtalk.bench.net.Endpoint;
import dev.roomtalk.bench.net.UdpSockets;
import dev.roomtalk.proto.RefusalReason;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A room-server, spoken to as real clients do: every member is a user with a control connection and relay keys of its
 * own. Only the UDP sockets are shared; the connection id in a datagram says whose it is. Confined to its loop once
 * open. Over 300 lines, because it stands between the load, the sockets and the sessions, each of which knows it by an
 * interface or a few methods of its own.
 */
public final class RoomtalkTarget implements Target, UdpSockets.Receiver {
    /**
     * How messages travel.
     *
     * @param udp over UDP where they fit; otherwise all over the control connections
     * @param sockets UDP sockets that all sessions share
     * @param offload see {@link UdpSockets#open}
     */
    public record Transport(boolean udp, int sockets, boolean offload) {}

    private static final int NAME_LETTERS = 6;
    private static final int UDP_PING_SECONDS = 5;

    private final RoomtalkServer server;
    private final Shape shape;
    private final Transport transport;
    private final EventLoop loop;
    private final RandomGenerator random;
    private final Progress progress;
    private final Connector connector;
    private final String run;
    private final List<RoomtalkConnection> connections = new ArrayList<>();
    private final RoomtalkMember[] senders;
    private final List<RoomtalkConnection> later = new ArrayList<>();
    private final List<RoomtalkMember> dirty = new ArrayList<>();

    private final SharedInbox inbox = new SharedInbox();
    private final byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
    private final byte[] scratch = new byte[Protocol.MAX_TEXT + FrameWriter.PUBLISH_OVERHEAD];

    private @Nullable Arrivals arrivals;
    private @Nullable Opening opening;
    private @Nullable UdpSockets sockets;
    private @Nullable InetSocketAddress relay;
    private int maxInFlight = Protocol.MAX_IN_FLIGHT;
    private int keepAliveSeconds = 20;
    private int second;
    private boolean keptAlive;
    private boolean closing;
    private Runnable joined = () -> {};

    public RoomtalkTarget(
            RoomtalkServer server,
            Shape shape,
            Transport transport,
            EventLoop loop,
            RandomGenerator random,
            Progress progress) {
        this.server = server;
        this.progress = progress;
        this.shape = shape;
        this.transport = transport;
        this.loop = loop;
        this.random = random;
        this.connector = new Connector(server.access(), loop);
        this.senders = new RoomtalkMember[shape.allSenders()];
        this.run = random.ints(NAME_LETTERS, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String name() {
        return "server";
    }

    @Override
    public void open(Arrivals newArrivals) {
        arrivals = newArrivals;
        if (transport.udp()) {
            // Where the relay is, only a server that one has signed in at says.
            openIdle(newArrivals, 1);
            InetSocketAddress address = relay;
            if (address == null) {
                throw Failure.unreachable("the server at %s has no relay: --transport tcp measures without it"
                        .formatted(connector.addressText()));
            }
            sockets = UdpSockets.open(loop, address, transport.sockets(), transport.offload(), this);
        }
        makeRooms(newArrivals);
        int others = shape.members() - 1;
        openSessions(
                shape.rooms() * others,
                i -> connection(i / others * shape.members() + 1 + i % others, RoomtalkConnection.Entry.JOIN));
    }

    /** A room's first member makes it; only then can the others join. */
    void makeRooms(Arrivals newArrivals) {
        arrivals = newArrivals;
        keepAlive();
        openSessions(shape.rooms(), i -> connection(i * shape.members(), RoomtalkConnection.Entry.CREATE));
    }

    /** All members but those who have made the rooms sign in. */
    void signIn() {
        int others = shape.members() - 1;
        openSessions(shape.rooms() * others, i -> {
            RoomtalkConnection connection =
                    connection(i / others * shape.members() + 1 + i % others, RoomtalkConnection.Entry.JOIN_LATER);
            later.add(connection);
            return connection;
        });
    }

    /** All of those ask to join at once. Returns when all have; {@code each} is called for each that has. */
    void joinAll(Runnable each) {
        joined = each;
        Opening all = new Opening(later.size(), later.size(), i -> later.get(i).join(false));
        opening = all;
        all.await(loop, progress);
    }

    /** Opens sessions that sign in, and are in no room. */
    void openIdle(Arrivals newArrivals, int count) {
        arrivals = newArrivals;
        keepAlive();
        int before = connections.size();
        openSessions(count, i -> connection(-1 - before - i, RoomtalkConnection.Entry.NONE));
    }

    /** From the first sessions on, a server hears of all of them now and then. */
    private void keepAlive() {
        if (!keptAlive) {
            keptAlive = true;
            loop.execute(this::everySecond);
        }
    }

    private RoomtalkConnection connection(int member, RoomtalkConnection.Entry entry) {
        return switch (entry) {
            case NONE ->
                new RoomtalkConnection(
                        member, entry, userName("i" + -member), token(), "", random.nextLong(), false, this);
            case CREATE, JOIN, JOIN_LATER -> {
                int room = shape.roomOfMember(member);
                RoomtalkConnection connection = new RoomtalkConnection(
                        member,
                        entry,
                        userName(Integer.toString(member)),
                        token(),
                        "bench-%s-%d".formatted(run, room),
                        random.nextLong(),
                        transport.udp(),
                        this);
                int inRoom = member % shape.members();
                if (inRoom < shape.senders()) {
                    senders[room * shape.senders() + inRoom] = connection.member();
                }
                yield connection;
            }
        };
    }

    private String userName(String of) {
        RoomtalkServer.User user = server.user();
        return user == null ? "bench-%s-%s".formatted(run, of) : user.name();
    }

    private ByteString token() {
        RoomtalkServer.User user = server.user();
        return user == null ? ByteString.EMPTY : user.token();
    }

    private void openSessions(int count, IntFunction<RoomtalkConnection> next) {
        Opening all = new Opening(count, i -> {
            RoomtalkConnection connection = next.apply(i);
            connections.add(connection);
            ChannelFuture connecting = connector.connect(connection);
            connecting.addListener((ChannelFutureListener) connected -> {
                if (!connected.isSuccess()) {
                    failed(connector.noConnection(connected.cause()));
                }
            });
        });
        opening = all;
        all.await(loop, progress);
    }

    private void everySecond() {
        if (closing) {
            return;
        }
        second++;
        int pings = Math.max(1, keepAliveSeconds / 2);
        for (int i = 0; i < connections.size(); i++) {
            if (i % pings == second % pings) {
                connections.get(i).pingOverTcp();
            }
            if (i % UDP_PING_SECONDS == second % UDP_PING_SECONDS) {
                connections.get(i).pingOverUdp();
            }
            connections.get(i).member().report();
        }
        flushSockets();
        loop.schedule(this::everySecond, 1, TimeUnit.SECONDS);
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public OptionalLong pid() {
        return server.pid();
    }

    @Override
    public int streams() {
        return 1;
    }

    @Override
    public int maxInFlight() {
        return maxInFlight;
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public List<Integer> receivingPorts() {
        return sockets == null ? List.of() : sockets.ports();
    }

    @Override
    public OptionalInt servingPort() {
        InetSocketAddress at = relay;
        return server.pid().isPresent() && at != null ? OptionalInt.of(at.getPort()) : OptionalInt.empty();
    }

    @Override
    public void publish(int sender, long n, int aboveBase, byte[] text, int length) {
        senders[sender].publish(n, aboveBase, text, length);
    }

    @Override
    public void flush() {
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
        flushSockets();
    }

    @Override
    public void close() {
        loop.submit(() -> {
                    closing = true;
                    connections.forEach(RoomtalkConnection::close);
                })
                .awaitUninterruptibly();
        if (sockets != null) {
            sockets.close();
        }
    }

    // ---- For the sessions, on the loop.

    void opened(RoomtalkConnection connection) {
        maxInFlight = Math.min(maxInFlight, connection.maxInFlight());
        keepAliveSeconds = connection.keepAliveSeconds();
        // Before the last of them ends the wait.
        joined.run();
        Objects.requireNonNull(opening, "opening").one();
    }

    void failed(Failure failure) {
        if (!closing) {
            Objects.requireNonNull(opening, "opening").failed(failure);
            arrivals().broken(failure);
        }
    }

    void handshakeFailed(Throwable cause) {
        failed(connector.noTls(cause));
    }

    String addressText() {
        return connector.addressText();
    }

    /** Where the server says its relay is. */
    void welcome(Welcome welcome) {
        if (relay == null && welcome.getRelayCount() > 0) {
            RelayAddress first = welcome.getRelay(0);
            relay = first.getHost().isEmpty()
                    ? new InetSocketAddress(server.access().address().getAddress(), first.getPort())
                    : Endpoint.resolve(first.getHost(), first.getPort());
        }
    }

    void route(long connectionId, RoomtalkMember member, DatagramOpener opener) {
        inbox.route(connectionId, member, opener);
    }

    void frameOverTcp(RoomtalkMember member, ByteBuf message) {
        inbox.controlMessage(member, message, arrivals());
    }

    void dirty(RoomtalkMember member) {
        dirty.add(member);
    }

    void sendDatagram(RoomtalkMember member, DatagramSealer sealer, byte[] plaintext, int length) {
        UdpSockets to = Objects.requireNonNull(sockets, "over UDP");
        to.send(member.index() % to.count(), datagram, sealer.seal(plaintext, 0, length, datagram, 0));
    }

    void flushSockets() {
        if (sockets != null) {
            sockets.flush();
        }
    }

    /** For one frame, until it is written. */
    byte[] scratch() {
        return scratch;
    }

    void answered(RoomtalkMember member, long n, long number) {
        arrivals().expected(shape.roomOfMember(member.index()), 0, number);
        arrivals().answered(senderOf(member), n);
    }

    void refused(RoomtalkMember member, long n, int refusal, int waitMillis) {
        RefusalReason reason = RefusalReason.forNumber(refusal);
        arrivals()
                .refused(senderOf(member), n, reason == null ? RefusalReason.REFUSAL_UNSPECIFIED : reason, waitMillis);
    }

    private int senderOf(RoomtalkMember member) {
        int index = member.index();
        return shape.roomOfMember(index) * shape.senders() + index % shape.members();
    }

    void latest(RoomtalkMember member, long number) {
        arrivals().expected(shape.roomOfMember(member.index()), 0, number);
    }

    // ---- The sockets.

    @Override
    public void received(byte[] bytes, int length) {
        inbox.datagram(bytes, length, arrivals());
    }

    @Override
    public void turnEnded() {
        arrivals().turnEnded();
    }

    @Override
    public void failed(Throwable cause) {
        failed(Failure.of(cause, "the server at " + connector.addressText() + " has ended"));
    }

    private Arrivals arrivals() {
        return Objects.requireNonNull(arrivals, "opened");
    }
}
