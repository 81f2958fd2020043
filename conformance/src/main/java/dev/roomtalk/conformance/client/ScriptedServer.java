package dev.roomtalk.conformance.client;

import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.check.RealTime;
import dev.roomtalk.conformance.wire.DatagramQueue;
import dev.roomtalk.conformance.wire.RecordSocket;
import dev.roomtalk.conformance.wire.RelayKey;
import dev.roomtalk.conformance.wire.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The sockets of a server that takes one connection when a check wants one, and does with it what the check says. */
final class ScriptedServer implements AutoCloseable {
    private static final byte[] NOTHING = {};

    private final ServerSocket listening;
    private final DatagramQueue datagrams;
    private final Tls tls;
    private final Tls otherKey;
    private final RealTime time;
    private final SecureRandom random;
    private final RoomState room;
    private volatile @Nullable Conversation current;
    private @Nullable String serverName;

    ScriptedServer(InetAddress local, RealTime time, SecureRandom random) {
        this.time = time;
        this.random = random;
        this.room = new RoomState(random);
        try {
            this.listening = new ServerSocket(0, 50, local);
            this.datagrams = new DatagramQueue(local);
            this.tls = Tls.server(random);
            this.otherKey = Tls.server(random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        Thread.ofVirtual().name("relay").start(this::relay);
    }

    String address() {
        return listening.getInetAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    String pin() {
        return tls.ownPin();
    }

    /** The name that the client wanted by SNI with its latest connection; null: none. */
    @Nullable
    String serverName() {
        return serverName;
    }

    private void relay() {
        while (!listening.isClosed()) {
            DatagramQueue.Arrived arrived = datagrams.next(Duration.ofMillis(100));
            Conversation conversation = current;
            // Of an earlier connection, or of none: nobody answers it.
            if (arrived != null
                    && conversation != null
                    && arrived.bytes().length >= RelayKey.SHORTEST
                    && conversation.has(RelayKey.connectionId(arrived.bytes()))) {
                conversation.onDatagram(arrived, ((InetSocketAddress) arrived.from()).getPort());
            }
        }
    }

    private Socket next(Duration patience) throws IOException {
        int millis = Math.toIntExact(Math.max(1, patience.toMillis()));
        listening.setSoTimeout(millis);
        try {
            Socket socket = listening.accept();
            // For the handshake; what comes behind it may be long in coming.
            socket.setSoTimeout(millis);
            return socket;
        } catch (SocketTimeoutException e) {
            throw new Finding("no connection in " + patience.toMillis() + " ms");
        }
    }

    /** Whether the client connects within this time. What it has begun is ended. */
    boolean connects(Duration patience) throws IOException {
        try {
            next(patience).close();
            return true;
        } catch (Finding none) {
            return false;
        }
    }

    /** Takes the client's next connection. */
    Conversation accept(Duration patience) throws IOException {
        SSLSocket secure = tls.accept(next(patience), "TLSv1.3");
        secure.setSoTimeout(0);
        serverName = null;
        if (secure.getSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                serverName = name.toString();
            }
        }
        Conversation conversation = new Conversation(new RecordSocket(secure), datagrams, room, time, random);
        current = conversation;
        return conversation;
    }

    /** Offers TLS 1.2 alone. Returns whether the client has taken it. */
    boolean takesTls12(Duration patience) throws IOException {
        try (SSLSocket secure = tls.accept(next(patience), "TLSv1.2")) {
            return secure.getSession().isValid();
        } catch (SSLException e) {
            return false;
        }
    }

    /** Shows another key than the pin says. Returns what the client sends all the same, or nothing. */
    byte[] withAnotherKey(Duration patience) throws IOException {
        Socket socket = next(patience);
        try (RecordSocket records = new RecordSocket(otherKey.accept(socket, "TLSv1.3"))) {
            byte[] sent = records.next(patience);
            return sent == null ? NOTHING : sent;
        } catch (SSLException | RecordSocket.Ended e) {
            return NOTHING;
        }
    }

    @Override
    public void close() {
        Conversation conversation = current;
        if (conversation != null) {
            conversation.close();
        }
        datagrams.close();
        try {
            listening.close();
        } catch (IOException e) {
            // It is closed.
        }
    }
}
