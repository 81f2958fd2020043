package dev.roomtalk.server.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the control plane, and the TCP sockets on which it is reached. Used by the thread that starts and
 * stops a node; {@link #unbind} by any.
 */
public final class ControlListener implements AutoCloseable {
    /** Records of a connection that may wait before it counts as one that does not keep up. */
    public static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(32 << 10, 64 << 10);

    /** A read and what was left of the one before it come to {@link #UNSENT} at most: see {@link ConnectionMemory}. */
    private static final int MAX_READ = 32 << 10;

    private final int backlog;
    private final MultiThreadIoEventLoopGroup group;
    private final ThreadPoolExecutor handshakes;
    private final List<Channel> listening = new ArrayList<>();

    /** Threads for this many loops, and as many for handshakes; they start with the first work. */
    public ControlListener(int loopCount, int backlog) {
        this.backlog = backlog;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory("control"), io);
        handshakes = new ThreadPoolExecutor(
                loopCount,
                loopCount,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("handshake", true));
    }

    /** For the computations of TLS handshakes, which no loop may do. */
    public Executor handshakes() {
        return handshakes;
    }

    /** How many of these wait for their thread. Any thread. */
    public int handshakesWaiting() {
        return handshakes.getQueue().size();
    }

    /**
     * Binds without SO_REUSEPORT, so that a second server is refused.
     *
     * @throws IOException naming the address that could not be bound
     */
    public InetSocketAddress bind(Acceptor acceptor, InetSocketAddress address) throws IOException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, backlog)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNSENT)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 2048, MAX_READ))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        acceptor.accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "cannot listen on TCP " + address.getAddress().getHostAddress() + " port " + address.getPort()
                            + ": " + bound.cause().getMessage(),
                    bound.cause());
        }
        synchronized (listening) {
            listening.add(bound.channel());
        }
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Runs this on each loop, at the end of what waits there. Any thread. */
    public void onEachLoop(Runnable what) {
        group.forEach(loop -> loop.execute(what));
    }

    /** How many loops there are. */
    public int loops() {
        return group.executorCount();
    }

    /** Accepts nobody from now on. Any thread, but no loop of this. */
    public void unbind() {
        synchronized (listening) {
            listening.forEach(channel -> channel.close().awaitUninterruptibly());
            listening.clear();
        }
    }

    /** Accepts nobody, lets what is being written go out, and ends the threads. */
    @Override
    public void close() {
        unbind();
        group.shutdownGracefully(200, 3000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
        handshakes.shutdownNow();
    }
}
