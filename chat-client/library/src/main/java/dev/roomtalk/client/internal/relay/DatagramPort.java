package dev.roomtalk.client.internal.relay;

/**
 * One UDP socket, bound to a port of the kernel's choice and connected to the relay. Tests have one without a network.
 */
public interface DatagramPort {
    /** Takes what arrives, on the session's loop. */
    interface Receiver {
        /** The bytes are the receiver's only during the call. */
        void onDatagram(byte[] bytes, int length);
    }

    /** Opens ports that are connected to one relay. */
    @FunctionalInterface
    interface Opener {
        /**
         * @param attempt counts the ports of one relay path from 0: where the relay has several addresses, each has its
         *     turn
         */
        DatagramPort open(int attempt, Receiver receiver);
    }

    /** Sends one datagram, or drops it. */
    void send(byte[] bytes, int length);

    void close();
}
