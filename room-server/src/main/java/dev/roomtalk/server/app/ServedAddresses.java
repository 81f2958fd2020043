package dev.roomtalk.server.app;

import dev.roomtalk.server.control.Acceptor;
import dev.roomtalk.server.control.ControlListener;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.relay.RelaySockets;
import dev.roomtalk.server.settings.ServerSettings;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/** Binds the addresses of a node, each for TCP and for UDP. */
final class ServedAddresses {
    private static final int PORT_ATTEMPTS = 20;

    private ServedAddresses() {}

    /**
     * Binds every address of the settings. With port 0 it looks for a port that is free for both TCP and UDP.
     *
     * @throws IOException naming the address that is taken
     */
    static List<InetSocketAddress> bind(
            ServerSettings settings, Acceptor acceptor, ControlListener listener, Relay relay, RelaySockets sockets)
            throws IOException {
        List<InetAddress> hosts = settings.hosts().isEmpty() ? List.of(anyAddress()) : settings.hosts();
        for (int attempt = 1; ; attempt++) {
            try {
                List<InetSocketAddress> bound = listen(hosts, settings.port(), acceptor, listener);
                sockets.bind(relay, bound, settings.socketBuffer());
                return bound;
            } catch (IOException e) {
                listener.unbind();
                sockets.unbind(relay);
                if (settings.port() != 0 || attempt == PORT_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** The TCP port first, so that a second server is refused; with port 0 the first address chooses for all. */
    private static List<InetSocketAddress> listen(
            List<InetAddress> hosts, int port, Acceptor acceptor, ControlListener listener) throws IOException {
        List<InetSocketAddress> bound = new ArrayList<>();
        for (InetAddress host : hosts) {
            int chosen = bound.isEmpty() ? port : bound.getFirst().getPort();
            bound.add(new InetSocketAddress(
                    host,
                    listener.bind(acceptor, new InetSocketAddress(host, chosen)).getPort()));
        }
        return List.copyOf(bound);
    }

    /** One socket for IPv6 and IPv4 where this machine has IPv6. */
    static InetAddress anyAddress() {
        boolean v6;
        try {
            v6 = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(Inet6Address.class::isInstance);
        } catch (SocketException e) {
            v6 = false;
        }
        return InetAddress.ofLiteral(v6 ? "::" : "0.0.0.0");
    }
}
