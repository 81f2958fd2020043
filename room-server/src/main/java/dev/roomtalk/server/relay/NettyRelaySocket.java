package dev.roomtalk.server.relay;

import dev.roomtalk.server.base.OutOfMemory;
import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A relay socket on a Netty datagram channel; the channel's event loop is the relay loop. */
final class NettyRelaySocket extends SimpleChannelInboundHandler<DatagramPacket> implements RelaySocket {
    private static final int MAX_LENGTH = 2048;

    private final Receiver receiver;
    private final int slot;
    private final KernelFilter filter;
    private int drops;
    private final byte[] bytes = new byte[MAX_LENGTH];
    private final MemorySegment reserved = Structures.allocate(Protocol.MAX_DATAGRAM);
    private final ByteBuffer content = reserved.asByteBuffer();
    private ChannelHandlerContext context;

    @SuppressWarnings("NullAway.Init")
    NettyRelaySocket(Receiver receiver, int slot, KernelFilter filter) {
        this.receiver = receiver;
        this.slot = slot;
        this.filter = filter;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        int length = content.readableBytes();
        if (length <= MAX_LENGTH) {
            content.getBytes(content.readerIndex(), bytes, 0, length);
        }
        receiver.onDatagram(this, bytes, length, PeerAddress.of(packet.sender()));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        receiver.onBatchEnd();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        OutOfMemory.endProcess(cause);
        // The kernel reports a peer's closed port here (ICMP); the peer's silence will tell.
        if (!(cause instanceof java.io.IOException)) {
            context.fireExceptionCaught(cause);
        }
    }

    @Override
    public @Nullable MemorySegment reserve() {
        return context.channel().isWritable() ? reserved : null;
    }

    @Override
    public void commit(int length, PeerAddress to) {
        ByteBuf buffer = context.alloc().directBuffer(length);
        buffer.writeBytes(content.clear().limit(length));
        context.write(new DatagramPacket(buffer, to.name()), context.voidPromise());
    }

    @Override
    public void flush() {
        context.flush();
    }

    @Override
    public void guard(boolean guarded) {
        if (context.channel() instanceof UnixChannel channel && channel.fd() instanceof Socket socket) {
            if (guarded) {
                filter.attach(socket);
            } else {
                filter.detach(socket);
            }
        }
    }

    @Override
    public long takeDrops() {
        if (context.channel() instanceof UnixChannel channel && channel.fd() instanceof Socket socket) {
            int now = KernelFilter.drops(socket);
            int more = now - drops;
            drops = now;
            return Integer.toUnsignedLong(more);
        }
        return 0;
    }

    @Override
    public int slot() {
        return slot;
    }
}
