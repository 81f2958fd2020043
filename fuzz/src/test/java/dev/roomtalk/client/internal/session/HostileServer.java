package dev.roomtalk.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.relay.DatagramPort;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Limits;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A server, and the network to it, that sends what it is told to a client on a {@link FakeLoop}. */
final class HostileServer implements SessionNetwork {
    private static final int CONNECTION_ID = 7;

    /** No two connections, of whatever input, have the same keys: a cipher remembers a key's last nonce. */
    private static final AtomicInteger SECRETS = new AtomicInteger();

    private final FakeLoop loop;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    /** The requests of the client that are not answered. */
    private final Deque<Integer> asked = new ArrayDeque<>();

    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private @Nullable EmbeddedChannel channel;
    private DatagramPort.@Nullable Receiver udp;
    private @Nullable DatagramSealer sealer;

    HostileServer(FakeLoop loop) {
        this.loop = loop;
    }

    @Override
    public void dial(ControlConnection.Listener listener) {
        EmbeddedChannel dialled = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            }
        };
        dialled.config().setAllocator(allocator);
        ControlConnection connection = new ControlConnection(loop, "server:1", null, null, listener);
        loop.execute(() -> {
            channel = dialled;
            channels.add(dialled);
            asked.clear();
            connection.initialise(dialled);
            dialled.pipeline().fireChannelActive();
        });
    }

    @Override
    public boolean hasOthers() {
        return false;
    }

    @Override
    public DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses) {
        return (attempt, receiver) -> {
            udp = receiver;
            return new DatagramPort() {
                @Override
                public void send(byte[] bytes, int length) {
                    assertThat(length).isBetween(1, Protocol.MAX_DATAGRAM);
                }

                @Override
                public void close() {
                    udp = null;
                }
            };
        };
    }

    /** Sends bytes over TCP. */
    void send(byte[] bytes) {
        EmbeddedChannel open = channel;
        if (open != null && open.isActive()) {
            ByteBuf buffer = allocator.heapBuffer(bytes.length);
            open.writeInbound(buffer.writeBytes(bytes));
        }
    }

    void sendRecord(byte[] message) {
        send(ByteBuffer.allocate(Integer.BYTES + message.length)
                .putInt(message.length)
                .put(message)
                .array());
    }

    /** Answers the request that has waited longest. */
    void answer(byte[] message) {
        readRequests();
        Integer id = asked.pollFirst();
        try {
            sendRecord(ServerMessage.parseFrom(message).toBuilder()
                    .setRequestId(id == null ? 0 : id)
                    .build()
                    .toByteArray());
        } catch (InvalidProtocolBufferException e) {
            sendRecord(message);
        }
    }

    /** Welcomes the client as a server should, but for what is different. */
    void welcome(byte[] different) {
        byte[] secret = new byte[Protocol.SECRET_LENGTH];
        ByteBuffer.wrap(secret).putInt(SECRETS.incrementAndGet());
        sealer = RelayKeys.derive(secret, CONNECTION_ID).serverSealer(CONNECTION_ID);
        Welcome.Builder welcome = Welcome.newBuilder()
                .setVersion(1)
                .setUserId(1)
                .setName("alice")
                .setConnectionId(CONNECTION_ID)
                .setRelaySecret(ByteString.copyFrom(secret))
                .addRelay(RelayAddress.newBuilder().setPort(1))
                .setLimits(Limits.newBuilder().setMessageBytes(4000).setInFlight(16))
                .setKeepAliveSeconds(25)
                .setDurable(true);
        try {
            welcome.mergeFrom(different);
        } catch (InvalidProtocolBufferException e) {
            // As it is, then.
        }
        if (welcome.getRelaySecret().size() == Protocol.SECRET_LENGTH) {
            welcome.setRelaySecret(ByteString.copyFrom(secret));
        }
        sendRecord(ServerMessage.newBuilder()
                .setRequestId(1)
                .setWelcome(welcome)
                .build()
                .toByteArray());
    }

    void sendDatagram(byte[] bytes) {
        if (udp != null) {
            udp.onDatagram(bytes, bytes.length);
        }
    }

    void sendFrames(byte[] plaintext) {
        DatagramSealer sealing = sealer;
        if (sealing != null && sealing.sealed() < 1000) {
            byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
            int length = sealing.seal(plaintext, 0, Math.min(plaintext.length, Protocol.MAX_PLAINTEXT), datagram, 0);
            sendDatagram(Arrays.copyOf(datagram, length));
        }
    }

    void close() {
        EmbeddedChannel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /** What the client sends is always of the protocol. */
    private void readRequests() {
        loop.run();
        EmbeddedChannel open = channel;
        if (open == null) {
            return;
        }
        for (ByteBuf record = open.readOutbound(); record != null; record = open.readOutbound()) {
            try {
                while (record.isReadable()) {
                    int length = record.readInt();
                    assertThat(length).isBetween(0, Math.min(Protocol.MAX_CONTROL, record.readableBytes()));
                    ClientMessage message =
                            ClientMessage.parseFrom(record.readSlice(length).nioBuffer());
                    if (message.getRequestId() != 0 && !message.hasHello()) {
                        asked.addLast(message.getRequestId());
                    }
                }
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError("the client sent what is no message", e);
            } finally {
                record.release();
            }
        }
    }

    /** The client has closed its connections; every buffer has gone back to where it came from. */
    void wasLeft() {
        readRequests();
        for (EmbeddedChannel each : channels) {
            assertThat(each.isActive()).isFalse();
            each.releaseInbound();
            each.releaseOutbound();
        }
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
}
