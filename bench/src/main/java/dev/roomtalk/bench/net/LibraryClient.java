package dev.roomtalk.bench.net;

import dev.roomtalk.client.ChatClient;
import dev.roomtalk.client.ChatListener;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.Trust;
import dev.roomtalk.client.sockets.SocketClient;
import java.net.InetSocketAddress;

/** Starts sessions with the client library, as programs of people have them. */
public final class LibraryClient {
    private LibraryClient() {}

    /** Starts a session of a new user, whose token it keeps for as long as it runs. */
    public static ChatClient start(Access server, String name, ChatListener events) {
        return start(server, server.address(), name, events);
    }

    /** Starts a session that reaches the server by another address, such as that of a proxy. */
    public static ChatClient start(Access server, InetSocketAddress at, String name, ChatListener events) {
        byte[][] token = {null};
        Trust trust = (host, port, pin, verified, chain) ->
                pin.equals(server.pin()) ? "" : "the server at " + host + " has another key: " + pin;
        ClientSettings settings = new ClientSettings(
                InetSocketAddress.createUnresolved(at.getAddress().getHostAddress(), at.getPort()),
                name,
                () -> token[0],
                trust,
                server.plain(),
                true,
                "bench");
        return SocketClient.start(settings, (_, made) -> token[0] = made, events);
    }
}
