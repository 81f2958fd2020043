package dev.roomtalk.simulation;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatEvent;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.base.SessionLoop;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.relay.DatagramPort;
import dev.roomtalk.client.internal.session.ClientSession;
import dev.roomtalk.client.internal.session.SessionClient;
import dev.roomtalk.client.internal.session.SessionNetwork;
import dev.roomtalk.proto.RelayAddress;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The client library on a simulated host. */
final class SimulatedClient {
    private SimulatedClient() {}

    static ChatClient start(Host host, String name, Random random, Consumer<ChatEvent> events) {
        SessionLoop loop = new HostLoop(host);
        byte[][] token = new byte[1][];
        ClientSettings settings = new ClientSettings(
                InetSocketAddress.createUnresolved("server", 4242),
                name,
                () -> token[0],
                (server, port, pin, verified, chain) -> "",
                true,
                true,
                "simulation");
        CompletableFuture<Void> connected = new CompletableFuture<>();
        ClientSession session = new ClientSession(
                loop,
                random,
                new HostNetwork(host, loop),
                settings,
                (newName, newToken) -> token[0] = newToken,
                events,
                connected);
        loop.execute(session::dial);
        return new SessionClient(
                loop,
                session,
                connected,
                peer -> {
                    throw new java.io.IOException("no files here");
                },
                Runnable::run,
                () -> {});
    }

    private record HostLoop(Host host) implements SessionLoop {
        @Override
        public long nanoTime() {
            return host.nanoTime();
        }

        @Override
        public Instant now() {
            return host.now();
        }

        @Override
        public boolean inLoop() {
            // Whoever closes a client in a simulation does not wait for it.
            return true;
        }

        @Override
        public void execute(Runnable task) {
            host.loop().execute(task);
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            ScheduledFuture<?> scheduled = host.loop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> scheduled.cancel(false);
        }
    }

    private record HostNetwork(Host host, SessionLoop loop) implements SessionNetwork {
        @Override
        public void dial(ControlConnection.Listener listener) {
            ControlConnection connection = new ControlConnection(loop, "server", null, null, listener);
            host.dial(
                    connection::initialise,
                    why -> connection.abandon(ConnectionFailure.unreachable("cannot reach the server: " + why)));
        }

        @Override
        public boolean hasOthers() {
            return false;
        }

        @Override
        public DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses) {
            return (attempt, receiver) -> {
                DatagramEnd end = new DatagramEnd(receiver);
                return new DatagramPort() {
                    @Override
                    public void send(byte[] bytes, int length) {
                        host.send(end, Arrays.copyOf(bytes, length));
                    }

                    @Override
                    public void close() {
                        end.close();
                        host.close(end);
                    }
                };
            };
        }
    }
}
