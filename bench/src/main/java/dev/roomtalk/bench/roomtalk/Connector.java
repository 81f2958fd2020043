package dev.roomtalk.bench.roomtalk;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.bench.net.Endpoint;
import dev.roomtalk.wire.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.ssl.SslContext;
import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** Opens control connections to one server. */
final class Connector {
    private static final int CONNECT_MILLIS = 5_000;

    private final Access access;
    private final @Nullable SslContext tls;
    private final EventLoop loop;

    Connector(Access access, EventLoop loop) {
        this.access = access;
        this.tls = access.tls();
        this.loop = loop;
    }

    /** Opens a connection whose handler learns of everything but a failure to connect. */
    ChannelFuture connect(RoomtalkConnection connection) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        ChannelPipeline pipeline = channel.pipeline();
                        if (tls != null) {
                            pipeline.addLast(tls.newHandler(channel.alloc()));
                        }
                        pipeline.addLast(new LengthFieldBasedFrameDecoder(
                                Protocol.MAX_CONTROL, 0, Integer.BYTES, 0, Integer.BYTES));
                        pipeline.addLast(connection);
                    }
                })
                .connect(access.address());
    }

    String addressText() {
        return Endpoint.text(access.address());
    }

    /** Why there is no connection, for a person. */
    Failure noConnection(Throwable cause) {
        String why =
                switch (cause) {
                    case ConnectTimeoutException _ -> "nothing came back within %d s".formatted(CONNECT_MILLIS / 1000);
                    case ConnectException _ -> "the connection is refused";
                    default -> cause.getMessage();
                };
        return Failure.unreachable("no server answers at %s: %s".formatted(addressText(), why));
    }

    /** Why a handshake failed, for a person. */
    Failure noTls(Throwable cause) {
        for (@Nullable Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof Access.AnotherKey key) {
                return new Failure(
                        Failure.NOT_TRUSTED,
                        "the server at %s has the key %s, not the one given with --fingerprint"
                                .formatted(addressText(), key.pin()));
            }
        }
        return Failure.unreachable("no TLS with %s: is it a room-server, and one without --plain? (%s)"
                .formatted(addressText(), cause.getMessage()));
    }
}
