package dev.roomtalk.client;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a session: which server, which user, and how to connect.
 *
 * @param servers host and port of each way to the server, unresolved. A session begins with any of them, and goes on to
 *     the next where one refuses, does not answer or is lost; each address of a host counts
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
        List<InetSocketAddress> servers,
        String name,
        Supplier<byte @Nullable []> token,
        Trust trust,
        boolean plain,
        boolean udp,
        String program,
        @Nullable Long instance) {
    public ClientSettings {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a client needs the address of a server");
        }
    }

    /** Settings with a new instance. */
    public ClientSettings(
            List<InetSocketAddress> servers,
            String name,
            Supplier<byte @Nullable []> token,
            Trust trust,
            boolean plain,
            boolean udp,
            String program) {
        this(servers, name, token, trust, plain, udp, program, null);
    }

    /** Settings with a new instance, for a server that has one address. */
    public ClientSettings(
            InetSocketAddress server,
            String name,
            Supplier<byte @Nullable []> token,
            Trust trust,
            boolean plain,
            boolean udp,
            String program) {
        this(List.of(server), name, token, trust, plain, udp, program, null);
    }

    /** These settings for a program that goes on as an earlier run of itself. */
    public ClientSettings as(long instance) {
        return new ClientSettings(servers, name, token, trust, plain, udp, program, instance);
    }

    /** The first address of the server, which stands for the server in what is kept about it. */
    public String serverAddress() {
        return address(servers.getFirst());
    }

    /** An address as a person writes it: host and port, an IPv6 address in brackets. */
    public static String address(InetSocketAddress server) {
        String host = server.getHostString();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getPort();
    }
}
