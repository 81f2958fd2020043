package dev.roomtalk.client.sockets;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.session.ClientSession;
import dev.roomtalk.client.internal.session.SessionClient;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts clients over real sockets: each has one loop, which owns its session, and threads for what may block. */
public final class SocketClient {
    private SocketClient() {}

    /**
     * Starts connecting.
     *
     * @param identity called when the server has made a new user, with the token that the caller should keep
     * @param listener takes the events of the session
     */
    public static ChatClient start(
            ClientSettings settings, ChatClient.IdentityListener identity, ChatListener listener) {
        SocketChannels sockets = SocketChannels.best();
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("roomtalk-client", true), sockets.handler());
        ExecutorService blocking =
                Executors.newCachedThreadPool(new DefaultThreadFactory("roomtalk-client-blocking", true));
        EventLoop channels = (EventLoop) group.next();
        SessionLoop loop = new NettyLoop(channels);
        SecureRandom random = new SecureRandom();
        SocketNetwork network =
                new SocketNetwork(channels, sockets, new Dialer(loop, channels, sockets, blocking, settings, random));
        CompletableFuture<Void> connected = new CompletableFuture<>();
        ClientSession session =
                new ClientSession(loop, random, network, settings, safely(identity), safely(listener), connected);
        loop.execute(session::dial);
        return new SessionClient(loop, session, connected, new TransferSockets(settings), blocking, () -> {
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
        return new ChatClient.IdentityListener() {
            @Override
            public byte[] onRegister(String name, byte[] made) {
                return listener.onRegister(name, made);
            }

            @Override
            public byte @Nullable [] unconfirmed(String name) {
                return listener.unconfirmed(name);
            }

            @Override
            public void onNewToken(String name, byte[] token) {
                try {
                    listener.onNewToken(name, token);
                } catch (RuntimeException e) {
                    report(e);
                }
            }

            @Override
            public void onNotRegistered(String name) {
                try {
                    listener.onNotRegistered(name);
                } catch (RuntimeException e) {
                    report(e);
                }
            }
        };
    }

    private static void report(RuntimeException e) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
}
