package dev.roomtalk.client.internal.files;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ServerMessage;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A connection that carries one file. Every method may block; used by one thread, but for {@link #close}. */
public interface TransferConnection extends AutoCloseable {
    /** Makes such connections. */
    interface Opener {
        /** Connects to the server of a session, and makes sure that it is that one. */
        TransferConnection open(Reached reached) throws IOException;
    }

    /**
     * What a session has reached.
     *
     * @param server the server as a person writes it, by which it is trusted
     * @param peer its address
     */
    record Reached(String server, InetSocketAddress peer) {}

    /** Writes a message, of which nothing is kept. */
    void send(ClientMessage message) throws IOException;

    /** Waits for the next message; the content that it brings is good until the next call. */
    ServerMessage receive() throws IOException;

    @Override
    void close();
}
