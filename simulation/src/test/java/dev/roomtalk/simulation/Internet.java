package dev.roomtalk.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hosts of a simulation, and their server when one runs. */
public final class Internet {
    /** Milliseconds since 1970 at the beginning of every simulation. */
    public static final long TODAY = 1_795_219_200_000L;

    static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.ofLiteral("10.1.0.1"), 4242);

    private final Map<InetAddress, Host> hosts = new LinkedHashMap<>();
    private @Nullable SimulatedServer server;

    void add(Host host) {
        hosts.put(host.address(), host);
    }

    @Nullable
    SimulatedServer server() {
        return server;
    }

    void serve(@Nullable SimulatedServer running) {
        server = running;
    }

    /** From the server. */
    public void send(InetSocketAddress to, byte[] datagram) {
        Host host = hosts.get(to.getAddress());
        if (host != null) {
            host.receive(to, datagram);
        }
    }
}
