package dev.roomtalk.server.control;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/**
 * The TLS of one connection, with its record that has not come whole counted in the {@link ConnectionMemory}. Confined
 * to its connection's loop.
 */
final class CountedTlsHandler extends SslHandler {
    private final ConnectionMemory.Share partial;

    CountedTlsHandler(SSLEngine engine, Executor handshakes, ConnectionMemory.Share partial) {
        super(engine, handshakes);
        this.partial = partial;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) throws Exception {
        ControlFrameDecoder.compact(internalBuffer());
        super.channelRead(context, read);
        partial.hold(actualReadableBytes() == 0 ? 0 : internalBuffer().capacity());
        if (partial.tooMuch(ControlListener.UNSENT.high())) {
            context.fireExceptionCaught(new ControlFrameDecoder.NoMemoryException());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        partial.hold(0);
    }
}
