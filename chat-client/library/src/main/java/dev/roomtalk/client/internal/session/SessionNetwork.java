package dev.roomtalk.client.internal.session;

import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.relay.DatagramPort;
import dev.roomtalk.proto.RelayAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Makes a session's connections and ports: tests have some without a network. */
public interface SessionNetwork {
    /** Connects; the next connection is made to another address, where the server has several. */
    void dial(ControlConnection.Listener listener);

    DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses);

    /** Whether the server seems to have other nodes than the one that is connected. */
    boolean hasOthers();
}
