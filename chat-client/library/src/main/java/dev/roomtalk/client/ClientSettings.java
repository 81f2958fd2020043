package dev.roomtalk.client;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a session: which server, which user, and how to connect.
 *
 * @param server host and port, unresolved: every address of the host is tried
 * @param name the user's name
 * @param token supplies 32 bytes at each connection attempt; null to become a new user
 * @param trust decides about the server's key
 * @param plain speak TCP without TLS
 * @param udp whether to use the relay where it answers; otherwise everything goes over TCP
 * @param program name and version for the operator, such as "chat 0.1.0"
 * @param instance tells the runs of this program apart: 64 random bits for each start, or those of an earlier run if
 *     the program has kept them with every number that it used
 *     ({@link ChatClient#publish(String, long, String, String)}). Null for new ones
 */
public record ClientSettings(
        InetSocketAddress server,
        String name,
        Supplier<byte @Nullable []> token,
        Trust trust,
        boolean plain,
        boolean udp,
        String program,
        @Nullable Long instance) {
    /** Settings with a new instance. */
    public ClientSettings(
            InetSocketAddress server,
            String name,
            Supplier<byte @Nullable []> token,
            Trust trust,
            boolean plain,
            boolean udp,
            String program) {
        this(server, name, token, trust, plain, udp, program, null);
    }

    /** These settings for a program that goes on as an earlier run of itself. */
    public ClientSettings as(long instance) {
        return new ClientSettings(server, name, token, trust, plain, udp, program, instance);
    }

    /** The server as a person writes it: host and port, an IPv6 address in brackets. */
    public String serverAddress() {
        String host = server.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getPort();
    }
}
