package dev.roomtalk.server.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;

/**
 * Notices a PROXY header (see {@link ProxyGate}) from an address that is no trusted proxy: what it says counts for
 * nothing, the handlers behind this one refuse it as what is not of the protocol, and the log says why. Confined to its
 * connection's loop.
 */
final class ForeignHeader extends ChannelInboundHandlerAdapter {
    private final InetAddress from;
    private final Gate gate;

    ForeignHeader(InetAddress from, Gate gate) {
        this.from = from;
        this.gate = gate;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ProxyGate.beginsHeader((ByteBuf) message)) {
            gate.foreignHeader(from);
        }
        context.pipeline().remove(this);
        context.fireChannelRead(message);
    }
}
