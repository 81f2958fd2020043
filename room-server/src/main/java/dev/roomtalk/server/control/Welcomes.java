package dev.roomtalk.server.control;

import dev.roomtalk.proto.Limits;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Succession;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.server.relay.Relay;
import dev.roomtalk.server.settings.LiveSettings;
import dev.roomtalk.server.settings.ServerSettings;
import dev.roomtalk.wire.Protocol;

/**
 * Writes what clients are told of the server at the beginning: the Welcome of each new session (who the user is, the
 * way to the relay, the limits), and before it how its key came to be. Any thread.
 */
public final class Welcomes {
    private final LiveSettings settings;
    private final boolean durable;
    private final String program;
    private final Successions successions;

    /**
     * Welcomes of one server.
     *
     * @param durable whether messages survive the end of the server
     * @param program the server's name and version, for clients
     * @param successions of its key
     */
    public Welcomes(LiveSettings settings, boolean durable, String program, Successions successions) {
        this.settings = settings;
        this.durable = durable;
        this.program = program;
        this.successions = successions;
    }

    /** Says which keys the server's key has followed. */
    ServerMessage succession(int request) {
        Succession.Builder answer = Succession.newBuilder();
        successions.statements().forEach(statement -> answer.addStatements(statement.message()));
        return ServerMessage.newBuilder()
                .setRequestId(request)
                .setSuccession(answer)
                .build();
    }

    /** @param port of the relay, at the address that the client reached */
    ServerMessage welcome(Login login, Relay.Admission admission, int port) {
        ServerSettings now = settings.get();
        return ServerMessage.newBuilder()
                .setRequestId(login.request())
                .setWelcome(Welcome.newBuilder()
                        .setVersion(Protocol.VERSION)
                        .setUserId(login.user().id())
                        .setName(login.user().name().display())
                        .setToken(login.newToken())
                        .setConnectionId(admission.connectionId())
                        .setRelaySecret(admission.secret())
                        .addRelay(RelayAddress.newBuilder().setPort(port))
                        .setLimits(Limits.newBuilder()
                                .setMessageBytes(now.rules().messageBytes())
                                .setTopicBytes(now.rules().topicBytes())
                                .setRoomsPerUser(now.maxRoomsPerUser())
                                .setInFlight(Protocol.MAX_IN_FLIGHT))
                        .setKeepAliveSeconds(
                                Math.toIntExact(Math.max(1, now.keepAlive().toSeconds())))
                        .setServer(program)
                        .setDurable(durable))
                .build();
    }
}
