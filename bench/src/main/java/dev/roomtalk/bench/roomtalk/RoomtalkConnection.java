package dev.roomtalk.bench.roomtalk;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseRoom;
import dev.roomtalk.proto.CreateRoom;
import dev.roomtalk.proto.Goodbye;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.JoinRoom;
import dev.roomtalk.proto.Joined;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.UseTransport;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A member's control connection, and its way in. Confined to its target's loop.
 *
 * <p>It signs in as a new user, makes or joins its room, and, for deliveries over UDP, pings by UDP until a Pong comes,
 * says so, and waits until the server has read that. Then it is open. Over 300 lines, because the phases on the way in
 * and the connection that they write to are one state.
 */
final class RoomtalkConnection extends ChannelInboundHandlerAdapter {
    /** What a session does once it has signed in. */
    enum Entry {
        CREATE,
        JOIN,
        /** Joins when it is told to, and is notified of the others as people's clients are. */
        JOIN_LATER,
        /** Stays outside of rooms. */
        NONE
    }

    private enum Phase {
        CONNECTING,
        HELLO,
        ROOM,
        FIRST_PING,
        SWITCHING,
        OPEN,
        CLOSED
    }

    /** The first byte of a control message that carries a frame and nothing else. */
    private static final byte FRAME_TAG = 15 << 3 | 2;

    private static final int PING_AGAIN_MILLIS = 200;
    private static final int PING_TRIES = 15;

    private final RoomtalkMember member;
    private final Entry entry;
    private final String userName;
    private final ByteString token;
    private final String roomName;
    private final long instance;
    private final boolean udp;
    private final RoomtalkTarget target;

    private Phase phase = Phase.CONNECTING;
    private @Nullable ChannelHandlerContext context;
    private int requestId;
    private int pingId;
    private int keepAliveSeconds = 20;
    private int maxInFlight = Protocol.MAX_IN_FLIGHT;

    RoomtalkConnection(
            int member,
            Entry entry,
            String userName,
            ByteString token,
            String roomName,
            long instance,
            boolean udp,
            RoomtalkTarget target) {
        this.member = new RoomtalkMember(member, udp, this, target);
        this.entry = entry;
        this.userName = userName;
        this.token = token;
        this.roomName = roomName;
        this.instance = instance;
        this.udp = udp;
        this.target = target;
    }

    RoomtalkMember member() {
        return member;
    }

    int maxInFlight() {
        return maxInFlight;
    }

    int keepAliveSeconds() {
        return keepAliveSeconds;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        if (active.pipeline().get(SslHandler.class) == null) {
            hello();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext unused, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            hello();
        }
    }

    private void hello() {
        phase = Phase.HELLO;
        request(ClientMessage.newBuilder()
                .setHello(Hello.newBuilder()
                        .addAllVersions(Protocol.VERSIONS)
                        .setName(userName)
                        .setInstance(instance)
                        .setToken(token)
                        .setProgram("bench")));
    }

    private void request(ClientMessage.Builder message) {
        write(message.setRequestId(++requestId).build());
    }

    private void write(ClientMessage message) {
        ChannelHandlerContext to = Objects.requireNonNull(context, "connected");
        byte[] bytes = message.toByteArray();
        to.writeAndFlush(to.alloc()
                .buffer(Integer.BYTES + bytes.length)
                .writeInt(bytes.length)
                .writeBytes(bytes));
    }

    /** Releases the message. */
    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        try {
            if (buffer.isReadable() && buffer.getByte(buffer.readerIndex()) == FRAME_TAG) {
                target.frameOverTcp(member, buffer);
            } else {
                control(ServerMessage.parseFrom(buffer.nioBuffer()));
            }
        } catch (InvalidProtocolBufferException _) {
            fail(Failure.UNREACHABLE, "%s does not speak this protocol".formatted(target.addressText()));
        } finally {
            buffer.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        target.turnEnded();
        from.fireChannelReadComplete();
    }

    private void control(ServerMessage message) {
        switch (message.getBodyCase()) {
            case WELCOME -> welcome(message.getWelcome());
            case JOINED -> joined(message.getJoined());
            case REFUSAL ->
                fail(
                        Failure.REFUSED,
                        "the server refuses %s: %s"
                                .formatted(userName, message.getRefusal().getSentence()));
            case CLOSE ->
                fail(
                        Failure.REFUSED,
                        "the server ends the session of %s: %s"
                                .formatted(userName, message.getClose().getSentence()));
            case ROOM_CLOSED -> {
                if (phase != Phase.CLOSED) {
                    fail(Failure.REFUSED, "the server closed the room " + roomName);
                }
            }
            case NEW_RELAY ->
                member.relay(
                        message.getNewRelay().getConnectionId(),
                        message.getNewRelay().getRelaySecret());
            case DONE,
                    CONVERSATION_LIST,
                    CONVERSATION_ACTIVE,
                    READ_MARKED,
                    AWAY_CHANGED,
                    ROOM_LIST,
                    MEMBER_LIST,
                    AUTHOR_LIST,
                    TOKEN_RENEWED,
                    HISTORY_PAGE,
                    SEARCH_PAGE,
                    FRAME,
                    MEMBER_JOINED,
                    MEMBER_LEFT,
                    PRESENCE_CHANGED,
                    MEMBER_COUNT,
                    HOST_CHANGED,
                    TOPIC_CHANGED,
                    ROOM_CHANGED,
                    USER_REMOVED,
                    ROLE_CHANGED,
                    BAN_LIST,
                    INVITED,
                    INVITATION_LIST,
                    SUCCESSION,
                    MOVED_TO_TCP,
                    FILE_TICKET,
                    TRANSFER_OPENED,
                    FILE_CHUNK,
                    FILE_END,
                    FILE_STORED,
                    BODY_NOT_SET -> {}
        }
    }

