package dev.roomtalk.server.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.ProtocolDetectionResult;
import io.netty.handler.codec.ProtocolDetectionState;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection of a trusted proxy until its first bytes show whether a header names the client: version 2 of the
 * PROXY protocol (HAProxy, "The PROXY protocol", section 2.2), which Netty's decoder reads. No connection of this
 * server's own protocol begins so. Confined to its connection's loop; it has what came before the connection has other
 * handlers, and gives it to them.
 */
final class ProxyGate extends ChannelInboundHandlerAdapter {
    /** Of what a header passes on besides addresses: with these it has at most 4,096 bytes. */
    private static final int MAX_PASSED_ON = 4096 - 232;

    /** What a header begins with, of version 1 and of version 2. */
    private static final List<ByteBuf> FIRST_BYTES = List.of(
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("PROXY", StandardCharsets.US_ASCII)),
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("\r\n\r\n\0\r\nQUIT\n", StandardCharsets.US_ASCII)));

    private final InetAddress proxy;
    private final Duration patience;
    private final Consumer<String> refused;
    private final Consumer<InetAddress> enter;
    private final Runnable left;
    private @Nullable ByteBuf held;
    private @Nullable ScheduledFuture<?> timeout;
    private boolean over;

    /**
     * @param patience the longest time until the first bytes are there
     * @param refused called with the reason why a header cannot be used
     * @param enter adds the handlers of the connection of this client, or closes it
     * @param left called once, when this is done
     */
    ProxyGate(
            InetAddress proxy,
            Duration patience,
            Consumer<String> refused,
            Consumer<InetAddress> enter,
            Runnable left) {
        this.proxy = proxy;
        this.patience = patience;
        this.refused = refused;
        this.enter = enter;
        this.left = left;
    }

    /** Whether the bytes begin as a header of any version does, so that nothing else can be meant. */
    static boolean beginsHeader(ByteBuf bytes) {
        return HAProxyMessageDecoder.detectProtocol(bytes).state() == ProtocolDetectionState.DETECTED;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timeout = context.executor().schedule(() -> context.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HAProxyMessage header) {
            try {
                named(context, header);
            } finally {
                header.release();
            }
            return;
        }
        ByteBuf bytes = (ByteBuf) message;
        if (over) {
            bytes.release();
            return;
        }
        ByteBuf all = held;
        if (all == null) {
            all = context.alloc().buffer(bytes.readableBytes());
            held = all;
        }
        all.writeBytes(bytes);
        bytes.release();
        ProtocolDetectionResult<HAProxyProtocolVersion> found = HAProxyMessageDecoder.detectProtocol(all);
        switch (found.state()) {
            case NEEDS_MORE_DATA -> {
                // It does not look at fewer than twelve.
                if (!mayBecomeHeader(all)) {
                    passOn(context, all);
                }
            }
            case INVALID -> passOn(context, all);
            case DETECTED -> {
                held = null;
                if (found.detectedProtocol() == HAProxyProtocolVersion.V1) {
                    all.release();
                    refuse(context, "it is of version 1, not 2");
                } else {
                    decode(context, all);
                }
            }
        }
    }

    private static boolean mayBecomeHeader(ByteBuf bytes) {
        return FIRST_BYTES.stream().anyMatch(first -> {
            int length = Math.min(bytes.readableBytes(), first.readableBytes());
            return ByteBufUtil.equals(bytes, bytes.readerIndex(), first, 0, length);
        });
    }

    /** The connection is of the proxy itself. */
    private void passOn(ChannelHandlerContext context, ByteBuf all) {
        held = null;
        enter(context, proxy);
        context.fireChannelRead(all);
        context.fireChannelReadComplete();
    }

    /** From now on the decoder has what comes; it leaves when it has given the header, and gives what is behind it. */
    private void decode(ChannelHandlerContext context, ByteBuf begin) {
        HAProxyMessageDecoder decoder = new HAProxyMessageDecoder(MAX_PASSED_ON, true);
        context.pipeline().addBefore(context.name(), null, decoder);
        try {
            decoder.channelRead(context.pipeline().context(decoder), begin);
        } catch (DecoderException e) {
            refuse(context, why(e));
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
    }

    private void named(ChannelHandlerContext context, HAProxyMessage header) {
        if (header.command() == HAProxyCommand.LOCAL) {
            enter(context, proxy);
            return;
        }
        switch (header.proxiedProtocol()) {
            case UNKNOWN -> enter(context, proxy);
            // A v4-mapped address becomes the IPv4 address.
            case TCP4, TCP6 -> enter(context, InetAddress.ofLiteral(header.sourceAddress()));
            case UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM ->
                refuse(context, "it is of " + header.proxiedProtocol() + ", not of TCP over IP");
        }
    }

    /** What comes from now on goes to the handlers of the connection. */
    private void enter(ChannelHandlerContext context, InetAddress client) {
        over = true;
        enter.accept(client);
        context.pipeline().remove(this);
    }

    /** What the decoder says, without the names of its classes. */
    private static String why(Throwable failure) {
        Throwable first = failure;
        for (Throwable cause = first.getCause(); cause != null; cause = cause.getCause()) {
            first = cause;
        }
        return String.valueOf(first.getMessage());
    }

    private void refuse(ChannelHandlerContext context, String why) {
        if (!over) {
            over = true;
            refused.accept(why);
            context.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Nothing was passed on.
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException) {
            refuse(context, why(cause));
        } else {
            context.close();
        }
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
