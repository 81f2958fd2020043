package dev.roomtalk.client.sockets;

import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.control.ServerTrust;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections to one server, which may have several addresses: {@link AddressRace} chooses one for each. Confined
 * to the session's loop; looking up names, TLS computations and the decision about a server's key run on
 * {@code blocking}.
 *
 * <p>The addresses are in an order by chance, so that the clients of a server spread over its nodes. A connection that
 * follows another one begins behind the address of that one: what was lost there may be lost there again.
 */
final class Dialer {
    /** For the TLS handshake: of the only node, and of one among several. */
    private static final Duration ONLY_HANDSHAKE = Duration.ofSeconds(10);

    private static final Duration EACH_HANDSHAKE = Duration.ofSeconds(5);

    private final SessionLoop loop;
    private final EventLoop channels;
    private final SocketChannels sockets;
    private final Executor blocking;
    private final ClientSettings settings;
    private final RandomGenerator random;
    private final List<InetSocketAddress> servers;
    private @Nullable InetSocketAddress last;
    private int nodes;

    Dialer(
            SessionLoop loop,
            EventLoop channels,
            SocketChannels sockets,
            Executor blocking,
            ClientSettings settings,
            RandomGenerator random) {
        this.loop = loop;
        this.channels = channels;
        this.sockets = sockets;
        this.blocking = blocking;
        this.settings = settings;
        this.random = random;
        this.servers = new ArrayList<>(settings.servers());
        Collections.shuffle(servers, random);
    }

    /** Connects; {@code listener} gets one connection that opens, or one failure. */
    void dial(ControlConnection.Listener listener) {
        new Attempt(listener).race.start();
    }

    /** Whether the server seems to have other nodes. */
    boolean hasOthers() {
        return servers.size() > 1 || nodes > 1;
    }

    /** One race, and what its winner becomes. */
    private final class Attempt implements AddressRace.Network, AddressRace.Outcome {
        final AddressRace race;
        private final ControlConnection.Listener listener;

        Attempt(ControlConnection.Listener listener) {
            this.listener = listener;
            this.race = new AddressRace(loop, this, servers, last, this);
        }

        @Override
        public void find(InetSocketAddress server, Consumer<AddressRace.Found> search) {
            blocking.execute(() -> {
                AddressRace.Found found;
                try {
                    found = new AddressRace.Found(
                            inTurns(List.of(InetAddress.getAllByName(server.getHostString())), random), null);
                } catch (UnknownHostException e) {
                    found = new AddressRace.Found(List.of(), e);
                }
                AddressRace.Found result = found;
                loop.execute(() -> search.accept(result));
            });
        }

        @Override
        public ChannelFuture connect(AddressRace.Entrant entrant, Duration patience) {
            return new Bootstrap()
                    .group(channels)
                    .channelFactory(sockets.streams())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
                    .handler(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelActive(ChannelHandlerContext context) {
                            context.pipeline().remove(this);
                            race.onConnected(entrant, context.channel());
                        }
                    })
                    .connect(entrant.address());
        }

        @Override
        public void onWinner(AddressRace.Entrant entrant, Channel channel) {
            last = entrant.address();
            nodes = race.nodes();
            ControlConnection connection;
            try {
                connection = settings.plain()
                        ? connection(entrant.server(), null, null, listener)
                        : encrypted(entrant.server(), listener);
            } catch (SSLException e) {
                ChannelFuture _ = channel.close();
                connection(entrant.server(), null, null, listener)
                        .abandon(ConnectionFailure.unreachable(
                                "this Java cannot speak TLS 1.3: " + ConnectionFailure.words(e)));
                return;
            }
            connection.initialise(channel);
            channel.pipeline().fireChannelActive();
        }

        @Override
        public void onNobody(ConnectionFailure failure) {
            connection(servers.getFirst(), null, null, listener).abandon(failure);
        }
    }

    /**
     * The addresses of a host in the order in which they are tried: by turns of IPv6 and IPv4, beginning with the kind
     * that the resolver prefers, and those of one kind in an order by chance.
     */
    static List<InetAddress> inTurns(List<InetAddress> found, RandomGenerator random) {
        Class<?> preferred = found.getFirst().getClass();
        List<InetAddress> first = new ArrayList<>(found.stream()
                .filter(address -> address.getClass() == preferred)
                .toList());
        List<InetAddress> second = new ArrayList<>(found.stream()
                .filter(address -> address.getClass() != preferred)
                .toList());
        Collections.shuffle(first, random);
        Collections.shuffle(second, random);
        List<InetAddress> order = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            for (List<InetAddress> kind : Arrays.asList(first, second)) {
                if (i < kind.size()) {
                    order.add(kind.get(i));
                }
            }
        }
        return order;
    }

    private ControlConnection connection(
            InetSocketAddress server,
            @Nullable SslHandler tls,
            @Nullable ServerTrust trust,
            ControlConnection.Listener listener) {
        return new ControlConnection(loop, ClientSettings.address(server), tls, trust, listener);
    }

    private ControlConnection encrypted(InetSocketAddress server, ControlConnection.Listener listener)
            throws SSLException {
        String host = server.getHostString();
        ServerTrust trust = new ServerTrust(settings.trust(), host, server.getPort());
        // A context of its own for each connection: no session is ever resumed, so the key is checked every time.
        SslHandler tls = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .trustManager(trust)
                .build()
                .newHandler(ByteBufAllocator.DEFAULT, host, server.getPort(), blocking);
        tls.setHandshakeTimeoutMillis((hasOthers() ? EACH_HANDSHAKE : ONLY_HANDSHAKE).toMillis());
        return connection(server, tls, trust, listener);
    }
}
