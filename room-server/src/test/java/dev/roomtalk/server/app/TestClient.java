package dev.roomtalk.server.app;

import com.google.protobuf.ByteString;
import dev.roomtalk.proto.Ack;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Deliver;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.Report;
import dev.roomtalk.proto.Response;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.UseTransport;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.DatagramHeader;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A client written with blocking sockets and nothing of the client library, so that each byte is the test's own. */
public final class TestClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    public final Socket tcp;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Deque<ServerMessage> unread = new ArrayDeque<>();
    private final Deque<Frame> unreadFrames = new ArrayDeque<>();
    private final InetSocketAddress relay;
    public DatagramSocket udp;
    private int request;
    private @Nullable Welcome welcome;
    private @Nullable DatagramSealer sealer;
    private @Nullable DatagramOpener opener;

    /** A connection that has said nothing. */
    public TestClient(int port) throws IOException {
        tcp = new Socket(InetAddress.getLoopbackAddress(), port);
        tcp.setSoTimeout(PATIENCE_MILLIS);
        tcp.setTcpNoDelay(true);
        in = new DataInputStream(tcp.getInputStream());
        out = new DataOutputStream(tcp.getOutputStream());
        relay = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        udp = socket();
    }

    /** A session of a new user. */
    public static TestClient welcomed(Node node, String name) throws IOException {
        TestClient client = new TestClient(node.port());
        client.hello(Hello.newBuilder()
                .addVersions(Protocol.VERSION)
                .setName(name)
                .setInstance(name.hashCode())
                .build());
        return client;
    }

    public Welcome hello(Hello hello) throws IOException {
        ServerMessage answer = ask(ClientMessage.newBuilder().setHello(hello));
        if (!answer.hasWelcome()) {
            throw new AssertionError("no Welcome but " + answer);
        }
        Welcome welcome = answer.getWelcome();
        this.welcome = welcome;
        RelayKeys keys = RelayKeys.derive(welcome.getRelaySecret().toByteArray(), welcome.getConnectionId());
        sealer = keys.clientSealer(welcome.getConnectionId());
        opener = keys.serverOpener();
        return welcome;
    }

    public Welcome welcome() {
        return java.util.Objects.requireNonNull(welcome);
    }

    private static DatagramSocket socket() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    // TCP

    public int send(ClientMessage.Builder message) throws IOException {
        message.setRequestId(++request);
        sendRaw(message.build().toByteArray());
        return request;
    }

    public void sendRaw(byte[] message) throws IOException {
        out.writeInt(message.length);
        out.write(message);
        out.flush();
    }

    public void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    public ServerMessage read() throws IOException {
        return unread.isEmpty() ? readNew() : unread.removeFirst();
    }

    private ServerMessage readNew() throws IOException {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        return ServerMessage.parseFrom(message);
    }

    /** Sends a request and returns its answer; events that come before it can be read afterwards. */
    public ServerMessage ask(ClientMessage.Builder message) throws IOException {
        int id = send(message);
        while (true) {
            ServerMessage answer = readNew();
            if (answer.getRequestId() == id || answer.hasClose()) {
                return answer;
            }
            unread.addLast(answer);
        }
    }

    /** The next message that is of this kind; others are passed over. */
    public ServerMessage readUntil(Predicate<ServerMessage> wanted) throws IOException {
        while (true) {
            ServerMessage message = read();
            if (wanted.test(message)) {
                return message;
            }
        }
    }

    public boolean readsEnd() throws IOException {
        try {
            while (in.read() >= 0) {
                // What was on its way.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    public Joined create(String room) throws IOException {
        return ask(ClientMessage.newBuilder()
                        .setCreateRoom(CreateRoom.newBuilder().setName(room)))
                .getJoined();
    }

    public Joined join(String room) throws IOException {
        return ask(ClientMessage.newBuilder().setJoinRoom(JoinRoom.newBuilder().setName(room)))
                .getJoined();
    }

    public void sendFrameByTcp(Frame frame) throws IOException {
        sendRaw(ClientMessage.newBuilder().setFrame(frame).build().toByteArray());
    }

    // UDP

    public byte[] seal(Frame... frames) {
        byte[] plaintext = new byte[Protocol.MAX_PLAINTEXT];
        int used = 0;
        for (Frame frame : frames) {
            byte[] bytes = frame.toByteArray();
            System.arraycopy(bytes, 0, plaintext, used, bytes.length);
            used += bytes.length;
        }
        byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
        int length = java.util.Objects.requireNonNull(sealer).seal(plaintext, 0, used, datagram, 0);
        return Arrays.copyOf(datagram, length);
    }

    public void sendDatagram(byte[] datagram) throws IOException {
        sendDatagram(udp, datagram);
    }

    public void sendDatagram(DatagramSocket from, byte[] datagram) throws IOException {
        from.send(new DatagramPacket(datagram, datagram.length, relay));
    }

    public void sendFrames(Frame... frames) throws IOException {
        sendDatagram(seal(frames));
    }

    /** Another socket, and so another address, for the same session. */
    public void move() throws IOException {
        udp = socket();
    }

    /** The next frame that is of this kind; others are passed over, and challenges answered. */
    public Frame readFrame(Frame.KindCase kind) throws IOException {
        while (true) {
            while (unreadFrames.isEmpty()) {
                receive();
            }
            Frame frame = unreadFrames.removeFirst();
            if (frame.getKindCase() == kind) {
                return frame;
            }
            if (frame.hasChallenge()) {
                sendFrames(Frame.newBuilder()
                        .setResponse(Response.newBuilder()
                                .setData(frame.getChallenge().getData()))
                        .build());
            }
        }
    }

    private void receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
        udp.receive(packet);
        unreadFrames.addAll(open(packet));
    }

    public List<Frame> open(DatagramPacket packet) throws IOException {
        byte[] plaintext = new byte[Protocol.MAX_DATAGRAM];
        byte[] datagram = Arrays.copyOf(packet.getData(), packet.getLength());
        if (!DatagramHeader.plausible(datagram[0], datagram.length)
                || DatagramHeader.connectionId(datagram, 0) != welcome().getConnectionId()) {
            throw new AssertionError("the server sent something that is no datagram of this session");
        }
        int length = java.util.Objects.requireNonNull(opener).open(datagram, 0, datagram.length, plaintext);
        if (length < 0) {
            throw new AssertionError("the server sent a datagram that does not authenticate: " + length);
        }
        FrameReader reader = new FrameReader();
        reader.reset(plaintext, 0, length);
        List<Frame> frames = new ArrayList<>();
        while (reader.next()) {
            frames.add(
                    Frame.parseFrom(Arrays.copyOfRange(plaintext, reader.start(), reader.start() + reader.length())));
        }
        return frames;
    }

    /** Says that half of what came by UDP did not come. */
    public void reportEveryOtherLost() throws IOException {
        long highest = java.util.Objects.requireNonNull(opener).highest();
        sendFrames(Frame.newBuilder()
                .setReport(Report.newBuilder().setHighest(highest).setReceived(highest / 2))
                .build());
    }

    public static Frame ping(int id) {
        return Frame.newBuilder().setPing(Ping.newBuilder().setId(id)).build();
    }

    public static Frame publish(int room, long n, String text) {
        return Frame.newBuilder()
                .setPublish(Publish.newBuilder().setRoom(room).setN(n).setText(ByteString.copyFromUtf8(text)))
                .build();
    }

    /** Pings until the address is known, then asks for deliveries over UDP. */
    public void useUdp() throws IOException {
        sendFrames(ping(1));
        readFrame(Frame.KindCase.PONG);
        send(ClientMessage.newBuilder()
                .setUseTransport(UseTransport.newBuilder().setUdp(true)));
        // Requests are carried out in order: an answer to a later one says that this one was.
        sendFrameByTcp(ping(2));
        readUntil(m -> m.hasFrame() && m.getFrame().hasPong());
        sendFrames(ping(3));
        readFrame(Frame.KindCase.PONG);
    }

    public Deliver readDeliver() throws IOException {
        return readFrame(Frame.KindCase.DELIVER).getDeliver();
    }

    public Ack readAck() throws IOException {
        return readFrame(Frame.KindCase.ACK).getAck();
    }

    @Override
    public void close() throws IOException {
        tcp.close();
        udp.close();
    }
}
