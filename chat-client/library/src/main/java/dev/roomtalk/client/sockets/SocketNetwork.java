package dev.roomtalk.client.sockets;

import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.relay.DatagramPort;
import dev.roomtalk.client.internal.session.SessionNetwork;
import dev.roomtalk.proto.RelayAddress;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Makes the connections and UDP ports of a session: TCP through a {@link Dialer}, UDP on the session's loop. */
final class SocketNetwork implements SessionNetwork {
    private final EventLoop channels;
    private final SocketChannels sockets;
    private final Dialer dialer;

    SocketNetwork(EventLoop channels, SocketChannels sockets, Dialer dialer) {
        this.channels = channels;
        this.sockets = sockets;
        this.dialer = dialer;
    }

    @Override
    public void dial(ControlConnection.Listener listener) {
        dialer.dial(listener);
    }

    @Override
    public boolean hasOthers() {
        return dialer.hasOthers();
    }

    @Override
    public DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses) {
        return (attempt, receiver) -> {
            RelayAddress relay = addresses.get(attempt % addresses.size());
            return NettyDatagramPort.open(channels, sockets, address(peer, relay), receiver);
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
