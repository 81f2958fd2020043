package dev.roomtalk.bench.net;

import dev.roomtalk.bench.base.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A few UDP sockets, connected to one address, that many sessions share: a socket for each would make the load
 * generator, not the server, the slow one. Confined to one loop.
 */
public final class UdpSockets {
    /** What arrives, on the loop. */
    public interface Receiver {
        /** The array is the sockets' own, and good until this returns. */
        void received(byte[] datagram, int length);

        /** A socket has no more to tell for now. */
        void turnEnded();

        /** An {@link IOException}: nothing listens at the other end any more. */
        void failed(Throwable cause);
    }

    private static final int BUFFER = 4 * 1024 * 1024;
    private static final int LONGEST = 2048;

    /**
     * With offload the kernel hands over what was sent as one run of segments, up to the longest UDP payload there is.
     */
    private static final int LONGEST_RUN = 65_536;

    private final List<Channel> channels = new ArrayList<>();
    private final boolean[] written;
    private final byte[] datagram = new byte[LONGEST];
    private final Receiver receiver;

    private UdpSockets(int count, Receiver receiver) {
        this.written = new boolean[count];
        this.receiver = receiver;
    }

    /**
     * Opens the sockets, from any thread but the loop's.
     *
     * @param offload take runs of segments whole (UDP_GRO): the sender's kernel then need not cut them, as with a
     *     network card that does it
     */
    public static UdpSockets open(
            EventLoop loop, InetSocketAddress remote, int count, boolean offload, Receiver receiver) {
        UdpSockets sockets = new UdpSockets(count, receiver);
        SocketProtocolFamily family =
                remote.getAddress() instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        int payload = offload ? LONGEST_RUN : LONGEST;
        // One run at a time: where one call reads several, Netty 4.2.18 does not learn where to cut them (its issue
        // 17492).
        int payloads = offload ? 1 : 64;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new EpollDatagramChannel(family))
                .option(ChannelOption.SO_RCVBUF, BUFFER)
                .option(ChannelOption.SO_SNDBUF, BUFFER)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, payload)
                .option(EpollChannelOption.UDP_GRO, offload)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(payload * payloads))
                .handler(sockets.new Inbound());
        for (int i = 0; i < count; i++) {
            ChannelFuture connected = bootstrap.connect(remote).awaitUninterruptibly();
            if (!connected.isSuccess()) {
                sockets.close();
                throw Failure.unreachable("cannot open a UDP socket to " + Endpoint.text(remote));
            }
            sockets.channels.add(connected.channel());
        }
        return sockets;
    }

    public int count() {
        return channels.size();
    }

    public List<Integer> ports() {
        return channels.stream()
                .map(channel -> ((InetSocketAddress) channel.localAddress()).getPort())
                .toList();
    }

    /** Leaves with {@link #flush} at the latest. */
    public void send(int socket, byte[] bytes, int length) {
        Channel channel = channels.get(socket);
        ByteBuf buffer = channel.alloc().directBuffer(length).writeBytes(bytes, 0, length);
        channel.write(buffer, channel.voidPromise());
        written[socket] = true;
    }

    public void flush() {
        for (int i = 0; i < written.length; i++) {
            if (written[i]) {
                written[i] = false;
                channels.get(i).flush();
            }
        }
    }

    public void close() {
        for (Channel channel : channels) {
            channel.close().awaitUninterruptibly();
        }
    }

    /** Copies each datagram into the array and releases it. */
    @Sharable
    private final class Inbound extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            try {
                ByteBuf content = packet.content();
                int length = Math.min(content.readableBytes(), LONGEST);
                content.getBytes(content.readerIndex(), datagram, 0, length);
                receiver.received(datagram, length);
            } finally {
                packet.release();
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            receiver.turnEnded();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            receiver.failed(cause);
        }
    }
}
