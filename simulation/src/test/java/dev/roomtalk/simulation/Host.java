package dev.roomtalk.simulation;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The machine of one client, behind an address translator. */
public final class Host {
    private static final long CONNECT_TIMEOUT = Path.millis(10_000);

    private final World world;
    private final Internet internet;
    private final InetAddress address;
    private final SimulatedLoop loop;
    final Path path;
    private final Map<InetSocketAddress, DatagramEnd> outside = new HashMap<>();
    private final Map<DatagramEnd, InetSocketAddress> inside = new HashMap<>();
    final List<Wire> wires = new ArrayList<>();
    private int nextPort = 20_000;
    private long clockOffsetMillis;

    Host(World world, Internet internet, int number, Path path) {
        this.world = world;
        this.internet = internet;
        this.path = path;
        this.loop = new SimulatedLoop(world);
        try {
            this.address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (number >> 8), (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public SimulatedLoop loop() {
        return loop;
    }

    public long nanoTime() {
        return world.nanoTime();
    }

    public Instant now() {
        return Instant.ofEpochMilli(Internet.TODAY + world.elapsedMillis() + clockOffsetMillis);
    }

    void jumpClock(long millis) {
        clockOffsetMillis += millis;
    }

    /**
     * The address translator forgets: what is sent from now on comes from other ports, and the old ones lead nowhere.
     */
    void rebind() {
        outside.clear();
        inside.clear();
    }

    void cutStreams() {
        wires.forEach(Wire::cut);
        wires.clear();
    }

    /** Connects to the only node; {@code pipeline} makes the channel's handlers. */
    public void dial(Consumer<Channel> pipeline, Consumer<String> failed) {
        dial(Internet.address(0), pipeline, failed);
    }

    /** Connects to a node; {@code pipeline} makes the channel's handlers. */
    void dial(InetSocketAddress node, Consumer<Channel> pipeline, Consumer<String> failed) {
        if (path.blocked(true, false) || path.blocked(false, false)) {
            world.after(CONNECT_TIMEOUT, () -> loop.execute(() -> failed.accept("timed out")));
            return;
        }
        world.at(path.streamArrival(true), () -> {
            SimulatedServer server = internet.server(node);
            if (server == null) {
                world.at(path.streamArrival(false), () -> loop.execute(() -> failed.accept("connection refused")));
                return;
            }
            Wire wire =
                    new Wire(world, path, new InetSocketAddress(address, nextPort++), node, loop, server.controlLoop());
            wires.add(wire);
            server.accept(wire);
            world.at(
                    path.streamArrival(false),
                    () -> loop.run(() -> {
                        if (!wire.client.isOpen()) {
                            failed.accept("connection reset");
                            return;
                        }
                        wire.client.pipeline().addLast(new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                pipeline.accept(channel);
                            }
                        });
                        loop.register(wire.client);
                    }));
        });
    }

    public void send(DatagramEnd from, byte[] datagram) {
        InetSocketAddress source = inside.computeIfAbsent(from, end -> {
            InetSocketAddress translated = new InetSocketAddress(address, nextPort++);
            outside.put(translated, end);
            return translated;
        });
        path.datagram(true, () -> {
            SimulatedServer server = internet.server(from.peer);
            if (server != null) {
                server.receive(source, datagram);
            }
        });
    }

    void receive(InetSocketAddress to, byte[] datagram) {
        path.datagram(false, () -> {
            DatagramEnd end = outside.get(to);
            if (end != null) {
                loop.run(() -> end.receive(datagram));
            }
        });
    }

    public void close(DatagramEnd end) {
        InetSocketAddress translated = inside.remove(end);
        if (translated != null) {
            outside.remove(translated);
        }
    }

    InetAddress address() {
        return address;
    }
}
