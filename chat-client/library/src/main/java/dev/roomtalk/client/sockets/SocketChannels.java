package dev.roomtalk.client.sockets;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.Inet4Address;
import java.net.InetAddress;

/** The kernel's interface to sockets: epoll where there is one, NIO elsewhere. */
enum SocketChannels {
    EPOLL {
        @Override
        IoHandlerFactory handler() {
            return EpollIoHandler.newFactory();
        }

        @Override
        ChannelFactory<Channel> streams() {
            return EpollSocketChannel::new;
        }

        @Override
        ChannelFactory<Channel> datagrams(InetAddress remote) {
            return () -> new EpollDatagramChannel(family(remote));
        }
    },
    NIO {
        @Override
        IoHandlerFactory handler() {
            return NioIoHandler.newFactory();
        }

        @Override
        ChannelFactory<Channel> streams() {
            return NioSocketChannel::new;
        }

        @Override
        ChannelFactory<Channel> datagrams(InetAddress remote) {
            return () -> new NioDatagramChannel(family(remote));
        }
    };

    static SocketChannels best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    abstract IoHandlerFactory handler();

    abstract ChannelFactory<Channel> streams();

    abstract ChannelFactory<Channel> datagrams(InetAddress remote);

    private static SocketProtocolFamily family(InetAddress remote) {
        return remote instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
    }
}
