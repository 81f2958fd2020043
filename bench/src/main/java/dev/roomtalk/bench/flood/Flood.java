package dev.roomtalk.bench.flood;

import dev.roomtalk.bench.base.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Throws a {@link FloodLoad} at a port of this machine, on two threads of its own, from its start to its end. */
final class Flood implements AutoCloseable {
    private static final List<FloodLoad.Stage> STAGES = List.of(FloodLoad.Stage.values());
    private static final int DATAGRAM = 100;

    /** Sent as one run, which the kernel cuts: what the flood costs its sender is to take little from the server. */
    private static final int RUN = 40;

    private static final int RUNS = 64;

    /** Of four datagrams one is of no version, the others are such as a session could have sent. */
    private static final int VERSION = 0x10;

    private static final int TICK_MILLIS = 2;
    private static final int LATE_MILLIS = 50;

    private final FloodLoad load;
    private final InetSocketAddress target;
    private final @Nullable SslContext tls;
    private final byte[] halfHello;
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
    private final ByteBuf[] runs = new ByteBuf[RUNS];
    private final LongAdder attempts = new LongAdder();
    private final LongAdder connected = new LongAdder();
    private final LongAdder greeted = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder datagrams = new LongAdder();
    private final LongAdder answers = new LongAdder();
    private long begun;
    private long opened;
    private long sent;
    private int nextRun;

    /**
     * What came of it so far.
     *
     * @param ended connections that the other side has closed
     * @param answers datagrams that came back
     */
    record Counts(long attempts, long connected, long greeted, long ended, long datagrams, long answers) {}

    /** @param tls null: connections that would do TLS stay silent */
    Flood(FloodLoad load, InetSocketAddress target, @Nullable SslContext tls) {
        this.load = load;
        this.target = target;
        this.tls = tls;
        this.halfHello = halfHello(tls);
        RandomGenerator random = new Random(1);
        for (int i = 0; i < RUNS; i++) {
            byte[] run = new byte[RUN * DATAGRAM];
            random.nextBytes(run);
            for (int at = 0; at < run.length; at += DATAGRAM) {
                if (at / DATAGRAM % 4 != 0) {
                    run[at] = VERSION;
                    run[at + 1] = 0;
                }
            }
            runs[i] = Unpooled.directBuffer(run.length).writeBytes(run);
        }
    }

    private static byte[] halfHello(@Nullable SslContext tls) {
        if (tls == null) {
            return new byte[0];
        }
        SSLEngine engine = tls.newEngine(io.netty.buffer.UnpooledByteBufAllocator.DEFAULT);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            engine.wrap(ByteBuffer.allocate(0), hello);
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
        byte[] half = new byte[hello.flip().remaining() / 2];
        hello.get(half);
        return half;
    }

    void start() {
        begun = System.nanoTime();
        EventLoop forConnections = loops.next();
        if (load.connections() > 0) {
            forConnections.scheduleAtFixedRate(() -> connectDue(forConnections), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (load.datagrams() > 0) {
            Channel channel = datagramChannel(loops.next());
            channel.eventLoop().scheduleAtFixedRate(() -> sendDue(channel), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private long elapsed() {
        return System.nanoTime() - begun;
    }

    private void connectDue(EventLoop loop) {
        long due = Math.min(
                load.allConnections(), (long) ((double) elapsed() / load.time().toNanos() * load.allConnections()));
        for (; opened < due; opened++) {
            FloodLoad.Stage stage = STAGES.get((int) (opened % STAGES.size()));
            attempts.increment();
            ChannelFuture connecting = new Bootstrap()
                    .group(loop)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            load.time().toMillis())
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            if (stage == FloodLoad.Stage.GREETED && tls != null) {
                                channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                            }
                            channel.pipeline().addLast(new Held());
                        }
                    })
                    .connect(target, source(opened % load.addresses()));
            connecting.addListener(done -> {
                if (done.isSuccess()) {
                    connected.increment();
                    if (stage == FloodLoad.Stage.HALF_HELLO) {
                        connecting.channel().writeAndFlush(Unpooled.wrappedBuffer(halfHello));
                    }
                }
            });
        }
    }

    private static InetSocketAddress source(long address) {
        byte[] bytes = {127, (byte) (1 + address / 250), (byte) (address % 250), 1};
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes), 0);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says nothing more, until the other side ends it. */
    private final class Held extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
                greeted.increment();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            ended.increment();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    private Channel datagramChannel(EventLoop loop) {
        ChannelFuture bound = new Bootstrap()
                .group(loop)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.SO_SNDBUF, 4 << 20)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        answers.increment();
                        ReferenceCountUtil.release(message);
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        // Nobody listens there, which is nothing new.
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw Failure.unexpected(
                    "cannot open a UDP socket: " + bound.cause().getMessage());
        }
        return bound.channel();
    }

    private void sendDue(Channel channel) {
        long due = elapsed() / 1000 * load.datagrams() / 1_000_000;
        // What could not be sent in time is left out: the rate is the load, not the sum.
        long late = (long) LATE_MILLIS * load.datagrams() / 1000;
        sent = Math.max(sent, due - late);
        boolean segments = EpollDatagramChannel.isSegmentedDatagramPacketSupported();
        while (sent + RUN <= due && channel.isWritable()) {
            ByteBuf run = runs[nextRun++ % RUNS];
            if (segments) {
                write(channel, new SegmentedDatagramPacket(run.retainedDuplicate(), DATAGRAM, target));
            } else {
                for (int at = 0; at < RUN * DATAGRAM; at += DATAGRAM) {
                    write(channel, new DatagramPacket(run.retainedSlice(at, DATAGRAM), target));
                }
            }
            sent += RUN;
            channel.flush();
        }
    }

    private void write(Channel channel, DatagramPacket packet) {
        int count = Math.max(1, packet.content().readableBytes() / DATAGRAM);
        channel.write(packet).addListener(done -> {
            if (done.isSuccess()) {
                datagrams.add(count);
            }
        });
    }

    Counts counts() {
        return new Counts(attempts.sum(), connected.sum(), greeted.sum(), ended.sum(), datagrams.sum(), answers.sum());
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        for (ByteBuf run : runs) {
            run.release();
        }
    }
}
