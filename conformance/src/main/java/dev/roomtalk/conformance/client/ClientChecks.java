package dev.roomtalk.conformance.client;

import dev.roomtalk.conformance.check.CheckList;
import dev.roomtalk.conformance.check.RealTime;
import dev.roomtalk.conformance.check.Report;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * The checks of a client. It joins one room, and publishes there when it is told to. Each check goes on with the
 * connection that there is; where there is none, the client is expected to come back, or started again.
 */
public final class ClientChecks implements AutoCloseable {
    private final ScriptedServer server;
    private final String room;
    private final Duration patience;
    private final RealTime time;

    /**
     * @param local where the scripted server listens, at any port
     * @param patience how long the client may take for anything
     */
    public ClientChecks(InetAddress local, String room, Duration patience, SecureRandom random, RealTime time) {
        this.server = new ScriptedServer(local, time, random);
        this.room = room;
        this.patience = patience;
        this.time = time;
    }

    /** HOST:PORT of the scripted server. */
    public String address() {
        return server.address();
    }

    /** Of the scripted server's key. */
    public String pin() {
        return server.pin();
    }

    /**
     * Checks the client, and returns how many checks failed.
     *
     * @param command starts the client; empty: a person does
     */
    public int run(List<String> command, Report report) {
        try (Client client = new Client(Client.filled(command, address(), pin(), room), report)) {
            Stage stage = new Stage(server, client, time, patience);
            CheckList list = new CheckList();
            new FirstChecks(stage).addTo(list);
            new MessageChecks(stage).addTo(list);
            new ReturnChecks(stage).addTo(list);
            return list.run(report);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
