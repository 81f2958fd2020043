package dev.roomtalk.server.relay;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether datagrams for one peer go to the kernel as one, which cuts it ({@code UDP_SEGMENT}, udp(7)): the way through
 * the kernel, which costs more than all else, is then gone once and not for each. Begins with what the kernel says, and
 * ends when a device cannot. For all sockets of a node; any thread.
 */
final class Segmentation {
    private static final Logger LOG = LoggerFactory.getLogger(Segmentation.class);

    /** What the kernel takes at most ({@code UDP_MAX_SEGMENTS}). */
    static final int MAX_SEGMENTS = 64;

    /** Bytes of the longest datagram of IPv4. */
    static final int MAX_BYTES = 65_507;

    private volatile boolean possible = true;

    boolean isPossible() {
        return possible;
    }

    /** There is none from now on. */
    synchronized void end(String why) {
        if (possible) {
            possible = false;
            LOG.info("datagrams are sent one by one, which costs more: {}", why);
        }
    }
}
