package dev.roomtalk.server.relay;

import dev.roomtalk.simulation.Internet;
import dev.roomtalk.simulation.SimulatedLoop;
import dev.roomtalk.wire.Protocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A relay loop's UDP socket on the simulated network. */
public final class SimulatedSocket implements RelaySocket {
    private final Internet internet;
    private final SimulatedLoop executor;
    private final RelayLoop loop;
    private final MemorySegment reserved = Arena.ofAuto().allocate(Protocol.MAX_DATAGRAM);
    private final List<Runnable> queue = new ArrayList<>();

    private SimulatedSocket(Internet internet, SimulatedLoop executor, RelayLoop loop) {
        this.internet = internet;
        this.executor = executor;
        this.loop = loop;
    }

    /** Gives each loop of a relay its socket. */
    public static List<SimulatedSocket> open(Relay relay, List<SimulatedLoop> executors, Internet internet) {
        List<SimulatedSocket> sockets = new ArrayList<>();
        for (RelayLoop loop : relay.loops()) {
            SimulatedSocket socket = new SimulatedSocket(internet, executors.get(loop.index()), loop);
            loop.addSocket(socket);
            sockets.add(socket);
        }
        return sockets;
    }

    public void receive(InetSocketAddress from, byte[] datagram) {
        executor.execute(() -> {
            // As from a socket, in an array that is longer; a datagram may be empty.
            byte[] read = Arrays.copyOf(datagram, datagram.length + 1);
            loop.ingress().onDatagram(this, read, datagram.length, PeerAddress.of(from));
            loop.ingress().onBatchEnd();
        });
    }

    /** Connection ids that the loop serves. */
    public int sessions() {
        return loop.sessionCount();
    }

    @Override
    public MemorySegment reserve() {
        return reserved;
    }

    @Override
    public void commit(int length, PeerAddress to) {
        byte[] datagram = reserved.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        queue.add(() -> internet.send(to.name(), datagram));
    }

    @Override
    public void flush() {
        queue.forEach(Runnable::run);
        queue.clear();
    }

    @Override
    public int slot() {
        return 0;
    }
}
