package dev.roomtalk.bridge.input;

import dev.roomtalk.bridge.kernel.Processes;
import dev.roomtalk.bridge.outlet.Intake;
import dev.roomtalk.files.PrivateFiles;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A Unix-domain socket (unix(7)) at which each line is a message; see {@link SocketSpeaker}. The kernel says who has
 * connected, so other users may be let in by the mode of the file, and are shown under their own names.
 */
final class LocalSocket implements Closeable {
    private static final int BACKLOG = 128;
    private static final WriteBufferWaterMark UNREAD_ANSWERS = new WriteBufferWaterMark(16 << 10, 32 << 10);
    private static final long LAST_ANSWERS_MILLIS = 500;

    private final Path path;
    private final EventLoopGroup loop;
    private final Channel listening;

    private LocalSocket(Path path, EventLoopGroup loop, Channel listening) {
        this.path = path;
        this.loop = loop;
        this.listening = listening;
    }

    /**
     * Begins to listen. A socket that nobody listens at any more is replaced.
     *
     * @param mode of the file: who may write to it may connect
     * @param processes used by the thread of the socket alone
     * @param longest bytes of a message
     * @throws IOException in a sentence for the person
     */
    static LocalSocket open(Path path, Set<PosixFilePermission> mode, Processes processes, Intake intake, int longest)
            throws IOException {
        return open(path, mode, processes, intake, longest, SocketLimits.DEFAULT);
    }

    static LocalSocket open(
            Path path,
            Set<PosixFilePermission> mode,
            Processes processes,
            Intake intake,
            int longest,
            SocketLimits limits)
            throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("--socket needs Netty's native library, which cannot be loaded here: "
                    + Epoll.unavailabilityCause().getMessage());
        }
        PrivateFiles.requireNobodyReplaces(PrivateFiles.directoryOf(path));
        removeAbandoned(path);
        UserPlaces places = new UserPlaces(limits);
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("socket", true), EpollIoHandler.newFactory());
        ChannelFuture bound = new ServerBootstrap()
                .group(loop)
                .channel(EpollServerDomainSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_ANSWERS)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new SocketSpeaker(processes, intake, limits, places, longest));
                    }
                })
                .bind(new DomainSocketAddress(path.toString()))
                .awaitUninterruptibly();
        LocalSocket socket = new LocalSocket(path, loop, bound.channel());
        if (!bound.isSuccess()) {
            socket.end();
            throw new IOException(
                    "cannot listen at " + path + ": " + bound.cause().getMessage(), bound.cause());
        }
        Files.setPosixFilePermissions(path, mode);
        return socket;
    }

    /** Removes a socket that a process left behind which ended without a farewell. */
    private static void removeAbandoned(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean socket = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
        if (!socket) {
            throw new IOException(path + " is there, and is no socket: give another path, or remove it");
        }
        try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            throw new AddressInUse(path);
        } catch (AddressInUse e) {
            throw e;
        } catch (IOException e) {
            // Nobody listens.
            Files.deleteIfExists(path);
        }
    }

    private static final class AddressInUse extends IOException {
        private static final long serialVersionUID = 1;

        AddressInUse(Path path) {
            super("another program listens at " + path);
        }
    }

    /** Accepts nobody any more, and ends the connections. */
    @Override
    public void close() throws IOException {
        listening.close().awaitUninterruptibly();
        end();
        Files.deleteIfExists(path);
    }

    private void end() {
        loop.shutdownGracefully(0, LAST_ANSWERS_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }
}
