package dev.roomtalk.server.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of the relay loops, and the UDP sockets that those loops read: our own on Linux, Netty's elsewhere. Used
 * by the thread that starts and stops a node.
 */
public final class RelaySockets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelaySockets.class);

    private static final int MAX_DATAGRAM = 2048;
    private static final int DATAGRAMS_PER_READ = 64;
    private static final WriteBufferWaterMark SEND_QUEUE = new WriteBufferWaterMark(8 << 20, 16 << 20);

    private final boolean own;
    private final MultiThreadIoEventLoopGroup group;
    private final List<IoEventLoop> eventLoops = new ArrayList<>();
    /** What closes each socket that is open. */
    private final List<Runnable> open = new ArrayList<>();

    private final Segmentation segmentation = new Segmentation();
    private int receiveBuffer;

    /** Threads for this many loops; they start with the first work. */
    public RelaySockets(int loopCount) {
        this(loopCount, LinuxRelaySocket.isAvailable());
    }

    /** @param own whether sockets are our own, and not Netty's */
    RelaySockets(int loopCount, boolean own) {
        this.own = own;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory("relay"), io);
        for (int i = 0; i < loopCount; i++) {
            eventLoops.add(group.next());
        }
        if (Epoll.isAvailable() && !own) {
            LOG.info("this system refuses the calls that make the relay fast: it sends and receives through Netty");
        }
    }

    /** What {@link Relay} runs its loops on. */
    public List<IoEventLoop> eventLoops() {
        return eventLoops;
    }

    /**
     * Binds every loop of {@code relay} to these addresses.
     *
     * @throws IOException naming the address that could not be bound
     */
    public void bind(Relay relay, List<InetSocketAddress> addresses, int receiveBufferBytes) throws IOException {
        for (RelayLoop loop : relay.loops()) {
            IoEventLoop eventLoop = eventLoops.get(loop.index());
            for (int slot = 0; slot < addresses.size(); slot++) {
                InetSocketAddress address = addresses.get(slot);
                RelaySocket socket = open(eventLoop, loop.ingress(), address, slot, relay.filter(), receiveBufferBytes);
                eventLoop.submit(() -> loop.addSocket(socket)).awaitUninterruptibly();
            }
        }
    }

    /** Undoes {@link #bind}. */
    public void unbind(Relay relay) {
        for (RelayLoop loop : relay.loops()) {
            eventLoops.get(loop.index()).submit(loop::removeSockets).awaitUninterruptibly();
        }
        closeSockets();
    }

    /** Opens a socket on one of the {@link #eventLoops}; {@link #close} closes it. */
    RelaySocket open(
            IoEventLoop eventLoop,
            RelaySocket.Receiver receiver,
            InetSocketAddress address,
            int slot,
            KernelFilter filter,
            int bufferBytes)
            throws IOException {
        try {
            return own
                    ? openOwn(eventLoop, receiver, address, slot, filter, bufferBytes)
                    : openNettys(eventLoop, receiver, address, slot, filter, bufferBytes);
        } catch (IOException e) {
            throw new IOException("cannot bind UDP " + address + ": " + e.getMessage(), e);
        }
    }

    private RelaySocket openOwn(
            IoEventLoop eventLoop,
            RelaySocket.Receiver receiver,
            InetSocketAddress address,
            int slot,
            KernelFilter filter,
            int bufferBytes)
            throws IOException {
        boolean shared = eventLoops.size() > 1;
        LinuxRelaySocket socket =
                LinuxRelaySocket.open(address, bufferBytes, shared, receiver, slot, filter, segmentation);
        open.add(() -> eventLoop.submit(socket::close).awaitUninterruptibly());
        receiveBuffer = socket.receiveBuffer();
        Future<IoRegistration> registered = eventLoop.register(socket).awaitUninterruptibly();
        if (!registered.isSuccess()) {
            throw new IOException(registered.cause());
        }
        eventLoop.submit(() -> socket.watched(registered.getNow())).awaitUninterruptibly();
        return socket;
    }

    private RelaySocket openNettys(
            IoEventLoop eventLoop,
            RelaySocket.Receiver receiver,
            InetSocketAddress address,
            int slot,
            KernelFilter filter,
            int bufferBytes)
            throws IOException {
        NettyRelaySocket socket = new NettyRelaySocket(receiver, slot, filter);
        Bootstrap bootstrap = new Bootstrap()
                .group(eventLoop)
                .handler(socket)
                .option(ChannelOption.SO_RCVBUF, bufferBytes)
                .option(ChannelOption.SO_SNDBUF, bufferBytes)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, SEND_QUEUE);
        if (Epoll.isAvailable()) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.SO_REUSEPORT, eventLoops.size() > 1)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(MAX_DATAGRAM * DATAGRAMS_PER_READ));
        } else {
            bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        Channel channel = bound.channel();
        open.add(() -> channel.close().awaitUninterruptibly());
        Integer granted = channel.config().getOption(ChannelOption.SO_RCVBUF);
        receiveBuffer = granted == null ? 0 : granted;
        return socket;
    }

    /** What the kernel gave of the receive buffer that was asked for, in bytes. */
    public int receiveBuffer() {
        return receiveBuffer;
    }

    private void closeSockets() {
        open.forEach(Runnable::run);
        open.clear();
    }

    /** Closes the sockets and ends the threads. */
    @Override
    public void close() {
        closeSockets();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
