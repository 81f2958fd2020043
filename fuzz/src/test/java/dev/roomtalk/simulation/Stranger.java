package dev.roomtalk.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Hello;
import dev.roomtalk.proto.Response;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client that sends what it is told, and knows what a server owes it for that. */
final class Stranger {
    private final Host host;
    private final DatagramEnd udp = new DatagramEnd(this::onDatagram);
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
    private final List<ServerMessage> received = new ArrayList<>();
    private @Nullable Channel channel;
    private boolean over;
    private boolean answersChallenges = true;
    private @Nullable Throwable failure;

    private @Nullable Welcome welcome;
    private @Nullable DatagramSealer sealer;
    private @Nullable DatagramOpener opener;

    /** Counts what is sealed between two conversations, in all. */
    private static final AtomicLong SEALED = new AtomicLong();

    /** The thread's cipher refuses the last number under the last key, which the next conversation may begin with. */
    static void forgetLastKey() {
        long id = SEALED.incrementAndGet();
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        RelayKeys.derive(secret, id).clientSealer(id).seal(secret, 0, 1, new byte[Protocol.MAX_DATAGRAM], 0);
    }

    /** Connects. */
    Stranger(World world, Internet internet, int number) {
        host = new Host(world, internet, number, new Path(world, new Random(number)));
        internet.add(host);
        host.dial(this::initialise, why -> over = true);
    }

    private void initialise(Channel opened) {
        channel = opened;
        opened.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf buffer = (ByteBuf) message;
                byte[] bytes = new byte[buffer.readableBytes()];
                buffer.readBytes(bytes);
                buffer.release();
                onBytes(bytes);
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                failure = cause;
            }

