package dev.roomtalk.conformance.server;

import com.google.protobuf.ByteString;
import dev.roomtalk.conformance.check.Finding;
import dev.roomtalk.conformance.wire.RecordSocket;
import dev.roomtalk.conformance.wire.Tls;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Close;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.Welcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The server that is checked: makes connections to it, and the few users and rooms that all checks share. */
final class Probe {
    /** A user that this program has made. */
    record Account(String name, ByteString token, long userId) {}

    /** A session: its connection and its Welcome. */
    record Session(Peer peer, Welcome welcome, Account account) implements AutoCloseable {
        @Override
        public void close() {
            peer.close();
        }
    }

    private final InetSocketAddress address;
    private final @Nullable Tls tls;
    private final Duration patience;
    private final SecureRandom random;
    private final String suffix;
    private @Nullable Account alice;
    private @Nullable Account bob;
    private final List<String> rooms = new ArrayList<>();

    /**
     * @param tls null: plain TCP
     * @param patience how long an answer may take
     */
    Probe(InetSocketAddress address, @Nullable Tls tls, Duration patience, SecureRandom random) {
        this.address = address;
        this.tls = tls;
        this.patience = patience;
        this.random = random;
        byte[] own = new byte[4];
        random.nextBytes(own);
        // Digits alone: letters could make two names look alike.
        this.suffix = Long.toString(HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(own)));
    }

    InetSocketAddress address() {
        return address;
    }

    @Nullable
    Tls tls() {
        return tls;
    }

    Duration patience() {
        return patience;
    }

    long instance() {
        return random.nextLong();
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A name that nobody else has. */
    String name(String what) {
        return "conformance-" + what + "-" + suffix;
    }

    Socket socket() throws IOException {
        Socket socket = new Socket();
        socket.connect(address, (int) patience.toMillis());
        socket.setTcpNoDelay(true);
        return socket;
    }

    Peer connect() throws IOException {
        Socket socket = socket();
        return new Peer(new RecordSocket(tls == null ? socket : tls.connect(socket, address)), patience);
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Hello.Builder hello() {
        return Hello.newBuilder().addVersions(1).setInstance(instance()).setProgram("conformance");
    }

    Hello.Builder hello(Account who) {
        return hello().setToken(who.token());
    }

    private Account register(String what) throws IOException {
        byte[] token = bytes(32);
        try (Peer peer = connect()) {
            Welcome welcome = Peer.welcome(peer.hello(hello().setName(name(what))
                    .setNewTokenHash(ByteString.copyFrom(sha256(token)))
                    .build()));
            // A server of before new_token_hash has made the token itself.
            ByteString own = welcome.getToken().isEmpty() ? ByteString.copyFrom(token) : welcome.getToken();
            return new Account(welcome.getName(), own, welcome.getUserId());
        }
    }

    Account alice() throws IOException {
        Account there = alice;
        if (there == null) {
            there = register("alice");
            alice = there;
        }
        return there;
    }

    Account bob() throws IOException {
        Account there = bob;
        if (there == null) {
            there = register("bob");
            bob = there;
        }
        return there;
    }

    Session session(Account who) throws IOException {
        return session(who, instance());
    }

    Session session(Account who, long instance) throws IOException {
        Peer peer = connect();
        return new Session(
                peer, Peer.welcome(peer.hello(hello(who).setInstance(instance).build())), who);
    }

    /** A request of alice for a new room. */
    ClientMessage.Builder newRoom(String name) {
        return ClientMessage.newBuilder()
                .setCreateRoom(CreateRoom.newBuilder().setName(name).setEphemeral(true));
    }

    Joined room(Session host) {
        return host.peer().joined(newRoom(nextRoomName()));
    }

    /** For a room of alice, which is closed in the end. */
    String nextRoomName() {
        return nextRoomName("");
    }

    String nextRoomName(String end) {
        String next = name("room-" + (rooms.size() + 1)) + end;
        rooms.add(next);
        return next;
    }

    /** Closes the rooms that alice has made. */
    void closeRooms() {
        if (rooms.isEmpty()) {
            return;
        }
        try (Session host = session(alice())) {
            for (String room : rooms) {
                host.peer()
                        .ask(ClientMessage.newBuilder()
                                .setCloseRoom(CloseRoom.newBuilder().setName(room)));
            }
        } catch (IOException | Finding e) {
            // They close by themselves when nobody has come for a while.
        }
    }

    static ClientMessage.Builder join(String room) {
        return ClientMessage.newBuilder().setJoinRoom(JoinRoom.newBuilder().setName(room));
    }

    /** What is done with a connection. */
    interface Use {
        void with(Peer peer) throws IOException;
    }

    /** In a session of alice. */
    void inSession(Use use) throws IOException {
        try (Session session = session(alice())) {
            use.with(session.peer());
        }
    }

    /** Requires that what is done without a session ends the connection. */
    void protocolError(Use use) throws IOException {
        try (Peer peer = connect()) {
            use.with(peer);
            Close close = peer.closed(CloseReason.PROTOCOL_ERROR);
            require(!close.getRetry(), "Close{PROTOCOL_ERROR, retry: true}");
        }
    }

    static void require(boolean holds, String seen) {
        if (!holds) {
            throw new Finding(seen);
        }
    }
}
