package dev.roomtalk.client.internal.control;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.files.TransferConnection;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection to the server, from its TLS handshake to its end: messages in, messages out. Confined to the
 * session's loop; what is written leaves at the end of the loop's turn.
 *
 * <p>Each message stands behind its length, 4 bytes, big-endian.
 */
public final class ControlConnection extends SimpleChannelInboundHandler<ByteBuf> {
    /** Takes the connection's messages and changes of its state, on the session's loop. */
    public interface Listener {
        /** TLS is established, or not used: it is time for Hello. */
        void onOpen(ControlConnection connection);

        void onMessage(ControlConnection connection, ServerMessage message);

        /** The connection is gone; called once. */
        void onLost(ControlConnection connection, ConnectionFailure failure);
    }

    private static final int LENGTH_FIELD = 4;

    private final SessionLoop loop;
    private final String server;
    private final @Nullable SslHandler tls;
    private final @Nullable ServerTrust trust;
    private Duration handshakePatience = Duration.ZERO;
    private final Listener listener;
    private @Nullable Channel channel;
    private @Nullable ConnectionFailure failure;
    private boolean established;
    private boolean received;
    private boolean lost;
    private boolean flushing;

    /**
     * @param server the address that is connected, as a person writes it
     * @param tls its time-out does not hold while a person decides about the server's key; null for plain TCP
     * @param trust null for plain TCP
     */
    public ControlConnection(
            SessionLoop loop, String server, @Nullable SslHandler tls, @Nullable ServerTrust trust, Listener listener) {
        this.loop = loop;
        this.server = server;
        this.tls = tls;
        this.trust = trust;
        this.listener = listener;
    }

    /** The whole pipeline. */
    public void initialise(Channel target) {
        ChannelPipeline pipeline = target.pipeline();
        if (tls != null) {
            handshakePatience = Duration.ofMillis(tls.getHandshakeTimeoutMillis());
            tls.setHandshakeTimeoutMillis(0);
            pipeline.addLast(tls);
        }
        pipeline.addLast(new LengthFieldBasedFrameDecoder(
                Protocol.MAX_CONTROL + LENGTH_FIELD, 0, LENGTH_FIELD, 0, LENGTH_FIELD));
        pipeline.addLast(this);
    }

    /** The address that is connected, as a person writes it. */
    public String server() {
        return server;
    }

    /** What it has reached; null when the connection is gone. */
    public TransferConnection.@Nullable Reached reached() {
        InetSocketAddress peer = peer();
        return peer == null ? null : new TransferConnection.Reached(server, peer);
    }

    /** The server's address; null when the connection is gone. */
    @Nullable
    public InetSocketAddress peer() {
        return channel == null ? null : (InetSocketAddress) channel.remoteAddress();
    }

    public void send(ClientMessage message) {
        if (channel == null || !channel.isActive()) {
            return;
        }
        int size = message.getSerializedSize();
        ByteBuf buffer = channel.alloc().buffer(LENGTH_FIELD + size);
        buffer.writeInt(size);
        try {
            CodedOutputStream stream = CodedOutputStream.newInstance(new ByteBufOutputStream(buffer), 512);
            message.writeTo(stream);
            stream.flush();
        } catch (IOException e) {
            buffer.release();
            throw new IllegalStateException("a buffer in memory failed", e);
        }
        ChannelFuture _ = channel.write(buffer, channel.voidPromise());
        if (!flushing) {
            flushing = true;
            loop.execute(() -> {
                flushing = false;
                if (channel != null) {
                    channel.flush();
                }
            });
        }
    }

    /** Ends the connection when what was sent has been written. */
    public void close(Runnable whenClosed) {
        if (channel == null) {
            whenClosed.run();
            return;
        }
        ChannelFuture written = channel.writeAndFlush(channel.alloc().buffer(0));
        written.addListener(
                (ChannelFutureListener) future -> future.channel().close().addListener(closed -> whenClosed.run()));
    }

    /** Ends the connection for a reason of our own. */
    public void fail(ConnectionFailure why) {
        if (failure == null) {
            failure = why;
        }
        if (channel != null) {
            ChannelFuture _ = channel.close();
        }
    }

