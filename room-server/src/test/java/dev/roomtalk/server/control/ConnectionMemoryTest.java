package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients do not read, and do not send whole, stays within a budget of all connections. */
class ConnectionMemoryTest {
    private static final int BUDGET = 4 << 20;
    /** So many that each may hold what is little without its being counted, and so many that it may not. */
    private static final int FEW = 32;

    private static final int MANY = 2000;
    private static final int RECORD = 8 << 10;

    private final ConnectionMemory memory = new ConnectionMemory(() -> BUDGET, () -> FEW);
    private final List<Client> clients = new ArrayList<>();

    /** A connection whose client reads when the test says so. */
    private final class Client extends ChannelOutboundHandlerAdapter implements Connection.Phase {
        final EmbeddedChannel channel = new EmbeddedChannel();
        final Connection connection;
        boolean reads;
        int writable;

        Client() {
            this(memory);
        }

        Client(ConnectionMemory memory) {
            channel.config().setWriteBufferWaterMark(ControlListener.UNSENT);
            ControlFrameDecoder decoder = new ControlFrameDecoder(Protocol.MAX_CONTROL, memory.share());
            connection = new Connection(
                    channel,
                    InetAddress.getLoopbackAddress(),
                    decoder,
                    memory.share(),
                    new Counters(),
                    c -> this,
                    c -> {},
                    failure -> {},
                    "");
            channel.pipeline().addLast(this, new LastWord(), decoder, connection);
            clients.add(this);
        }

        @Override
        public void flush(ChannelHandlerContext context) {
            if (reads) {
                context.flush();
            }
        }

        @Override
        public void onMessage(ClientMessage message) {}

        @Override
        public void onWritable() {
            writable++;
        }

        @Override
        public void onEnd() {}

        void read() {
            reads = true;
            channel.flush();
            reads = false;
            pass(1);
        }

        void pass(int seconds) {
            channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }

        void receive(int bytes) {
            channel.writeInbound(
                    Unpooled.buffer(4 + bytes).writeInt(Protocol.MAX_CONTROL).writeZero(bytes));
        }
    }

    @AfterEach
    void whoIsGoneHoldsNothing() {
        clients.forEach(client -> {
            client.reads = true;
            client.channel.finishAndReleaseAll();
        });
        assertThat(memory.held()).isZero();
    }

    private long open() {
        return clients.stream().filter(client -> client.channel.isOpen()).count();
    }

