package dev.roomtalk.simulation;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hosts of a simulation, and the nodes of their server that run. */
public final class Internet {
    /** Milliseconds since 1970 at the beginning of every simulation. */
    public static final long TODAY = 1_795_219_200_000L;

    private final Map<InetAddress, Host> hosts = new LinkedHashMap<>();
    private final Map<InetSocketAddress, SimulatedServer> servers = new LinkedHashMap<>();

    void add(Host host) {
        hosts.put(host.address(), host);
    }

    /** Where a node listens, the first of which is 0. */
    static InetSocketAddress address(int node) {
        return new InetSocketAddress(InetAddress.ofLiteral("10.1.0." + (node + 1)), 4242);
    }

    /** Null: it does not run. */
    @Nullable
    SimulatedServer server(InetSocketAddress address) {
        return servers.get(address);
    }

    /** Runs the only node of a server. */
    void serve(SimulatedServer running) {
        serve(0, running);
    }

    /** @param running null: it runs no longer */
    void serve(int node, @Nullable SimulatedServer running) {
        if (running == null) {
            servers.remove(address(node));
        } else {
            servers.put(address(node), running);
        }
    }

    /** From a node. */
    public void send(InetSocketAddress to, byte[] datagram) {
        Host host = hosts.get(to.getAddress());
        if (host != null) {
            host.receive(to, datagram);
        }
    }
}
