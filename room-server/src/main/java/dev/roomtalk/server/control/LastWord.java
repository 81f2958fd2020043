package dev.roomtalk.server.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;

/**
 * Lets one Close through, and nothing after it: answers and frames of other threads may be on their way
 * when it is said. Then ends the connection. Confined to the connection's loop.
 */
final class LastWord extends ChannelOutboundHandlerAdapter {
    /** The record that says why the connection ends. */
    record Close(ByteBuf record) {}

    private boolean said;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Object record = message instanceof Close close ? close.record() : message;
        if (message instanceof Close && !said) {
            said = true;
            context.write(record, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
        } else if (said) {
            ReferenceCountUtil.release(record);
            if (!promise.isVoid()) {
                promise.tryFailure(new ClosedChannelException());
            }
        } else {
            context.write(record, promise);
        }
    }
}
