package dev.roomtalk.simulation;

import dev.roomtalk.client.internal.relay.DatagramPort;
import java.net.InetSocketAddress;

/** A client's UDP socket in a simulation. */
final class DatagramEnd {
    /** That it sends to. */
    final InetSocketAddress peer;

    private final DatagramPort.Receiver receiver;
    private boolean closed;

    /** One that sends to the only node. */
    DatagramEnd(DatagramPort.Receiver receiver) {
        this(Internet.address(0), receiver);
    }

    DatagramEnd(InetSocketAddress peer, DatagramPort.Receiver receiver) {
        this.peer = peer;
        this.receiver = receiver;
    }

    void receive(byte[] datagram) {
        if (!closed) {
            receiver.onDatagram(datagram, datagram.length);
        }
    }

    void close() {
        closed = true;
    }
}
