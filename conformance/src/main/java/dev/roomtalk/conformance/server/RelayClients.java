package dev.roomtalk.conformance.server;

import dev.roomtalk.conformance.check.Skipped;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.UseTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Brings sessions to where the checks of the relay begin. */
final class RelayClients {
    private final Probe probe;

    RelayClients(Probe probe) {
        this.probe = probe;
    }

    /** A session with a socket for its datagrams. */
    record Client(Probe.Session session, RelayEnd relay, InetAddress local, InetSocketAddress address)
            implements AutoCloseable {
        Peer peer() {
            return session.peer();
        }

        @Override
        public void close() {
            relay.close();
            session.close();
        }
    }

    private Client client() throws IOException {
        Probe.Session session = probe.session(probe.alice());
        if (session.welcome().getRelayCount() == 0) {
            session.close();
            throw new Skipped("the server has no relay");
        }
        try (Socket socket = probe.socket()) {
            InetSocketAddress control = (InetSocketAddress) socket.getRemoteSocketAddress();
            InetSocketAddress relay = RelayEnd.address(session.welcome().getRelay(0), control);
            InetAddress local = socket.getLocalAddress();
            RelayEnd.Keys keys = new RelayEnd.Keys(session.welcome());
            return new Client(session, new RelayEnd(keys, local, relay, probe.patience()), local, relay);
        }
    }

    /** What is done with a client. */
    interface Use {
        void with(Client client) throws IOException;
    }

    void fresh(Use use) throws IOException {
        try (Client client = client()) {
            use.with(client);
        }
    }

    /** With an address that was checked. */
    void proven(Use use) throws IOException {
        fresh(client -> {
            client.relay().prove();
            use.with(client);
        });
    }

    static void useTransport(Client client, boolean udp) {
        client.peer()
                .records()
                .send(ClientMessage.newBuilder()
                        .setUseTransport(UseTransport.newBuilder().setUdp(udp))
                        .build()
                        .toByteArray());
        client.peer().fence();
    }

    /** A session that uses UDP, in a room. */
    interface InRoom {
        void with(Client client, Joined room) throws IOException;
    }

    void byUdp(InRoom use) throws IOException {
        proven(client -> {
            Joined room = probe.room(client.session());
            useTransport(client, true);
            use.with(client, room);
        });
    }
}