            @Override
            public void channelInactive(ChannelHandlerContext context) {
                over = true;
            }
        });
    }

    Host host() {
        return host;
    }

    void send(byte[] bytes) {
        Channel open = channel;
        if (open != null && open.isActive()) {
            sent.writeBytes(bytes);
            host.loop().run(() -> open.writeAndFlush(Unpooled.wrappedBuffer(bytes)));
        }
    }

    void sendRecord(byte[] message) {
        send(ByteBuffer.allocate(Integer.BYTES + message.length)
                .putInt(message.length)
                .put(message)
                .array());
    }

    /** Says Hello as the user of a token that was given to another one, if one was. */
    void sayHello(@Nullable ByteString token, int instance) {
        sendRecord(ClientMessage.newBuilder()
                .setRequestId(1)
                .setHello(Hello.newBuilder()
                        .addVersions(Protocol.VERSION)
                        .setInstance(instance)
                        .setToken(token == null ? ByteString.EMPTY : token))
                .build()
                .toByteArray());
    }

    /** The token that the server has made for this client last; null if there is none. */
    @Nullable
    ByteString token() {
        return received.stream()
                .map(message -> message.hasWelcome()
                        ? message.getWelcome().getToken()
                        : message.getTokenRenewed().getToken())
                .filter(token -> !token.isEmpty())
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    void sendDatagram(byte[] plaintext, int length) {
        DatagramSealer sealing = sealer;
        if (sealing != null) {
            byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
            int sealed = sealing.seal(plaintext, 0, Math.min(length, Protocol.MAX_PLAINTEXT), datagram, 0);
            host.send(udp, Arrays.copyOf(datagram, sealed));
        }
    }

    void sendRawDatagram(byte[] datagram) {
        host.send(udp, datagram);
    }

    void ignoreChallenges() {
        answersChallenges = false;
    }

    /** Closes its end. */
    void end() {
        Channel open = channel;
        if (open != null) {
            host.loop().run(open::close);
        }
    }

    private void onBytes(byte[] bytes) {
        unread.writeBytes(bytes);
        ByteBuffer all = ByteBuffer.wrap(unread.toByteArray());
        while (all.remaining() >= Integer.BYTES && all.remaining() - Integer.BYTES >= all.getInt(all.position())) {
            byte[] record = new byte[all.getInt()];
            all.get(record);
            onMessage(record);
        }
        unread.reset();
        unread.write(all.array(), all.position(), all.remaining());
    }

    private void onMessage(byte[] record) {
        assertThat(record.length).isLessThanOrEqualTo(Protocol.MAX_CONTROL);
        ServerMessage message;
        try {
            message = ServerMessage.parseFrom(record);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the server sent what is no message", e);
        }
        assertThat(closes()).as("nothing follows a Close: %s", message).isZero();
        received.add(message);
        if (message.hasWelcome()) {
            assertThat(welcome).isNull();
            welcome = message.getWelcome();
            useKeys(welcome.getRelaySecret(), welcome.getConnectionId());
        } else if (message.hasNewRelay()) {
            useKeys(
                    message.getNewRelay().getRelaySecret(),
                    message.getNewRelay().getConnectionId());
        }
    }

    private void useKeys(ByteString secret, long connectionId) {
        RelayKeys keys = RelayKeys.derive(secret.toByteArray(), connectionId);
        sealer = keys.clientSealer(connectionId);
        opener = keys.serverOpener();
    }

    private void onDatagram(byte[] bytes, int length) {
        byte[] plaintext = new byte[Protocol.MAX_PLAINTEXT];
        DatagramOpener opening = opener;
        int opened = opening == null ? -1 : opening.open(bytes, 0, length, plaintext);
        assertThat(opened).isNotNegative();
        FrameReader reader = new FrameReader();
        reader.reset(plaintext, 0, opened);
        while (reader.next()) {
            onFrame(ByteBuffer.wrap(plaintext, reader.start(), reader.length()));
        }
        assertThat(reader.malformed()).isFalse();
    }

    private void onFrame(ByteBuffer bytes) {
        try {
            Frame frame = Frame.parseFrom(bytes);
            if (frame.hasChallenge() && answersChallenges) {
                byte[] answer = Frame.newBuilder()
                        .setResponse(Response.newBuilder()
                                .setData(frame.getChallenge().getData()))
                        .build()
                        .toByteArray();
                sendDatagram(answer, answer.length);
            }
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the relay sent what is no frame", e);
        }
    }

    private long closes() {
        return received.stream().filter(ServerMessage::hasClose).count();
    }

    /**
     * Long enough after the last was sent: it was answered, each request once, or closed with a reason; and closed if
     * it sent what is no message.
     */
    void wasServed() {
        assertThat(failure).isNull();
        assertThat(received).noneMatch(message -> message.getClose().getReason() == CloseReason.INTERNAL);
        Map<Integer, Integer> asked = new HashMap<>();
        boolean garbage = false;
        ByteBuffer all = ByteBuffer.wrap(sent.toByteArray());
        while (!garbage && all.remaining() >= Integer.BYTES) {
            int length = all.getInt();
            garbage = length < 0 || length > Protocol.MAX_CONTROL;
            if (garbage || length > all.remaining()) {
                break;
            }
            try {
                ClientMessage message = ClientMessage.parseFrom(all.slice(all.position(), length));
                if (!message.hasFrame() && !message.hasUseTransport() && !message.hasGoodbye()) {
                    asked.merge(message.getRequestId(), 1, Integer::sum);
                }
            } catch (InvalidProtocolBufferException e) {
                garbage = true;
            }
            all.position(all.position() + length);
        }
        if (over) {
            return;
        }
        assertThat(garbage).as("a client that sends garbage is closed").isFalse();
        Map<Integer, Integer> answered = new HashMap<>();
        for (ServerMessage message : received) {
            if (message.getRequestId() != 0) {
                answered.merge(message.getRequestId(), 1, Integer::sum);
            }
        }
        asked.remove(0);
        assertThat(answered).as("%s", received).isEqualTo(asked);
    }

    boolean isOver() {
        return over;
    }
}
