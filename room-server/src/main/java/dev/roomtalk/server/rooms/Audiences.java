package dev.roomtalk.server.rooms;

/** The sessions that one relay loop serves, by the rooms that they are in. Confined to that loop. */
public interface Audiences {
    /** Adds a session to a room's audience; the numbers say how far the room is. */
    void join(int room, RoomSession session, long epoch, long sequence, long oldest);

    void leave(int room, RoomSession session);

    /** Brings a message of a room to its sessions on this loop. */
    void deliver(int room, byte[] frame, long epoch, long sequence, long oldest);

    /**
     * Tells how far the room is: sessions that are served over UDP and lose something, or all of them. Those that lose
     * nothing are told later.
     */
    void tellLatest(int room, long epoch, long sequence, long oldest, boolean toEverybody);

    /** Whether so many deliveries wait that one more message would only wait behind them. */
    boolean full();
}
