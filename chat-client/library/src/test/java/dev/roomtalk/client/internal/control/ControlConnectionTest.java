package dev.roomtalk.client.internal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.roomtalk.client.ChatException.Reason;
import dev.roomtalk.client.ScriptedServer;
import dev.roomtalk.client.internal.base.FakeLoop;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Done;
import dev.roomtalk.proto.Goodbye;
import dev.roomtalk.proto.ServerMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlConnectionTest {
    private final FakeLoop loop = new FakeLoop();
    private final List<ControlConnection> opened = new ArrayList<>();
    private final List<ServerMessage> messages = new ArrayList<>();
    private final List<ConnectionFailure> lost = new ArrayList<>();
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private EmbeddedChannel channel = new EmbeddedChannel();

    private final ControlConnection.Listener listener = new ControlConnection.Listener() {
        @Override
        public void onOpen(ControlConnection connection) {
            opened.add(connection);
        }

        @Override
        public void onMessage(ControlConnection connection, ServerMessage message) {
            messages.add(message);
        }

        @Override
        public void onLost(ControlConnection connection, ConnectionFailure failure) {
            lost.add(failure);
        }
    };

    /** Every buffer of a test comes from one allocator, and must have gone back to it. */
    @AfterEach
    void everyBufferIsReleased() {
        channel.finishAndReleaseAll();
        loop.run();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void takesMessagesHoweverTheyAreCut() {
        connect(null, null);
        byte[] record = ScriptedServer.Peer.record(ServerMessage.newBuilder()
                .setRequestId(5)
                .setDone(Done.getDefaultInstance())
                .build());
        for (byte b : record) {
            receive(b);
        }
        byte[] twice = new byte[2 * record.length];
        System.arraycopy(record, 0, twice, 0, record.length);
        System.arraycopy(record, 0, twice, record.length, record.length);
        receive(twice);
        assertThat(messages).hasSize(3).allMatch(message -> message.getRequestId() == 5);
        assertThat(lost).isEmpty();
    }

    @Test
    void sendsAtTheEndOfTheTurn() throws Exception {
        ControlConnection connection = connect(null, null);
        ClientMessage goodbye = ClientMessage.newBuilder()
                .setGoodbye(Goodbye.getDefaultInstance())
                .build();
        connection.send(goodbye);
        connection.send(goodbye);
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        loop.run();
        for (int i = 0; i < 2; i++) {
            ByteBuf record = channel.readOutbound();
            assertThat(record.readInt()).isEqualTo(goodbye.getSerializedSize());
            byte[] bytes = new byte[record.readableBytes()];
            record.readBytes(bytes);
            record.release();
            assertThat(ClientMessage.parseFrom(bytes)).isEqualTo(goodbye);
        }
    }

    @Test
    void whatCannotBeReadEndsTheConnection() {
        connect(null, null);
        receive(new byte[] {0, 0, 0, 2, (byte) 0xff, (byte) 0xff});
        assertThat(channel.isOpen()).isFalse();
        assertThat(lost)
                .singleElement()
                .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(messages).isEmpty();
    }

    @Test
    void aLengthBeyondAllReasonEndsTheConnection() {
        connect(null, null);
        receive(new byte[] {0x15, 3, 3, 0, 2, 2, 40});
        assertThat(channel.isOpen()).isFalse();
        assertThat(lost)
                .singleElement()
                .satisfies(failure -> assertThat(failure.sentence()).contains("leave out --plain"));
    }

    @Test
    void halfAMessageIsReleasedAtTheEnd() {
        connect(null, null);
        receive(new byte[] {0, 0, 1, 0, 1, 2, 3});
        ChannelFuture _ = channel.close();
        assertThat(lost).hasSize(1);
    }

    @Test
    void nothingIsSentAfterTheEnd() {
        ControlConnection connection = connect(null, null);
        ChannelFuture _ = channel.close();
        connection.send(ClientMessage.getDefaultInstance());
        loop.run();
        assertThat(channel.<ByteBuf>readOutbound()).isNull();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        connection.close(() -> closed.complete(null));
        assertThat(closed).isCompleted();
    }

    @Test
    void aPersonMayThinkLongerThanTheServerWaits() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ServerTrust trust = thinking(answer, "");
        ControlConnection connection = connect(tls(), trust);
        CompletableFuture<Void> deciding = decide(trust);
        await().atMost(Duration.ofSeconds(60)).until(trust::deciding);
        loop.advance(Duration.ofMinutes(5));
        assertThat(channel.isOpen()).isTrue();
        ChannelFuture _ = channel.close();
        assertThat(lost).isEmpty();
        answer.countDown();
        deciding.join();
        loop.run();
        assertThat(lost).hasSize(1);
        assertThat(connection.keyAccepted()).isTrue();
    }

    @Test
    void aRefusalCountsThoughTheServerHasGone() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        ServerTrust trust = thinking(answer, "no");
        ControlConnection connection = connect(tls(), trust);
        CompletableFuture<Void> deciding = decide(trust);
        await().atMost(Duration.ofSeconds(60)).until(trust::deciding);
        ChannelFuture _ = channel.close();
        answer.countDown();
        deciding.join();
        loop.run();
        assertThat(lost).containsExactly(ConnectionFailure.untrusted("no"));
        assertThat(connection.keyAccepted()).isFalse();
    }

    @Test
    void aServerThatDoesNotShakeHandsIsGivenUp() throws Exception {
        connect(tls(), new ServerTrust((host, port, pin, verified, chain) -> "", "localhost", 1));
        loop.advance(Duration.ofSeconds(11));
        assertThat(channel.isOpen()).isFalse();
        assertThat(lost)
                .singleElement()
                .satisfies(failure -> assertThat(failure.sentence()).contains("TLS handshake"));
    }

    private static ServerTrust thinking(CountDownLatch answer, String refusal) {
        return new ServerTrust(
                (host, port, pin, verified, chain) -> {
                    try {
                        answer.await();
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    return refusal;
                },
                "localhost",
                1);
    }

    private static CompletableFuture<Void> decide(ServerTrust trust) {
        return CompletableFuture.runAsync(() -> {
            try {
                trust.checkServerTrusted(
                        new X509Certificate[] {TestCertificate.make()},
                        "UNKNOWN",
                        SSLContext.getDefault().createSSLEngine());
            } catch (CertificateException e) {
                // Refused.
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        });
    }

    private SslHandler tls() throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        var engine = context.createSSLEngine("localhost", 1);
        engine.setUseClientMode(true);
        return new SslHandler(engine);
    }

    private ControlConnection connect(@Nullable SslHandler tls, @Nullable ServerTrust trust) {
        ControlConnection connection = new ControlConnection(loop, "localhost:1", tls, trust, listener);
        channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        connection.initialise(channel);
        channel.pipeline().fireChannelActive();
        assertThat(opened).hasSize(tls == null ? 1 : 0);
        return connection;
    }

    private void receive(byte... bytes) {
        channel.writeInbound(allocator.buffer(bytes.length).writeBytes(bytes));
    }
}
