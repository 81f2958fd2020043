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
import java.util.List;

/**
 * Writes what clients are told of the server at the beginning: the Welcome of each new session (who the user is, the
 * way to the relay, the limits), and before it how its key came to be. Any thread.
 */
public final class Welcomes {
    private final LiveSettings settings;
    private final boolean durable;
    private final boolean files;
    private final String program;
    private final Successions successions;

    /**
     * Welcomes of one server.
     *
     * @param durable whether messages survive the end of the server
     * @param files whether there is a store of files
     * @param program the server's name and version, for clients
     * @param successions of its key
     */
    public Welcomes(LiveSettings settings, boolean durable, boolean files, String program, Successions successions) {
        this.settings = settings;
        this.durable = durable;
        this.files = files;
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

    private static List<RelayAddress> relay(ServerSettings now, int port) {
        RelayAddress reached = RelayAddress.newBuilder().setPort(port).build();
        return now.advertise().isEmpty()
                ? List.of(reached)
                : now.advertise().stream()
                        .map(endpoint -> RelayAddress.newBuilder()
                                .setHost(endpoint.host())
                                .setPort(endpoint.port() == 0 ? port : endpoint.port())
                                .build())
                        .toList();
    }

    /** @param port of the relay, at the address that the client reached, where nothing else is advertised */
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
                        .addAllRelay(relay(now, port))
                        .setLimits(Limits.newBuilder()
                                .setMessageBytes(now.rules().messageBytes())
                                .setTopicBytes(now.rules().topicBytes())
                                .setRoomsPerUser(now.maxRoomsPerUser())
                                .setInFlight(Protocol.MAX_IN_FLIGHT)
                                .setFileBytes(files ? now.files().perFile() : 0))
                        .setKeepAliveSeconds(
                                Math.toIntExact(Math.max(1, now.keepAlive().toSeconds())))
                        .setServer(program)
                        .setDurable(durable))
                .build();
    }
}
