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

    /** @param nodes that the server has */
    static ChatClient start(Host host, String name, int nodes, Random random, Consumer<ChatEvent> events) {
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
                new HostNetwork(host, loop, nodes, random),
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

    /** Begins with any node; each connection is made to the next. */
    private static final class HostNetwork implements SessionNetwork {
        private final Host host;
        private final SessionLoop loop;
        private final int nodes;
        private int next;

        HostNetwork(Host host, SessionLoop loop, int nodes, Random random) {
            this.host = host;
            this.loop = loop;
            this.nodes = nodes;
            this.next = random.nextInt(nodes);
        }

        @Override
        public void dial(ControlConnection.Listener listener) {
            ControlConnection connection = new ControlConnection(loop, "server", null, null, listener);
            host.dial(
                    Internet.address(next),
                    connection::initialise,
                    why -> connection.abandon(ConnectionFailure.unreachable("cannot reach the server: " + why)));
            next = (next + 1) % nodes;
        }

        @Override
        public boolean hasOthers() {
            return nodes > 1;
        }

        @Override
        public DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses) {
            return (attempt, receiver) -> {
                DatagramEnd end = new DatagramEnd(peer, receiver);
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
