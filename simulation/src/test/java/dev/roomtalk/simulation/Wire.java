package dev.roomtalk.simulation;

import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** A TCP connection: bytes arrive in order, each once, and late where the path is bad. */
final class Wire {
    /** What may be on its way in one direction. */
    private static final int WINDOW = 64 << 10;

    private final World world;
    private final Path path;
    final SimulatedChannel client;
    final SimulatedChannel server;
    private final SimulatedLoop clientLoop;
    private final SimulatedLoop serverLoop;
    private final End toServer = new End(true);
    private final End toClient = new End(false);

    Wire(
            World world,
            Path path,
            InetSocketAddress clientAddress,
            InetSocketAddress serverAddress,
            SimulatedLoop clientLoop,
            SimulatedLoop serverLoop) {
        this.world = world;
        this.path = path;
        this.clientLoop = clientLoop;
        this.serverLoop = serverLoop;
        this.client = new SimulatedChannel(clientAddress, serverAddress, toServer);
        this.server = new SimulatedChannel(serverAddress, clientAddress, toClient);
    }

    /** Both ends learn that it is gone; what was on its way is lost. */
    void cut() {
        toServer.cut = true;
        toClient.cut = true;
        clientLoop.execute(client::end);
        serverLoop.execute(server::end);
    }

    /** The server's process has died: its kernel closes the connection, after what was sent. */
    void serverDied() {
        toClient.close();
        toServer.cut = true;
    }

    /** The way out of one channel, and into the other. */
    final class End {
        private final boolean up;
        private final Deque<Arrival> arrivals = new ArrayDeque<>();
        private long lastArrival;
        private int onTheWay;
        private boolean cut;
        private boolean closed;

        End(boolean up) {
            this.up = up;
        }

        boolean takes(int bytes) {
            return onTheWay == 0 || onTheWay + bytes <= WINDOW;
        }

        void send(byte[] bytes) {
            onTheWay += bytes.length;
            // Segments end where they like.
            int split = bytes.length < 2 ? 0 : path.random().nextInt(bytes.length);
            if (split > 0 && path.random().nextInt(4) == 0) {
                carry(Arrays.copyOfRange(bytes, 0, split));
                carry(Arrays.copyOfRange(bytes, split, bytes.length));
            } else {
                carry(bytes);
            }
        }

        private void carry(byte[] bytes) {
            arrive(() -> {
                onTheWay -= bytes.length;
                (up ? serverLoop : clientLoop).run(() -> (up ? server : client).receive(bytes));
                (up ? clientLoop : serverLoop).run(() -> (up ? client : server).goOn());
            });
        }

        /** What was sent before still arrives. */
        void close() {
            if (!closed) {
                closed = true;
                arrive(() -> (up ? serverLoop : clientLoop).run(() -> (up ? server : client).end()));
            }
        }

        private void arrive(Runnable arrival) {
            lastArrival = Math.max(lastArrival, path.streamArrival(up));
            arrivals.addLast(new Arrival(lastArrival, arrival));
            if (arrivals.size() == 1) {
                awaitFirst(lastArrival);
            }
        }

        private void awaitFirst(long time) {
            world.at(time, () -> {
                if (cut) {
                    arrivals.clear();
                } else if (path.blocked(up, false)) {
                    // TCP tries again.
                    awaitFirst(world.nanoTime() + Path.TCP_RETRY);
                } else {
                    // It stays the first meanwhile: what is sent because of it is not waited for twice.
                    arrivals.getFirst().action.run();
                    arrivals.removeFirst();
                    if (!arrivals.isEmpty()) {
                        awaitFirst(arrivals.getFirst().at);
                    }
                }
            });
        }
    }

    private record Arrival(long at, Runnable action) {}
}
