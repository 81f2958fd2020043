package dev.roomtalk.client.internal.base;

import dev.roomtalk.proto.Frame;
import java.time.Duration;

/** Where a room's frames leave the client. */
public interface FrameOutlet {
    /** Sends by datagram; false, and nothing is sent, if UDP is not in use or the frame is too large for one. */
    boolean sendByUdp(Frame frame);

    /** Sends over the control connection; dropped if there is none. */
    void sendByTcp(Frame frame);

    /** How long an answer by UDP may take before it is missed. */
    Duration timeout();

    /** An answer is overdue: find out whether the way still works. */
    void doubt();
}
