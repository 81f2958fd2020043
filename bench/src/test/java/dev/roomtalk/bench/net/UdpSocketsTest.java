package dev.roomtalk.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.SegmentedDatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpSocketsTest {
    private static final int SEGMENT = 1000;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runsOfSegmentsAreReceivedAsTheDatagramsThatTheyAre(boolean offload) throws Exception {
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(2, EpollIoHandler.newFactory());
        List<Integer> lengths = new CopyOnWriteArrayList<>();
        try {
            Channel server = new Bootstrap()
                    .group(group)
                    .channel(EpollDatagramChannel.class)
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .sync()
                    .channel();
            UdpSockets sockets = UdpSockets.open(
                    group.next(), (InetSocketAddress) server.localAddress(), 1, offload, receiver(lengths));
            InetSocketAddress to = new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), sockets.ports().getFirst());
            List<Integer> expected = new ArrayList<>();
            for (int run = 2; run < 40; run++) {
                int last = run * 20;
                ByteBuf bytes = Unpooled.directBuffer().writeZero((run - 1) * SEGMENT + last);
                server.write(new SegmentedDatagramPacket(bytes, SEGMENT, to));
                for (int i = 1; i < run; i++) {
                    expected.add(SEGMENT);
                }
                expected.add(last);
            }
            server.flush();
            await().until(() -> lengths.stream().mapToInt(l -> l).sum()
                    >= expected.stream().mapToInt(l -> l).sum());
            assertThat(lengths).isEqualTo(expected);
            sockets.close();
        } finally {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        }
    }

    private static UdpSockets.Receiver receiver(List<Integer> lengths) {
        return new UdpSockets.Receiver() {
            @Override
            public void received(byte[] datagram, int length) {
                lengths.add(length);
            }

            @Override
            public void turnEnded() {}

            @Override
            public void failed(Throwable cause) {}
        };
    }
}
