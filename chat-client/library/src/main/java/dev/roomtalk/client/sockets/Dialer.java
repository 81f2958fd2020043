package dev.roomtalk.client.sockets;

import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.control.ServerTrust;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server: finds its addresses and tries one after the other. Confined to the session's loop;
 * looking up names, TLS computations and the decision about a server's key run on {@code blocking}.
 */
final class Dialer {
    private static final Duration ONLY_ADDRESS = Duration.ofSeconds(10);
    private static final Duration EACH_ADDRESS = Duration.ofSeconds(4);

    private final SessionLoop loop;
    private final EventLoop channels;
    private final SocketChannels sockets;
    private final Executor blocking;
    private final ClientSettings settings;

    Dialer(SessionLoop loop, EventLoop channels, SocketChannels sockets, Executor blocking, ClientSettings settings) {
        this.loop = loop;
        this.channels = channels;
        this.sockets = sockets;
        this.blocking = blocking;
        this.settings = settings;
    }

    /** Connects; {@code listener} gets one connection that opens, or one failure. */
    void dial(ControlConnection.Listener listener) {
        String host = settings.server().getHostString();
        blocking.execute(() -> {
            try {
                List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
                loop.execute(() -> connect(addresses, 0, listener));
            } catch (UnknownHostException e) {
                loop.execute(() -> connection(listener, null, null).abandon(ConnectionFailure.connecting(server(), e)));
            }
        });
    }

    private void connect(List<InetAddress> addresses, int index, ControlConnection.Listener listener) {
        InetSocketAddress address =
                new InetSocketAddress(addresses.get(index), settings.server().getPort());
        ControlConnection connection;
        try {
            connection = settings.plain() ? connection(listener, null, null) : encrypted(listener);
        } catch (SSLException e) {
            connection(listener, null, null)
                    .abandon(ConnectionFailure.unreachable(
                            "this Java cannot speak TLS 1.3: " + ConnectionFailure.words(e)));
            return;
        }
        Duration patience = addresses.size() > 1 ? EACH_ADDRESS : ONLY_ADDRESS;
        new Bootstrap()
                .group(channels)
                .channelFactory(sockets.streams())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connection.initialise(channel);
                    }
                })
                .connect(address)
                .addListener((ChannelFutureListener) future -> {
                    if (future.isSuccess()) {
                        return;
                    }
                    if (index + 1 < addresses.size()) {
                        connect(addresses, index + 1, listener);
                    } else {
                        connection.abandon(ConnectionFailure.connecting(server(), future.cause()));
                    }
                });
    }

    private String server() {
        return settings.serverAddress();
    }

    private ControlConnection connection(
            ControlConnection.Listener listener, @Nullable SslHandler tls, @Nullable ServerTrust trust) {
        return new ControlConnection(loop, server(), tls, trust, listener);
    }

    private ControlConnection encrypted(ControlConnection.Listener listener) throws SSLException {
        String host = settings.server().getHostString();
        int port = settings.server().getPort();
        ServerTrust trust = new ServerTrust(settings.trust(), host, port);
        // A context of its own for each connection: no session is ever resumed, so the key is checked every time.
        SslHandler tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .trustManager(trust)
                .build()
                .newHandler(ByteBufAllocator.DEFAULT, host, port, blocking);
        return connection(listener, tls, trust);
    }
}
