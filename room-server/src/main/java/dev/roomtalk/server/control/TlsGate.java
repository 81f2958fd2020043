package dev.roomtalk.server.control;

import dev.roomtalk.server.base.Counter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection before its TLS handshake, at the cost of some hundred bytes: until its first record is complete,
 * in which every client begins its ClientHello, and until it is its turn. Confined to its connection's loop.
 *
 * <pre>
 *  0      1          3         5
 *  | 0x16 | 0x03 .. | length  | handshake |      RFC 8446 §5.1
 * </pre>
 */
final class TlsGate extends ChannelDuplexHandler {
    private static final int HEADER = 5;
    private static final int HANDSHAKE = 0x16;
    private static final int MAJOR_VERSION = 3;
    private static final int MAX_RECORD = 1 << 14;

    private final Supplier<SslHandler> tls;
    private final Gate gate;
    private final Connection connection;
    private final HeldUp heldUp;
    private @Nullable ByteBuf first;
    private boolean waiting;

    /** @param tls makes the handler that replaces this one */
    TlsGate(Supplier<SslHandler> tls, Gate gate, Connection connection, HeldUp heldUp) {
        this.tls = tls;
        this.gate = gate;
        this.connection = connection;
        this.heldUp = heldUp;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf held = first;
        if (held == null) {
            held = context.alloc().buffer(bytes.readableBytes());
            first = held;
        }
        held.writeBytes(bytes);
        bytes.release();
        if (!waiting) {
            look(context, held);
        }
    }

    private void look(ChannelHandlerContext context, ByteBuf held) {
        if (held.getUnsignedByte(0) != HANDSHAKE
                || (held.readableBytes() > 1 && held.getUnsignedByte(1) != MAJOR_VERSION)
                || (held.readableBytes() >= HEADER && held.getUnsignedShort(HEADER - 2) > MAX_RECORD)) {
            connection.failedOnce(Counter.FAILURES_TLS);
            context.close();
        } else if (held.readableBytes() >= HEADER
                && held.readableBytes() >= HEADER + held.getUnsignedShort(HEADER - 2)) {
            waiting = true;
            context.channel().config().setAutoRead(false);
            gate.speaks(connection);
            gate.awaitTurn(connection, () -> enter(context));
            if (first != null) {
                heldUp.begins();
            }
        }
    }

    private void enter(ChannelHandlerContext context) {
        ByteBuf held = first;
        if (held == null || !context.channel().isActive()) {
            return;
        }
        first = null;
        heldUp.ends();
        context.pipeline().replace(this, null, tls.get());
        context.fireChannelRead(held);
        context.fireChannelReadComplete();
        context.channel().config().setAutoRead(true);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Nothing was passed on.
    }

    /** Nothing is sent before there is TLS: a Close only ends the connection. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.trySuccess();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        ByteBuf held = first;
        if (held != null) {
            first = null;
            held.release();
        }
    }
}
