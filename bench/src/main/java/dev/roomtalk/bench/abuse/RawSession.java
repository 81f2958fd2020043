package dev.roomtalk.bench.abuse;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.net.Access;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A session of a client that keeps no rule of the protocol but its form: with blocking sockets, from an address of
 * loopback that its caller chooses. Whatever the server's key is, it is taken: this is for a server on this machine.
 */
final class RawSession implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final AtomicLong NAMES = new AtomicLong();

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final InetSocketAddress server;
    private final Welcome welcome;
    private final DatagramSealer sealer;
    private final DatagramSocket udp;
    private int request;

    /** Connects, and says Hello as a new user. */
    RawSession(Access access, InetAddress from) throws IOException {
        this.server = access.address();
        this.socket = connected(access, from);
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
        long number = NAMES.incrementAndGet();
        ServerMessage answer = ask(ClientMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .addVersions(Protocol.VERSION)
                        .setName("attacker-" + number)
                        .setInstance(number)));
        if (!answer.hasWelcome()) {
            socket.close();
            throw new IOException("no Welcome: " + answer);
        }
        this.welcome = answer.getWelcome();
        this.sealer = RelayKeys.derive(welcome.getRelaySecret().toByteArray(), welcome.getConnectionId())
                .clientSealer(welcome.getConnectionId());
        this.udp = new DatagramSocket(new InetSocketAddress(from, 0));
    }

    /** A connection whose TLS handshake is done, or one without TLS. */
    static Socket connected(Access access, InetAddress from) throws IOException {
        Socket plain = tcp(access, from);
        if (access.plain()) {
            return plain;
        }
        try {
            SSLContext tls = SSLContext.getInstance("TLSv1.3");
            tls.init(null, new TrustManager[] {new Anybody()}, null);
            var secure = (javax.net.ssl.SSLSocket) tls.getSocketFactory()
                    .createSocket(plain, "", access.address().getPort(), true);
            secure.startHandshake();
            return secure;
        } catch (GeneralSecurityException e) {
            throw Failure.unexpected("this JDK lacks TLS 1.3");
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    static Socket tcp(Access access, InetAddress from) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(from, 0));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(access.address(), PATIENCE_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** The name of its user. */
    String name() {
        return welcome.getName();
    }

    /** Sends a request, and reads no answer. */
    void send(ClientMessage.Builder message) throws IOException {
        byte[] bytes = message.setRequestId(++request).build().toByteArray();
        synchronized (out) {
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    void flush() throws IOException {
        synchronized (out) {
            out.flush();
        }
    }

    /** Sends a request, and reads on until its answer comes. */
    ServerMessage ask(ClientMessage.Builder message) throws IOException {
        send(message);
        flush();
        int id = request;
        while (true) {
            ServerMessage answer = read();
            if (answer.getRequestId() == id || answer.hasClose()) {
                return answer;
            }
        }
    }

    ServerMessage read() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return ServerMessage.parseFrom(bytes);
    }

    /** Makes a room, and is in it; returns its number, 0 if it was refused. */
    int create(String name, String password) throws IOException {
        return ask(ClientMessage.newBuilder()
                        .setCreateRoom(CreateRoom.newBuilder().setName(name).setPassword(password)))
                .getJoined()
                .getRoom();
    }

    /** Sends these frames in one datagram. */
    void sendDatagram(byte[] frames) throws IOException {
        byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
        int length = sealer.seal(frames, 0, frames.length, datagram, 0);
        udp.send(new DatagramPacket(datagram, length, server));
    }

    @Override
    public void close() {
        try {
            udp.close();
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
