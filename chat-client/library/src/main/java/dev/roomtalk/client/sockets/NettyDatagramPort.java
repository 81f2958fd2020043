package dev.roomtalk.client.sockets;

import dev.roomtalk.client.internal.relay.DatagramPort;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A {@link DatagramPort} on a Netty channel. Confined to the session's loop. A socket error is an unanswered datagram,
 * nothing more: the relay path opens another port when nothing is received.
 */
final class NettyDatagramPort extends SimpleChannelInboundHandler<DatagramPacket> implements DatagramPort {
    /** Longer than any datagram of the protocol, so that a longer one is seen as too long. */
    private static final int RECEIVE_BYTES = 2048;

    private static final int SOCKET_BUFFER = 4 * 1024 * 1024;

    private final Receiver receiver;
    private final byte[] received = new byte[RECEIVE_BYTES];
    private @Nullable Channel channel;
    // What was sent before the socket was ready: the latest datagram only.
    private byte @Nullable [] first;
    private boolean closed;

    private NettyDatagramPort(Receiver receiver) {
        this.receiver = receiver;
    }

    static DatagramPort open(EventLoop loop, SocketChannels sockets, InetSocketAddress relay, Receiver receiver) {
        NettyDatagramPort port = new NettyDatagramPort(receiver);
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channelFactory(sockets.datagrams(relay.getAddress()))
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(RECEIVE_BYTES))
                .handler(port)
                .connect(relay);
        connecting.addListener((ChannelFutureListener) future -> {
            if (!future.isSuccess()) {
                return;
            }
            if (port.closed) {
                ChannelFuture _ = future.channel().close();
            } else {
                port.onConnected(future.channel());
            }
        });
        return port;
    }

    @Override
    public void send(byte[] bytes, int length) {
        if (channel != null && channel.isActive()) {
            ByteBuf datagram = channel.alloc().buffer(length).writeBytes(bytes, 0, length);
            ChannelFuture _ = channel.writeAndFlush(datagram, channel.voidPromise());
        } else if (channel == null) {
            first = Arrays.copyOf(bytes, length);
        }
    }

    private void onConnected(Channel connected) {
        channel = connected;
        if (first != null) {
            send(first, first.length);
            first = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        if (channel != null) {
            ChannelFuture _ = channel.close();
            channel = null;
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
        ByteBuf content = packet.content();
        int length = content.readableBytes();
        if (!closed && length <= received.length) {
            content.readBytes(received, 0, length);
            receiver.onDatagram(received, length);
        }
    }

    /** No socket at the other end, or no route: the pings that follow show it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
}
