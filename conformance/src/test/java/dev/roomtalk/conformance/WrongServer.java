package dev.roomtalk.conformance;

import dev.roomtalk.proto.ServerMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/** A way to a server without TLS on which some of what the server says is changed. */
final class WrongServer implements AutoCloseable {
    private final ServerSocket listening;
    private final InetSocketAddress server;
    private final UnaryOperator<ServerMessage> change;

    WrongServer(InetSocketAddress server, UnaryOperator<ServerMessage> change) {
        this.server = server;
        this.change = change;
        try {
            this.listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket behind = new Socket();
                behind.connect(server);
                behind.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> copy(client, behind));
                Thread.ofVirtual().start(() -> changed(behind, client));
            } catch (IOException e) {
                // It was closed, or has no server behind it.
            }
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of them has closed.
        }
    }

    private void changed(Socket from, Socket to) {
        try (from;
                to) {
            DataInputStream in = new DataInputStream(from.getInputStream());
            DataOutputStream out = new DataOutputStream(to.getOutputStream());
            while (true) {
                byte[] body = new byte[in.readInt()];
                in.readFully(body);
                byte[] other = change.apply(ServerMessage.parseFrom(body)).toByteArray();
                byte[] record = new byte[4 + other.length];
                ByteBuffer.wrap(record).putInt(other.length).put(other);
                out.write(record);
                out.flush();
            }
        } catch (IOException e) {
            // One of them has closed.
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
