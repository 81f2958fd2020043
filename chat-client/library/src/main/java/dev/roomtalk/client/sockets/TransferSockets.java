package dev.roomtalk.client.sockets;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import dev.roomtalk.client.ClientSettings;
import dev.roomtalk.client.internal.control.ServerTrust;
import dev.roomtalk.client.internal.files.TransferConnection;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.wire.Protocol;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/** Makes the connections that carry files: TLS as that of the session, with the same trust. Any thread. */
final class TransferSockets implements TransferConnection.Opener {
    private static final int CONNECT_MILLIS = 10_000;

    /** A server that says nothing for so long, while a message is awaited, is gone. */
    private static final int READ_MILLIS = 90_000;

    /** Of what is read from the network: several TLS records at once. */
    private static final int BUFFER = 128 << 10;

    private final ClientSettings settings;

    TransferSockets(ClientSettings settings) {
        this.settings = settings;
    }

    @Override
    public TransferConnection open(TransferConnection.Reached reached) throws IOException {
        RecordSocket plain = new RecordSocket();
        try {
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(READ_MILLIS);
            plain.connect(reached.peer(), CONNECT_MILLIS);
            return new Connection(settings.plain() ? plain : encrypted(plain, server(reached)), plain);
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

    /**
     * A socket whose streams spare system calls below TLS, which reads the head of each record and then the record, and
     * writes and flushes each record of 16 KiB by itself.
     */
    private static final class RecordSocket extends Socket {
        private @Nullable InputStream in;
        private @Nullable RecordStream out;

        @Override
        public InputStream getInputStream() throws IOException {
            if (in == null) {
                in = new BufferedInputStream(super.getInputStream(), BUFFER);
            }
            return in;
        }

        @Override
        public RecordStream getOutputStream() throws IOException {
            if (out == null) {
                out = new RecordStream(super.getOutputStream());
            }
            return out;
        }
    }

    /** Writes what comes together in one piece. */
    private static final class RecordStream extends BufferedOutputStream {
        private boolean together;

        private RecordStream(OutputStream out) {
            super(out, BUFFER);
        }

        /** What is written from now on stays together until it is {@link #release}d. */
        private void hold() {
            together = true;
        }

        private void release() throws IOException {
            together = false;
            flush();
        }

        @Override
        public synchronized void flush() throws IOException {
            if (!together) {
                super.flush();
            }
        }
    }

    /** Each message stands behind its length, 4 bytes, big-endian. */
    private static final class Connection implements TransferConnection {
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private final RecordStream network;
        private final byte[] received = new byte[Protocol.MAX_CONTROL];
        private final byte[] sending = new byte[Integer.BYTES + Protocol.MAX_CONTROL];

        Connection(Socket socket, RecordSocket plain) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
            this.out = socket.getOutputStream();
            this.network = plain.getOutputStream();
        }

        @Override
        public void send(ClientMessage message) throws IOException {
            int length = message.getSerializedSize();
            ByteBuffer.wrap(sending).putInt(length);
            CodedOutputStream coded = CodedOutputStream.newInstance(sending, Integer.BYTES, length);
            message.writeTo(coded);
            network.hold();
            out.write(sending, 0, Integer.BYTES + length);
            network.release();
        }

        @Override
        public ServerMessage receive() throws IOException {
            int length = in.readInt();
            if (length < 0 || length > received.length) {
                throw new IOException("the server sent something that is not of this protocol");
            }
            in.readFully(received, 0, length);
            try {
                CodedInputStream coded =
                        UnsafeByteOperations.unsafeWrap(received, 0, length).newCodedInput();
                coded.enableAliasing(true);
                return ServerMessage.parser().parseFrom(coded);
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
