package dev.roomtalk.client;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Limits;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A plain server that does what a test says, connection by connection. */
public final class ScriptedServer implements AutoCloseable {
    /** What to do with one connection; it is closed afterwards. */
    @FunctionalInterface
    public interface Script {
        void play(Peer peer) throws IOException;
    }

    /** One connection, seen from the server. */
    public static final class Peer {
        private final DataInputStream in;
        private final OutputStream out;

        Peer(Socket socket) throws IOException {
            in = new DataInputStream(socket.getInputStream());
            out = socket.getOutputStream();
        }

        public ClientMessage read() throws IOException {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return ClientMessage.parseFrom(bytes);
        }

        /** The next message that is no ping. */
        public ClientMessage request() throws IOException {
            ClientMessage message = read();
            while (message.hasFrame() && message.getFrame().hasPing()) {
                message = read();
            }
            return message;
        }

        public void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        public void send(ServerMessage message) throws IOException {
            write(record(message));
        }

        public Hello hello() throws IOException {
            return read().getHello();
        }

        public void welcome() throws IOException {
            send(ServerMessage.newBuilder()
                    .setRequestId(1)
                    .setWelcome(welcome(false))
                    .build());
        }

        static Welcome.Builder welcome(boolean durable) {
            return Welcome.newBuilder()
                    .setVersion(1)
                    .setUserId(1)
                    .setName("alice")
                    .setConnectionId(7)
                    .setRelaySecret(ByteString.copyFrom(new byte[32]))
                    .setLimits(Limits.newBuilder().setMessageBytes(4000).setInFlight(16))
                    .setKeepAliveSeconds(25)
                    .setDurable(durable);
        }

        public void joined(ClientMessage request, int room) throws IOException {
            send(ServerMessage.newBuilder()
                    .setRequestId(request.getRequestId())
                    .setJoined(
                            Joined.newBuilder().setRoom(room).setName("lobby").setEpoch(5))
                    .build());
        }

        /** Until the client closes. */
        public void readToEnd() throws IOException {
            while (in.read() >= 0) {
                // Nothing to do with it.
            }
        }

        public static byte[] record(ServerMessage message) {
            byte[] bytes = message.toByteArray();
            return ByteBuffer.allocate(4 + bytes.length)
                    .putInt(bytes.length)
                    .put(bytes)
                    .array();
        }
    }

    private final ServerSocket listening;
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    /** @param scripts one for each connection in turn; the last for all that follow */
    public ScriptedServer(Script... scripts) {
        try {
            listening = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("scripted-server").start(() -> serve(scripts));
    }

    private void serve(Script... scripts) {
        while (!listening.isClosed()) {
            try (Socket socket = listening.accept()) {
                int number = accepted.getAndIncrement();
                scripts[Math.min(number, scripts.length - 1)].play(new Peer(socket));
            } catch (SocketException | EOFException e) {
                // The client, or the test, has closed.
            } catch (IOException | RuntimeException | Error e) {
                failures.add(e);
            }
        }
    }

    public int port() {
        return listening.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    List<Throwable> failures() {
        return failures;
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
