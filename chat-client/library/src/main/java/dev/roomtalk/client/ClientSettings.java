package dev.roomtalk.client;

import java.net.InetSocketAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whom to talk to, and as whom.
 *
 * @param server host and port, unresolved: every address of the host is tried
 * @param name the user's name
 * @param token 32 bytes, asked for at each connection attempt; null: become a new user
 * @param trust decides about the server's key
 * @param plain speak TCP without TLS
 * @param udp use the relay where it answers; false: everything over TCP
 * @param program told to the operator: "chat 0.1.0"
 * @param instance who this program is to the rooms: 64 random bits, its own for each start, unless it has kept those of an earlier
 *     run with every number that it used ({@link ChatClient#publish(String, long, String, String)}). Null: new ones
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
    /** For a program that is new to the rooms. */
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

    /** The same for a program that goes on as an earlier run of itself. */
    public ClientSettings as(long instance) {
        return new ClientSettings(server, name, token, trust, plain, udp, program, instance);
    }
}
