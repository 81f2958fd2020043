package dev.roomtalk.server.store.move;

import dev.roomtalk.server.store.Accounts;
import dev.roomtalk.server.store.AddressBan;
import dev.roomtalk.server.store.LogEntry;
import java.io.IOException;

/**
 * Writes everything that an engine keeps, into one that is empty. No server uses it until it is {@linkplain #finish
 * finished}, and a target that was not finished is begun anew. Everything fails with a sentence for the person. One
 * thread.
 */
public interface MoveTarget extends AutoCloseable {
    void user(Accounts.Account user) throws IOException;

    void addressBan(AddressBan ban) throws IOException;

    /** Makes a room, under an id of its own: what follows up to the next room is of this one. */
    void room(MovedRoom room) throws IOException;

    void speaker(MovedSpeaker speaker) throws IOException;

    void message(LogEntry message) throws IOException;

    /** It is all there: a server may use it from now on. */
    void finish() throws IOException;

    @Override
    void close();
}
