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
 */
public record ClientSettings(
        InetSocketAddress server,
        String name,
        Supplier<byte @Nullable []> token,
        Trust trust,
        boolean plain,
        boolean udp,
        String program) {}
