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
    private final PartialBytes partialBytes;

    CountedTlsHandler(SSLEngine engine, Executor handshakes, ConnectionMemory.Share partial) {
        super(engine, handshakes);
        this.partialBytes = new PartialBytes(partial, ControlListener.UNSENT.high());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) throws Exception {
        partialBytes.beforeRead(internalBuffer());
        super.channelRead(context, read);
        partialBytes.afterRead(context, internalBuffer(), actualReadableBytes());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        partialBytes.release();
    }
}
