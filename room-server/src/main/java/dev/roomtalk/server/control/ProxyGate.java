package dev.roomtalk.server.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection of a trusted proxy until its first bytes show whether a {@link ProxyHeader} names the client.
 * Confined to its connection's loop; it has what came before the connection has other handlers, and gives it to them.
 */
final class ProxyGate extends ChannelInboundHandlerAdapter {
    private final InetAddress proxy;
    private final Duration patience;
    private final Gate gate;
    private final Consumer<InetAddress> enter;
    private final Runnable left;
    private @Nullable ByteBuf held;
    private @Nullable ScheduledFuture<?> timeout;

    /**
     * @param patience the longest time until the first bytes are there
     * @param enter adds the handlers of the connection of this client, or closes it
     * @param left called once, when this is done
     */
    ProxyGate(InetAddress proxy, Duration patience, Gate gate, Consumer<InetAddress> enter, Runnable left) {
        this.proxy = proxy;
        this.patience = patience;
        this.gate = gate;
        this.enter = enter;
        this.left = left;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timeout = context.executor().schedule(() -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        ByteBuf all = held;
        if (all == null) {
            all = context.alloc().buffer(bytes.readableBytes());
            held = all;
        }
        all.writeBytes(bytes);
        bytes.release();
        switch (ProxyHeader.read(all)) {
            case ProxyHeader.Incomplete _ -> {}
            case ProxyHeader.Absent _ -> enter(context, all, proxy);
            case ProxyHeader.Wrong(String why) -> {
                gate.refusedHeader(proxy, why);
                context.close();
            }
            case ProxyHeader.Whole(InetAddress client, int length) -> {
                all.skipBytes(length);
                enter(context, all, client == null ? proxy : client);
            }
        }
    }

    private void enter(ChannelHandlerContext context, ByteBuf rest, InetAddress client) {
        held = null;
        enter.accept(client);
        if (context.channel().isActive() && rest.isReadable()) {
            context.fireChannelRead(rest);
            context.fireChannelReadComplete();
        } else {
            rest.release();
        }
        context.pipeline().remove(this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Nothing was passed on.
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timeout != null) {
            timeout.cancel(false);
        }
        if (held != null) {
            held.release();
            held = null;
        }
        left.run();
    }
}
