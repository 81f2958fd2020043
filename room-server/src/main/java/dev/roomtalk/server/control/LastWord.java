package dev.roomtalk.server.control;

import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.rooms.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * Lets one Close through, and nothing after it: answers and frames of other threads may be on their way when it is
 * said. Then ends the connection, also that of a client that does not read it. Confined to the connection's loop.
 */
final class LastWord extends ChannelOutboundHandlerAdapter {
    /** The record that says why the connection ends. */
    record ClosingRecord(ByteBuf record) {
        static ClosingRecord of(CloseReason reason, String sentence, boolean retry, int waitMillis) {
            return new ClosingRecord(Unpooled.wrappedBuffer(FrameEncoder.record(ServerMessage.newBuilder()
                    .setClose(Close.newBuilder()
                            .setReason(reason)
                            .setSentence(sentence)
                            .setRetry(retry)
                            .setWaitMs(waitMillis))
                    .build())));
        }
    }

    private static final int PATIENCE_SECONDS = 5;

    private boolean said;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Object record = message instanceof ClosingRecord closing ? closing.record() : message;
        if (message instanceof ClosingRecord && !said) {
            said = true;
            context.write(record, promise.unvoid()).addListener(ChannelFutureListener.CLOSE);
            // A client that does not read would keep the connection, and what waits for it.
            var late = context.executor().schedule(() -> context.channel().close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
            context.channel().closeFuture().addListener(closed -> late.cancel(false));
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
