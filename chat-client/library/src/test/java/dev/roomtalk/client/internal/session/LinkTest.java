package dev.roomtalk.client.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.client.Transport;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.client.internal.base.RoundTrip;
import dev.roomtalk.client.internal.control.ConnectionFailure;
import dev.roomtalk.client.internal.control.ControlConnection;
import dev.roomtalk.client.internal.relay.DatagramPort;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.MovedToTcp;
import dev.roomtalk.proto.Pong;
import dev.roomtalk.proto.Publish;
import dev.roomtalk.proto.RelayAddress;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.proto.Welcome;
import dev.roomtalk.wire.DatagramOpener;
import dev.roomtalk.wire.DatagramSealer;
import dev.roomtalk.wire.FrameReader;
import dev.roomtalk.wire.Protocol;
import dev.roomtalk.wire.RelayKeys;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** By which transport a link sends, when the server says that UDP loses too much. */
class LinkTest {
    private static final long ID = 0x00fedcba98765432L;
    private static final byte[] SECRET = new byte[Protocol.SECRET_LENGTH];
    private static final Frame HELLO = Frame.newBuilder()
            .setPublish(Publish.newBuilder().setRoom(1).setN(1).setText(ByteString.copyFromUtf8("hello")))
            .build();

    private final FakeLoop loop = new FakeLoop();
    private final List<String> transports = new ArrayList<>();
    private final RelayKeys keys = RelayKeys.derive(SECRET, ID);
    private final DatagramOpener opener = keys.clientOpener();
    private final DatagramSealer sealer = keys.serverSealer(ID);
    private boolean relayAnswers = true;
    private int publishedByUdp;

