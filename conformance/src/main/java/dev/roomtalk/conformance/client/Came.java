package dev.roomtalk.conformance.client;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import java.time.Duration;

/**
 * A message that the client has sent; a frame of a datagram as if it had come in a message.
 *
 * @param at since the program began
 * @param packetNumber of its datagram; 0: it came over TCP
 * @param connectionId of its datagram; 0: it came over TCP
 * @param port that its datagram came from; 0: it came over TCP
 */
record Came(Duration at, ClientMessage message, long packetNumber, long connectionId, int port) {
    boolean byUdp() {
        return packetNumber != 0;
    }

    Frame frame() {
        return message.getFrame();
    }

    boolean publishes(long n) {
        return frame().hasPublish() && frame().getPublish().getN() == n;
    }

    /** Whether it is a Nack of this very sequence first. */
    boolean nacks(long sequence) {
        return frame().hasNack()
                && frame().getNack().getRangesCount() > 0
                && frame().getNack().getRanges(0) == sequence;
    }
}
