package dev.roomtalk.server.store.move;

import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.LogEntry;
import dev.roomtalk.server.store.RoomId;
import java.io.IOException;
import java.util.List;

/**
 * Reads everything that an engine keeps, while no server uses it. Everything fails with a sentence for the person. One
 * thread.
 */
public interface MoveSource extends AutoCloseable {
    /** Takes what is read, one thing after the other. */
    interface Taker<T> {
        void take(T each) throws IOException;
    }

    void users(Taker<Accounts.Account> taker) throws IOException;

    List<AddressBan> addressBans() throws IOException;

    void rooms(Taker<MovedRoom> taker) throws IOException;

    void speakers(RoomId room, Taker<MovedSpeaker> taker) throws IOException;

    /** In the order of their sequences. */
    void messages(RoomId room, Taker<LogEntry> taker) throws IOException;

    @Override
    void close();
}
