package dev.roomtalk.server.relay;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the relay loops, and the UDP sockets that those loops read. Used by the thread that starts and stops a
 * node.
 */
public final class RelaySockets implements AutoCloseable {
    private static final int MAX_DATAGRAM = 2048;
    private static final int DATAGRAMS_PER_READ = 64;
    private static final WriteBufferWaterMark SEND_QUEUE = new WriteBufferWaterMark(8 << 20, 16 << 20);

    private final MultiThreadIoEventLoopGroup group;
    private final List<EventLoop> eventLoops = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private int receiveBuffer;

    /** Threads for this many loops; they start with the first work. */
    public RelaySockets(int loopCount) {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory("relay"), io);
        for (int i = 0; i < loopCount; i++) {
            eventLoops.add(group.next());
        }
    }

    /** What {@link Relay} runs its loops on. */
    public List<EventLoop> eventLoops() {
        return eventLoops;
    }

    /**
     * Binds every loop of {@code relay} to these addresses.
     *
     * @throws IOException naming the address that could not be bound
     */
    public void bind(Relay relay, List<InetSocketAddress> addresses, int receiveBufferBytes) throws IOException {
        for (RelayLoop loop : relay.loops()) {
            for (int slot = 0; slot < addresses.size(); slot++) {
                NettyRelaySocket socket = new NettyRelaySocket(loop.ingress(), slot, relay.filter());
                bind(loop, eventLoops.get(loop.index()), addresses.get(slot), socket, receiveBufferBytes);
            }
        }
    }

    /** Undoes {@link #bind}. */
    public void unbind(Relay relay) {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        channels.clear();
        for (RelayLoop loop : relay.loops()) {
            eventLoops.get(loop.index()).submit(loop::removeSockets).awaitUninterruptibly();
        }
    }

    private void bind(
            RelayLoop loop,
            EventLoop eventLoop,
            InetSocketAddress address,
            NettyRelaySocket socket,
            int receiveBufferBytes)
            throws IOException {
        Bootstrap bootstrap = new Bootstrap()
                .group(eventLoop)
                .handler(socket)
                .option(ChannelOption.SO_RCVBUF, receiveBufferBytes)
                .option(ChannelOption.SO_SNDBUF, receiveBufferBytes)
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

    /** Closes the sockets and ends the threads. */
    @Override
    public void close() {
        channels.forEach(channel -> channel.close().awaitUninterruptibly());
        channels.clear();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