    private final EmbeddedChannel channel = new EmbeddedChannel() {
        @Override
        protected SocketAddress remoteAddress0() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }
    };
    private final ControlConnection connection =
            new ControlConnection(loop, "localhost:1", null, null, new ControlConnection.Listener() {
                @Override
                public void onOpen(ControlConnection opened) {
                    // The test begins here.
                }

                @Override
                public void onMessage(ControlConnection from, ServerMessage message) {
                    throw new AssertionError("nothing is sent: " + message);
                }

                @Override
                public void onLost(ControlConnection from, ConnectionFailure failure) {
                    // The test ends here.
                }
            });
    private final Link link =
            new Link(loop, new Random(1), connection, Duration.ofSeconds(25), new RoundTrip(), new Link.Listener() {
                @Override
                public void onFrame(Frame frame) {
                    throw new AssertionError("nothing is delivered: " + frame);
                }

                @Override
                public void onTransport(Transport transport, String why) {
                    transports.add(transport + ": " + why);
                }

                @Override
                public void onMeasured() {
                    // Of no interest here.
                }

                @Override
                public void onDead(ConnectionFailure failure) {
                    // The server of this test does not answer over TCP.
                }
            });

    /** A relay that answers pings at once, or is silent. */
    private final class Relay implements DatagramPort {
        private final Receiver receiver;

        Relay(int attempt, Receiver receiver) {
            assertThat(attempt).isNotNegative();
            this.receiver = receiver;
        }

        @Override
        public void send(byte[] bytes, int length) {
            byte[] plaintext = new byte[Protocol.MAX_PLAINTEXT];
            FrameReader reader = new FrameReader();
            reader.reset(plaintext, 0, opener.open(bytes, 0, length, plaintext));
            while (reader.next()) {
                Frame frame = parse(plaintext, reader);
                if (frame.hasPublish()) {
                    publishedByUdp++;
                } else if (frame.hasPing() && relayAnswers) {
                    byte[] pong = Frame.newBuilder()
                            .setPong(Pong.newBuilder().setId(frame.getPing().getId()))
                            .build()
                            .toByteArray();
                    byte[] datagram = new byte[Protocol.MAX_DATAGRAM];
                    int sealed = sealer.seal(pong, 0, pong.length, datagram, 0);
                    loop.execute(() -> receiver.onDatagram(datagram, sealed));
                }
            }
        }

        @Override
        public void close() {
            // Datagrams on their way still arrive.
        }
    }

    private static Frame parse(byte[] plaintext, FrameReader reader) {
        try {
            return Frame.parseFrom(ByteBuffer.wrap(plaintext, reader.start(), reader.length()));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void comeToUseUdp() {
        connection.initialise(channel);
        channel.pipeline().fireChannelActive();
        SessionNetwork network = new SessionNetwork() {
            @Override
            public void dial(ControlConnection.Listener listener) {
                throw new AssertionError("there is a connection");
            }

            @Override
            public boolean hasOthers() {
                return false;
            }

            @Override
            public DatagramPort.Opener relay(InetSocketAddress peer, List<RelayAddress> addresses) {
                return Relay::new;
            }
        };
        Welcome welcome = Welcome.newBuilder()
                .setConnectionId(ID)
                .setRelaySecret(ByteString.copyFrom(SECRET))
                .addRelay(RelayAddress.newBuilder().setPort(1))
                .build();
        link.start(new Random(1), network, welcome, true);
        loop.run();
        assertThat(transports).containsExactly("UDP: the relay answers by UDP");
        assertThat(asked()).containsExactly(true);
        transports.clear();
    }

    @AfterEach
    void everyTimerEnds() {
        link.close();
        loop.run();
        assertThat(loop.timers()).isZero();
        channel.finishAndReleaseAll();
    }

    @Test
    void sendsOverTcpForAsLongAsTheServerSaysAndSaysWhy() {
        moved(30_000, 23);
        assertThat(transports).containsExactly("TCP: 23 % of the datagrams were lost");
        assertThat(link.transport()).isEqualTo(Transport.TCP);
        assertThat(link.sendByUdp(HELLO)).isFalse();
        loop.advanceMillis(29_999);
        assertThat(asked()).isEmpty();
        assertThat(transports).hasSize(1);
        loop.advanceMillis(1);
        assertThat(asked()).containsExactly(true);
        assertThat(transports.getLast()).isEqualTo("UDP: the relay answers by UDP");
        assertThat(link.sendByUdp(HELLO)).isTrue();
        loop.run();
        assertThat(publishedByUdp).isOne();
    }

    @Test
    void aPathThatStopsAnsweringMeanwhileIsNotReturnedToBeforeItAnswers() {
        moved(30_000, 50);
        relayAnswers = false;
        loop.advanceMillis(60_000);
        assertThat(asked()).isEmpty();
        assertThat(transports).hasSize(1);
        relayAnswers = true;
        loop.advanceMillis(10_000);
        assertThat(asked()).containsExactly(true);
        assertThat(link.transport()).isEqualTo(Transport.UDP);
    }

    @Test
    void theServerMayLengthenTheTime() {
        moved(30_000, 23);
        loop.advanceMillis(20_000);
        moved(20_000, 23);
        loop.advanceMillis(19_999);
        assertThat(asked()).isEmpty();
        loop.advanceMillis(1);
        assertThat(asked()).containsExactly(true);
        assertThat(transports).hasSize(2);
    }

    private void moved(int waitMillis, int lostPercent) {
        link.onMovedToTcp(MovedToTcp.newBuilder()
                .setWaitMs(waitMillis)
                .setLostPercent(lostPercent)
                .build());
    }

    /** What the server was asked to use since the last call. */
    private List<Boolean> asked() {
        loop.run();
        List<Boolean> asked = new ArrayList<>();
        for (ByteBuf record = channel.readOutbound(); record != null; record = channel.readOutbound()) {
            try {
                ClientMessage message =
                        ClientMessage.parseFrom(record.skipBytes(4).nioBuffer());
                if (message.hasUseTransport()) {
                    asked.add(message.getUseTransport().getUdp());
                }
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            } finally {
                record.release();
            }
        }
        return asked;
    }
}
