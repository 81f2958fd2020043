package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract, on Netty's sockets; and every buffer that goes through them is released. */
class NettyRelaySocketTest extends RelaySocketContract {
    private static final InetSocketAddress HERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final InetSocketAddress THERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2);
    private static final PeerAddress PEER = PeerAddress.of(THERE);

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
    private final List<byte[]> received = new ArrayList<>();
    private int batches;
    private final NettyRelaySocket socket = new NettyRelaySocket(
            new RelaySocket.Receiver() {
                @Override
                public void onDatagram(RelaySocket via, byte[] bytes, int length, Sender from) {
                    assertThat(from.is(PEER)).isTrue();
                    received.add(Arrays.copyOf(bytes, Math.min(length, bytes.length)));
                }

                @Override
                public void onBatchEnd() {
                    batches++;
                }
            },
            3,
            new KernelFilter(new ConnectionIds(new java.util.SplittableRandom(1))));
    private final EmbeddedChannel channel = new EmbeddedChannel(socket);

    NettyRelaySocketTest() {
        channel.config().setAllocator(allocator);
    }

    @Override
    RelaySockets sockets() {
        return new RelaySockets(1, false);
    }

    @AfterEach
    void nothingIsLeft() {
        channel.finishAndReleaseAll();
        assertThat(allocator.metric().usedHeapMemory()).isZero();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private DatagramPacket packet(int length) {
        return new DatagramPacket(allocator.buffer(Math.max(1, length)).writeZero(length), HERE, THERE);
    }

    @Test
    void takesPacketsOfAnyLength() {
        channel.writeInbound(packet(0), packet(1), packet(1200), packet(2048), packet(5000));
        assertThat(received).extracting(b -> b.length).containsExactly(0, 1, 1200, 2048, 2048);
        assertThat(batches).isEqualTo(1);
        assertThat(socket.slot()).isEqualTo(3);
    }

    @Test
    void sendsWhenFlushed() {
        byte[] bytes = {1, 2, 3, 4};
        assertThat(ArraySocket.send(socket, bytes, 3, PEER)).isTrue();
        bytes[0] = 9;
        DatagramPacket early = channel.readOutbound();
        assertThat(early).isNull();
        socket.flush();
        DatagramPacket sent = channel.readOutbound();
        ByteBuf content = sent.content();
        assertThat(content.readableBytes()).isEqualTo(3);
        assertThat(content.getByte(0)).isEqualTo((byte) 1);
        assertThat(sent.recipient()).isEqualTo(THERE);
        sent.release();
    }

    @Test
    void dropsWhatDoesNotFitIntoTheQueue() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(50, 100));
        int taken = 0;
        for (int i = 0; i < 10; i++) {
            taken += ArraySocket.send(socket, new byte[60], 60, PEER) ? 1 : 0;
        }
        assertThat(taken).isBetween(1, 9);
    }
}
