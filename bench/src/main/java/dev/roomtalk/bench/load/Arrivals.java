package dev.roomtalk.bench.load;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.proto.RefusalReason;

/** What a target reports to the load, on the target's loop. Members and senders are counted over all rooms. */
public interface Arrivals {
    /** A datagram, or a frame over TCP, is about to be read. */
    void arriving();

    /** A message of a stream (see {@link DeliveryLedger}) reached a member. */
    void delivered(int member, int stream, long number, long intended);

    /** Messages of the room's stream up to this number are on their way to every member. */
    void expected(int room, int stream, long number);

    /** The message is answered: its place in the window is free. */
    void answered(int sender, long n);

    /** The message was not taken. */
    void refused(int sender, long n, RefusalReason reason, int waitMillis);

    /** Something was received that is neither genuine nor of this protocol. */
    void unreadable();

    /** Everything that waited in a socket has been reported. */
    void turnEnded();

    /** The target cannot go on: nothing more will come. */
    void broken(Failure failure);
}
