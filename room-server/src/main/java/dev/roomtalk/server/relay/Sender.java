package dev.roomtalk.server.relay;

import org.jspecify.annotations.Nullable;

/** Where the datagram that is being received came from. Valid during the call that it is given to. */
interface Sender {
    /** Whether this is the address; false of null. */
    boolean is(@Nullable PeerAddress address);

    /** The address, to be kept. */
    PeerAddress address();
}
