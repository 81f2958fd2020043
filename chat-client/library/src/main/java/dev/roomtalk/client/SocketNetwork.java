package dev.roomtalk.client;

import dev.roomtalk.proto.RelayAddress;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The composition of a client over real sockets: one loop, and threads for what may block. */
final class SocketNetwork implements Session.Network {
    private final EventLoop channels;
    private final Transports transports;
    private final Dialer dialer;

    private SocketNetwork(EventLoop channels, Transports transports, Dialer dialer) {
        this.channels = channels;
        this.transports = transports;
        this.dialer = dialer;
    }

    static ChatClient start(ClientSettings settings, ChatClient.IdentityListener identity, ChatListener listener) {
        Transports transports = Transports.best();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("roomtalk-client", true), transports.handler());
        ExecutorService blocking =
                Executors.newCachedThreadPool(new DefaultThreadFactory("roomtalk-client-blocking", true));
        EventLoop channels = (EventLoop) group.next();
        SessionLoop loop = new NettyLoop(channels);
        SocketNetwork network =
                new SocketNetwork(channels, transports, new Dialer(loop, channels, transports, blocking, settings));
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Session session =
                new Session(loop, new SecureRandom(), network, settings, safely(identity), safely(listener), connected);
        loop.execute(session::dial);
        return new ChatClient(loop, session, connected, () -> {
            Future<?> _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            blocking.shutdown();
        });
    }

    /** A listener that fails does not take the session with it. */
    private static Consumer<ChatEvent> safely(ChatListener listener) {
        return event -> {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                report(e);
            }
        };
    }

    private static ChatClient.IdentityListener safely(ChatClient.IdentityListener listener) {
        return (name, token) -> {
            try {
                listener.onNewToken(name, token);
            } catch (RuntimeException e) {
                report(e);
            }
        };
    }

    private static void report(RuntimeException e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }

    @Override
    public void dial(ControlConnection.Listener listener) {
        dialer.dial(listener);
    }

    @Override
    public DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses) {
        return (attempt, receiver) -> {
            RelayAddress relay = addresses.get(attempt % addresses.size());
            return NettyDatagramPort.open(channels, transports, address(peer, relay), receiver);
        };
    }

    private static InetSocketAddress address(InetSocketAddress peer, RelayAddress relay) {
        if (!relay.getHost().isEmpty()) {
            try {
                return new InetSocketAddress(InetAddress.ofLiteral(relay.getHost()), relay.getPort());
            } catch (IllegalArgumentException e) {
                // No address: a name would have to be looked up, and servers do not give names.
            }
        }
        return new InetSocketAddress(peer.getAddress(), relay.getPort());
    }
}
