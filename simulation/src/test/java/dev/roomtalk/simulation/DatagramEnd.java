package dev.roomtalk.simulation;

import dev.roomtalk.client.internal.relay.DatagramPort;

/** A client's UDP socket in a simulation. */
final class DatagramEnd {
    private final DatagramPort.Receiver receiver;
    private boolean closed;

    DatagramEnd(DatagramPort.Receiver receiver) {
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