    @Test
    void aFewMayHoldMuchAndManyLittleAndTogetherNeverAllOfIt() {
        List<ConnectionMemory.Share> shares = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ConnectionMemory.Share share = memory.share();
            shares.add(share);
            for (int bytes = 1 << 10; bytes < 1 << 20; bytes += 1 << 10) {
                share.hold(bytes);
                if (!share.fits()) {
                    share.hold(bytes - (1 << 10));
                    break;
                }
            }
            assertThat(memory.held()).isLessThanOrEqualTo(BUDGET);
        }
        assertThat(memory.held()).isGreaterThan(BUDGET / 2);
        assertThat(memory.share().fits()).isTrue();
        shares.forEach(share -> share.hold(0));
        assertThat(memory.held()).isZero();
    }

    @Test
    void answersThatNobodyReadsStayWithinTheBudget() {
        byte[] record = new byte[RECORD];
        for (int i = 0; i < 200; i++) {
            Client client = new Client();
            for (int sent = 0; sent < 2 << 20 && client.channel.isOpen(); sent += RECORD) {
                client.connection.sendEncoded(record);
                client.channel.runPendingTasks();
                assertThat(memory.held()).isLessThanOrEqualTo(BUDGET + RECORD);
            }
            assertThat(client.channel.isOpen()).isFalse();
        }
    }

    /** Each holds less than a client that is slow for a moment: it is their number that would fill memory. */
    @Test
    void manyWhoHoldLittleStayWithinItToo() {
        ConnectionMemory crowded = new ConnectionMemory(() -> BUDGET, () -> MANY);
        byte[] record = new byte[1 << 10];
        for (int i = 0; i < MANY; i++) {
            Client client = new Client(crowded);
            for (int sent = 0; sent < 15 && client.channel.isOpen(); sent++) {
                client.connection.sendEncoded(record);
                client.channel.runPendingTasks();
            }
            if (client.channel.isOpen()) {
                client.receive(1 << 10);
            }
        }
        long unread = clients.stream()
                .filter(client -> client.channel.isOpen())
                .mapToLong(client -> ControlListener.UNSENT.high() - client.channel.bytesBeforeUnwritable())
                .sum();
        assertThat(unread).isBetween(BUDGET / 2L, BUDGET + BUDGET / 4L);
        assertThat(crowded.own() * 2 * MANY).isLessThanOrEqualTo(BUDGET / 4);
        assertThat(crowded.held()).isLessThanOrEqualTo(BUDGET + RECORD);
        assertThat(open()).isBetween(MANY / 16L, MANY - 1L);
    }

    /** Those who hold much have three quarters of the budget: who keeps up gets its answers out of the rest. */
    @Test
    void whoHoldsLittleIsServedWhenOthersHoldAllTheyMay() {
        ConnectionMemory crowded = new ConnectionMemory(() -> BUDGET, () -> MANY);
        for (int i = 0; i < 60; i++) {
            Client client = new Client(crowded);
            for (int sent = 0; sent < 64; sent++) {
                client.connection.offer(new byte[RECORD]);
            }
        }
        assertThat(crowded.held()).isGreaterThan(BUDGET / 2);
        Client other = new Client(crowded);
        for (int i = 0; i < 20; i++) {
            other.connection.sendEncoded(new byte[RECORD]);
            assertThat(other.connection.offer(new byte[1 << 10])).isTrue();
            other.channel.runPendingTasks();
            other.read();
        }
        assertThat(other.channel.isOpen()).isTrue();
    }

    @Test
    void framesAreLeftOutWhereMemoryIsShortAndComeAgainWhenItIsNot() {
        byte[] record = new byte[RECORD];
        for (int i = 0; i < 200; i++) {
            Client client = new Client();
            for (int j = 0; j < 100; j++) {
                client.connection.offer(record);
            }
            assertThat(memory.held()).isLessThanOrEqualTo(BUDGET);
        }
        assertThat(open()).isEqualTo(200);
        Client last = clients.getLast();
        assertThat(last.channel.isWritable()).isTrue();
        assertThat(last.connection.offer(record)).isFalse();
        last.read();
        assertThat(last.writable).isOne();
        assertThat(last.connection.offer(record)).isTrue();
    }

    @Test
    void whereFramesAreLeftOutAnswersToThoseOfTheClientStillHaveAPlace() {
        Client client = new Client();
        while (client.connection.offer(new byte[RECORD])) {
            assertThat(memory.held()).isLessThan(BUDGET);
        }
        byte[] ack = new byte[30];
        int answers = 0;
        while (client.connection.answer(ack)) {
            answers++;
            assertThat(memory.held()).isLessThan(256 << 10);
        }
        assertThat(answers).isGreaterThan(256);
        client.read();
        assertThat(client.connection.answer(ack)).isTrue();
        assertThat(client.channel.isOpen()).isTrue();
    }

    @Test
    void whoReadsNothingIsClosedAtAMebibyteHoweverMuchIsFree() {
        Client client = new Client(new ConnectionMemory(() -> 1L << 40, () -> 1));
        byte[] record = new byte[RECORD];
        int sent = 0;
        for (; sent < 4 << 20 && client.channel.isOpen(); sent += RECORD) {
            client.connection.sendEncoded(record);
            client.channel.runPendingTasks();
        }
        assertThat(client.channel.isOpen()).isFalse();
        assertThat(sent).isBetween(1 << 20, (1 << 20) + (128 << 10));
    }

    @Test
    void whoReadsIsNotCounted() {
        Client client = new Client();
        for (int i = 0; i < 100; i++) {
            assertThat(client.connection.offer(new byte[RECORD / 8])).isTrue();
            client.connection.sendEncoded(new byte[RECORD]);
            client.read();
        }
        assertThat(memory.held()).isZero();
    }

    @Test
    void messagesThatDoNotComeWholeStayWithinTheBudget() throws Exception {
        for (int i = 0; i < 500; i++) {
            Client client = new Client();
            client.reads = true;
            for (int part = 0; part < 100 && client.channel.isOpen(); part++) {
                client.receive(1 << 10);
                client.channel.runPendingTasks();
                assertThat(memory.held()).isLessThanOrEqualTo(BUDGET + (Protocol.MAX_CONTROL << 1));
            }
        }
        assertThat(open()).isBetween(10L, 400L);
        Client closed = clients.getLast();
        ByteBuf record = closed.channel.readOutbound();
        ServerMessage said =
                ServerMessage.parseFrom(record.skipBytes(Integer.BYTES).nioBuffer());
        record.release();
        assertThat(said.getClose().getReason()).isEqualTo(CloseReason.TOO_MANY_CONNECTIONS);
        assertThat(said.getClose().getRetry()).isTrue();
    }

    /** Of one that is not there to decrypt yet nothing is known but its length. */
    @Test
    void aTlsRecordThatDoesNotComeWholeIsCounted() throws Exception {
        ConnectionMemory crowded = new ConnectionMemory(() -> BUDGET, () -> MANY);
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(false);
        EmbeddedChannel channel = new EmbeddedChannel(new CountedTlsHandler(engine, Runnable::run, crowded.share()));
        channel.writeInbound(Unpooled.buffer()
                .writeByte(0x16)
                .writeShort(0x0301)
                .writeShort(1 << 14)
                .writeZero(10 << 10));
        assertThat(crowded.held()).isBetween(10L << 10, 32L << 10);
        channel.finishAndReleaseAll();
        assertThat(crowded.held()).isZero();
    }

    @Test
    void aClientThatDoesNotReadItsCloseIsClosedAllTheSame() {
        Client client = new Client();
        client.connection.close(CloseReason.TIMED_OUT, "nothing came", true, 0);
        client.pass(1);
        assertThat(client.channel.isOpen()).isTrue();
        client.pass(5);
        assertThat(client.channel.isOpen()).isFalse();
    }
}