    /** Reports that the connection could not be made. */
    public void abandon(ConnectionFailure why) {
        lost = true;
        listener.onLost(this, why);
    }

    /** Whether the server's key was accepted. */
    public boolean keyAccepted() {
        return trust != null && trust.accepted();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (tls == null) {
            established = true;
            listener.onOpen(this);
        } else {
            watchHandshake(loop.nanoTime());
        }
    }

    private void watchHandshake(long startedAt) {
        boolean deciding = trust != null && trust.deciding();
        long now = loop.nanoTime();
        if (established || lost) {
            return;
        }
        if (!deciding && now - startedAt >= handshakePatience.toNanos()) {
            fail(ConnectionFailure.unreachable(
                    server + " did not finish the TLS handshake within " + handshakePatience.toSeconds() + " s"));
        } else {
            loop.schedule(Duration.ofSeconds(1), () -> watchHandshake(deciding ? loop.nanoTime() : startedAt));
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            if (handshake.isSuccess()) {
                established = true;
                listener.onOpen(this);
            } else {
                onFailure(handshake.cause());
            }
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
        ServerMessage message;
        try {
            message = ServerMessage.parseFrom(new ByteBufInputStream(bytes));
        } catch (InvalidProtocolBufferException e) {
            fail(garbage());
            return;
        } catch (IOException e) {
            throw new IllegalStateException("a buffer in memory failed", e);
        }
        received = true;
        listener.onMessage(this, message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        onFailure(cause);
        ChannelFuture _ = ctx.close();
    }

    private void onFailure(Throwable cause) {
        if (failure == null) {
            failure = explain(cause);
        }
    }

    private ConnectionFailure explain(Throwable cause) {
        if (trust != null && !trust.refusal().isEmpty()) {
            return ConnectionFailure.untrusted(trust.refusal());
        }
        return switch (cause) {
            case TooLongFrameException e -> garbage();
            case CorruptedFrameException e -> garbage();
            case NotSslRecordException e ->
                ConnectionFailure.unreachable(
                        server + " does not speak TLS: it is a plain server (then say --plain), or no Roomtalk server");
            case DecoderException e when e.getCause() != null -> explain(e.getCause());
            case SSLException e
            when !established ->
                ConnectionFailure.unreachable("TLS with " + server + " failed: " + ConnectionFailure.words(e));
            case IOException e ->
                ConnectionFailure.unreachable("the connection to " + server + " broke: " + ConnectionFailure.words(e));
            default ->
                ConnectionFailure.protocol(
                        "the connection to " + server + " failed: " + ConnectionFailure.words(cause));
        };
    }

    private ConnectionFailure garbage() {
        if (tls == null && !received) {
            return ConnectionFailure.unreachable(server
                    + " answers with something else: it wants TLS (then leave out --plain), or is no Roomtalk server");
        }
        return received
                ? ConnectionFailure.protocol(server + " sent something that is not of this protocol")
                : ConnectionFailure.unreachable(server + " is no Roomtalk server");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        channel = null;
        if (trust != null && trust.deciding()) {
            // The server did not wait for the person to decide about its key. The decision is still needed.
            trust.whenDecided(() -> loop.execute(this::reportLost));
        } else {
            reportLost();
        }
    }

    private void reportLost() {
        if (lost) {
            return;
        }
        lost = true;
        if (trust != null && !trust.refusal().isEmpty()) {
            failure = ConnectionFailure.untrusted(trust.refusal());
        }
        listener.onLost(this, failure == null ? closedByPeer() : failure);
    }

    private ConnectionFailure closedByPeer() {
        if (received) {
            return ConnectionFailure.unreachable("the server closed the connection");
        }
        if (tls == null) {
            return ConnectionFailure.unreachable(
                    server + " closed the connection at once: it may want TLS (then leave out --plain)");
        }
        return established
                ? ConnectionFailure.unreachable(server + " closed the connection before it said Welcome")
                : ConnectionFailure.unreachable(
                        server
                                + " closed the connection during the TLS handshake: it may be a plain server (then say --plain)");
    }
}
