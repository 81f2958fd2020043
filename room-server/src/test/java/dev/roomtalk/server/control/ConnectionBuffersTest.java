package dev.roomtalk.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.Frame;
import dev.roomtalk.proto.Ping;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every buffer that goes through a connection's handlers is released, whatever arrives. */
class ConnectionBuffersTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final List<ClientMessage> messages = new ArrayList<>();
    private final ConnectionMemory memory = new ConnectionMemory(() -> 1 << 20, () -> 100);
    private final ControlFrameDecoder decoder = new ControlFrameDecoder(Protocol.MAX_HELLO, memory.share());
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private boolean ended;

    ConnectionBuffersTest() {
        channel.config().setAllocator(allocator);
        Connection connection = new Connection(
                channel,
                InetAddress.getLoopbackAddress(),
                decoder,
                memory.share(),
                new Counters(),
                c -> new Connection.Phase() {
                    @Override
                    public void onMessage(ClientMessage message) {
                        messages.add(message);
                    }

                    @Override
                    public void onWritable() {}

                    @Override
                    public void onEnd() {
                        ended = true;
                    }
                },
                _ -> {},
                failure -> {},
                "");
        channel.pipeline().addLast(new LastWord(), decoder, connection);
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private static ClientMessage message(int id) {
        return ClientMessage.newBuilder()
                .setRequestId(id)
                .setFrame(Frame.newBuilder().setPing(Ping.newBuilder().setId(id)))
                .build();
    }

    private ByteBuf record(ClientMessage message) {
        byte[] bytes = message.toByteArray();
        return allocator.buffer().writeInt(bytes.length).writeBytes(bytes);
    }

    private ServerMessage answer() throws Exception {
        channel.runPendingTasks();
        ByteBuf out = channel.readOutbound();
        assertThat(out).as("an answer").isNotNull();
        try {
            return ServerMessage.parseFrom(out.skipBytes(Integer.BYTES).nioBuffer());
        } finally {
            out.release();
        }
    }

    @Test
    void cutsTheStreamWhereverItBreaks() {
        ByteBuf whole = allocator.buffer();
        for (int id = 1; id <= 3; id++) {
            ByteBuf record = record(message(id));
            whole.writeBytes(record);
            record.release();
        }
        for (int cut = 0; cut <= whole.readableBytes(); cut++) {
            messages.clear();
            channel.writeInbound(whole.copy(0, cut));
            channel.writeInbound(whole.copy(cut, whole.readableBytes() - cut));
            assertThat(messages).as("cut at %d", cut).containsExactly(message(1), message(2), message(3));
        }
        whole.release();
    }

    @Test
    void waitsForTheRestOfATruncatedMessageAndDropsItAtTheEnd() {
        ByteBuf record = record(message(1));
        for (int length = 0; length < record.readableBytes(); length++) {
            EmbeddedChannel other = new EmbeddedChannel(new ControlFrameDecoder(Protocol.MAX_HELLO, memory.share()));
            other.writeInbound(record.copy(0, length));
            ByteBuf cut = other.readInbound();
            assertThat(cut).isNull();
            assertThat(other.finishAndReleaseAll()).isFalse();
        }
        record.release();
    }

    @Test
    void refusesALengthThatIsNotAllowedHere() throws Exception {
        channel.writeInbound(allocator.buffer().writeInt(Protocol.MAX_HELLO + 1).writeZero(100));
        ServerMessage answer = answer();
        assertThat(answer.getClose().getSentence()).contains("2049 bytes, and here it may have 2048 at most");
        assertThat(ended).isTrue();
        assertThat(messages).isEmpty();
    }

    @Test
    void aNegativeLengthIsAVeryLongOne() throws Exception {
        channel.writeInbound(allocator.buffer().writeInt(-1));
        ServerMessage answer = answer();
        assertThat(answer.getClose().getSentence()).contains("4294967295 bytes");
    }

    @Test
    void closesOnBytesThatAreNoMessage() throws Exception {
        channel.writeInbound(allocator.buffer().writeInt(3).writeBytes(new byte[] {-1, -1, -1}));
        ServerMessage answer = answer();
        assertThat(answer.hasClose()).isTrue();
        assertThat(ended).isTrue();
        assertThat(channel.isOpen()).isFalse();
    }
}
