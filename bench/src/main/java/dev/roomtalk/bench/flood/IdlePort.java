package dev.roomtalk.bench.flood;

import dev.roomtalk.bench.base.Failure;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** A port without a server: TCP connections are closed when they arrive, datagrams are not read. */
final class IdlePort implements AutoCloseable {
    private static final int ATTEMPTS = 20;

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final InetSocketAddress address;

    IdlePort() {
        address = open();
    }

    private InetSocketAddress open() {
        for (int attempt = 1; ; attempt++) {
            Channel tcp = bound(new ServerBootstrap()
                    .group(loop)
                    .channel(EpollServerSocketChannel.class)
                    .option(ChannelOption.SO_BACKLOG, 1024)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.close();
                        }
                    })
                    .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            InetSocketAddress at = (InetSocketAddress) tcp.localAddress();
            ChannelFuture udp = new Bootstrap()
                    .group(loop)
                    .channel(EpollDatagramChannel.class)
                    .option(ChannelOption.AUTO_READ, false)
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(at)
                    .awaitUninterruptibly();
            if (udp.isSuccess()) {
                return at;
            }
            tcp.close().awaitUninterruptibly();
            if (attempt == ATTEMPTS) {
                throw Failure.unexpected("no port is free: " + udp.cause().getMessage());
            }
        }
    }

    private static Channel bound(ChannelFuture binding) {
        if (!binding.awaitUninterruptibly().isSuccess()) {
            throw Failure.unexpected("no port is free: " + binding.cause().getMessage());
        }
        return binding.channel();
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
