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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients do not read, and do not send whole, stays within a budget of all connections. */
class ConnectionMemoryTest {
    private static final int BUDGET = 4 << 20;
    private static final int RECORD = 8 << 10;

    private final ConnectionMemory memory = new ConnectionMemory(() -> BUDGET);
    private final List<Client> clients = new ArrayList<>();

    /** A connection whose client reads when the test says so. */
    private final class Client extends ChannelOutboundHandlerAdapter implements Connection.Phase {
        final EmbeddedChannel channel = new EmbeddedChannel();
        final Connection connection;
        boolean reads;
        int writable;

        Client() {
            channel.config().setWriteBufferWaterMark(ControlListener.UNSENT);
            ControlFrameDecoder decoder = new ControlFrameDecoder(Protocol.MAX_CONTROL, memory.share());
            connection = new Connection(
                    channel, decoder, memory.share(), new Counters(), c -> this, c -> {}, failure -> {}, "");
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
