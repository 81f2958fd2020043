package dev.roomtalk.client.sockets;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.control.ServerTrust;
import dev.roomtalk.client.internal.files.TransferConnection;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.wire.Protocol;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Makes the connections that carry files: TLS as that of the session, with the same trust. Any thread. */
final class TransferSockets implements TransferConnection.Opener {
    private static final int CONNECT_MILLIS = 10_000;

    /** A server that says nothing for so long, while a message is awaited, is gone. */
    private static final int READ_MILLIS = 90_000;

    private static final int BUFFER = 128 << 10;

    private final ClientSettings settings;

    TransferSockets(ClientSettings settings) {
        this.settings = settings;
    }

    @Override
    public TransferConnection open(TransferConnection.Reached reached) throws IOException {
        Socket plain = new Socket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(READ_MILLIS);
            plain.connect(reached.peer(), CONNECT_MILLIS);
            return new Connection(settings.plain() ? plain : encrypted(plain, server(reached)));
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    /** The one of the settings that the session has reached. */
    private InetSocketAddress server(TransferConnection.Reached reached) throws IOException {
        return settings.servers().stream()
                .filter(server -> ClientSettings.address(server).equals(reached.server()))
                .findFirst()
                .orElseThrow(() -> new IOException(reached.server() + " is none of the servers of this session"));
    }

    private Socket encrypted(Socket plain, InetSocketAddress server) throws IOException {
        String host = server.getHostString();
        int port = server.getPort();
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {new ServerTrust(settings.trust(), host, port)}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            if (settings.trust().asksForSuccession()) {
                throw new IOException(
                        "the server shows another key than before: it is asked about it when it is reached anew");
            }
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java cannot speak TLS 1.3: " + e.getMessage(), e);
        }
    }

    /** Each message stands behind its length, 4 bytes, big-endian. */
    private static final class Connection implements TransferConnection {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;
        private final byte[] received = new byte[Protocol.MAX_CONTROL];

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
            this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
        }

        @Override
        public void send(ClientMessage message) throws IOException {
            out.writeInt(message.getSerializedSize());
            message.writeTo(out);
        }

        @Override
        public ServerMessage receive() throws IOException {
            out.flush();
            int length = in.readInt();
            if (length < 0 || length > received.length) {
                throw new IOException("the server sent something that is not of this protocol");
            }
            in.readFully(received, 0, length);
            try {
                return ServerMessage.parser().parseFrom(received, 0, length);
            } catch (InvalidProtocolBufferException e) {
                throw new IOException("the server sent something that is not of this protocol", e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone.
            }
        }
    }
}