    private void welcome(Welcome welcome) {
        keepAliveSeconds = Math.max(1, welcome.getKeepAliveSeconds());
        if (welcome.getLimits().getInFlight() > 0) {
            maxInFlight = Math.min(maxInFlight, welcome.getLimits().getInFlight());
        }
        member.relay(welcome.getConnectionId(), welcome.getRelaySecret());
        target.welcome(welcome);
        phase = Phase.ROOM;
        switch (entry) {
            case CREATE ->
                request(ClientMessage.newBuilder()
                        .setCreateRoom(CreateRoom.newBuilder()
                                .setName(roomName)
                                .setEphemeral(true)
                                .setQuiet(true)));
            case JOIN -> join(true);
            case JOIN_LATER, NONE -> open();
        }
    }

    /** Asks to join its room. */
    void join(boolean quiet) {
        request(ClientMessage.newBuilder()
                .setJoinRoom(JoinRoom.newBuilder().setName(roomName).setQuiet(quiet)));
    }

    private void joined(Joined joined) {
        member.joined(joined.getRoom(), joined.getSequence());
        if (!udp) {
            open();
            return;
        }
        phase = Phase.FIRST_PING;
        firstPing(1);
    }

    private void firstPing(int tries) {
        if (phase != Phase.FIRST_PING) {
            return;
        }
        if (tries > PING_TRIES) {
            fail(
                    Failure.UNREACHABLE,
                    "%s answers over TCP but not over UDP: --transport tcp measures without it"
                            .formatted(target.addressText()));
            return;
        }
        member.pingOverUdp(++pingId);
        Objects.requireNonNull(context)
                .executor()
                .schedule(() -> firstPing(tries + 1), PING_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void open() {
        phase = Phase.OPEN;
        target.opened(this);
    }

    private void fail(int exitCode, String sentence) {
        if (phase != Phase.CLOSED) {
            phase = Phase.CLOSED;
            target.failed(new Failure(exitCode, sentence));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        fail(Failure.UNREACHABLE, "the server ended the connection of " + userName);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (phase == Phase.CONNECTING) {
            phase = Phase.CLOSED;
            target.handshakeFailed(cause);
        } else if (!(cause instanceof ClosedChannelException)) {
            fail(Failure.UNREACHABLE, "the connection of %s failed: %s".formatted(userName, cause.getMessage()));
        }
    }

    /** Keeps the way over UDP open. */
    void pingOverUdp() {
        member.pingAndReport(++pingId);
    }

    /** Keeps the control connection alive. */
    void pingOverTcp() {
        if (phase == Phase.OPEN || phase == Phase.SWITCHING) {
            byte[] frame = new byte[FrameWriter.SMALL];
            writeFrame(frame, FrameWriter.ping(frame, 0, ++pingId));
            flush();
        }
    }

    /** Ends the session; the room with it, if this session made it. */
    void close() {
        boolean wasOpen = phase == Phase.OPEN;
        phase = Phase.CLOSED;
        ChannelHandlerContext open = context;
        if (open == null) {
            return;
        }
        if (wasOpen) {
            if (entry == Entry.CREATE) {
                request(ClientMessage.newBuilder()
                        .setCloseRoom(CloseRoom.newBuilder().setName(roomName)));
            }
            write(ClientMessage.newBuilder()
                    .setGoodbye(Goodbye.getDefaultInstance())
                    .build());
        }
        open.close();
    }

    // ---- For the member.

    /** Leaves with {@link #flush} at the latest. */
    void writeFrame(byte[] frame, int length) {
        ChannelHandlerContext to = Objects.requireNonNull(context, "connected");
        int sizeBytes = FrameWriter.size(length);
        ByteBuf buffer = to.alloc().buffer(Integer.BYTES + 1 + sizeBytes + length);
        buffer.writeInt(1 + sizeBytes + length);
        buffer.writeByte(FRAME_TAG);
        for (int rest = length; ; rest >>>= 7) {
            if (rest < 0x80) {
                buffer.writeByte(rest);
                break;
            }
            buffer.writeByte((rest & 0x7f) | 0x80);
        }
        buffer.writeBytes(frame, 0, length);
        to.write(buffer, to.voidPromise());
    }

    void flush() {
        Objects.requireNonNull(context, "connected").flush();
    }

    /** The first Pong over UDP shows that UDP works; the next one over TCP, that the server has read UseTransport. */
    void pong(boolean overUdp) {
        if (phase == Phase.FIRST_PING && overUdp) {
            phase = Phase.SWITCHING;
            write(ClientMessage.newBuilder()
                    .setUseTransport(UseTransport.newBuilder().setUdp(true))
                    .build());
            pingOverTcp();
        } else if (phase == Phase.SWITCHING && !overUdp) {
            open();
        }
    }
}
