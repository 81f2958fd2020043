package dev.roomtalk.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.roomtalk.wire.DatagramHeader;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the kernel lets through is what this node's connection ids say. */
class KernelFilterTest {
    private final SplittableRandom random = new SplittableRandom(20_261_121);
    private final ConnectionIds ids = new ConnectionIds(random);

    @Test
    void idsAreMarkedAndOthersHardlyEver() {
        for (int i = 0; i < 10_000; i++) {
            long id = ids.next(i % 256);
            assertThat(DatagramHeader.loop(id)).isEqualTo(i % 256);
            assertThat(ids.marked(id)).isTrue();
            // Another mark is the right one of no id; another rest of few.
            assertThat(ids.marked(id ^ 1L << random.nextInt(16))).isFalse();
        }
        int marked = 0;
        for (int i = 0; i < 100_000; i++) {
            marked += ids.marked(random.nextLong()) ? 1 : 0;
        }
        assertThat(marked).isLessThan(20);
    }

    @Test
    void theKernelDropsWhatIsNotOfThisNode() throws Exception {
        assumeTrue(Epoll.isAvailable(), "only Linux filters the datagrams of a socket");
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        List<Integer> arrived = new CopyOnWriteArrayList<>();
        try (DatagramSocket sender = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Channel channel = new Bootstrap()
                    .group(group)
                    .channel(EpollDatagramChannel.class)
                    .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                        @Override
                        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                            arrived.add((int) packet.content().getUnsignedByte(9));
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            InetSocketAddress to = (InetSocketAddress) channel.localAddress();
            KernelFilter filter = new KernelFilter(ids);
            Socket socket = (Socket) ((UnixChannel) channel).fd();
            assertThat(filter.attach(socket)).isTrue();
            int before = KernelFilter.drops(socket);
            int bad = 0;
            for (int i = 0; i < 100; i++) {
                send(sender, to, datagram(ids.next(i % 4), i, 33 + i));
                long wrong = ids.next(0) ^ 1L << random.nextInt(16);
                send(sender, to, datagram(wrong, 200, 33 + i));
                byte[] version = datagram(ids.next(0), 201, 100);
                version[0] = 0x11;
                send(sender, to, version);
                send(sender, to, datagram(ids.next(0), 202, 32));
                send(sender, to, datagram(ids.next(0), 203, 1201));
                bad += 4;
            }
            int expected = bad;
            await().until(() -> KernelFilter.drops(socket) - before >= expected && arrived.size() >= 100);
            assertThat(arrived).hasSize(100).allMatch(number -> number < 100);
            filter.detach(socket);
            send(sender, to, datagram(1, 204, 5 + 33));
            await().until(() -> arrived.contains(204));
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    private static byte[] datagram(long id, int number, int length) {
        byte[] bytes = new byte[Math.max(length, DatagramHeader.LENGTH)];
        DatagramHeader.write(bytes, 0, id, 1);
        bytes[9] = (byte) number;
        return java.util.Arrays.copyOf(bytes, length);
    }

    private static void send(DatagramSocket from, InetSocketAddress to, byte[] bytes) throws IOException {
        from.send(new java.net.DatagramPacket(bytes, bytes.length, to));
    }
}
