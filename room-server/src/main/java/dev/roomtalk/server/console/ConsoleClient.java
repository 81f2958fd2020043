package dev.roomtalk.server.console;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The operator's end of the console's socket. Confined to one thread. */
public final class ConsoleClient implements AutoCloseable {
    /** A server looks at its loops and its disk for a few seconds before it answers. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration LONG_PATIENCE = Duration.ofMinutes(15);

    private final SocketChannel channel;
    private final Selector selector;
    private final Duration patience;
    private final InputStream in;

    private ConsoleClient(SocketChannel channel, Selector selector, Duration patience) {
        this.channel = channel;
        this.selector = selector;
        this.patience = patience;
        this.in = new BufferedInputStream(new Answer());
    }

    /** What comes from the server; a read fails when nothing has come for a while. */
    private final class Answer extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            int read = channel.read(buffer);
            while (read == 0) {
                await(SelectionKey.OP_READ);
                read = channel.read(buffer);
            }
            return read;
        }
    }

    private void await(int operation) throws IOException {
        channel.register(selector, operation);
        if (selector.select(patience.toMillis()) == 0) {
            throw new SocketTimeoutException("nothing came for " + patience.toSeconds()
                    + " s; it is stopped, or so busy that it does not get to answer");
        }
        selector.selectedKeys().clear();
    }

    /**
     * Connects to the server that runs on a data directory.
     *
     * @throws IOException in a sentence for the person
     */
    public static ConsoleClient connect(Path directory) throws IOException {
        return connect(directory, PATIENCE);
    }

    /** The same, for what may take its time. */
    public static ConsoleClient connectForLong(Path directory) throws IOException {
        return connect(directory, LONG_PATIENCE);
    }

    static ConsoleClient connect(Path directory, Duration patience) throws IOException {
        Path path = directory.resolve(ConsoleSocket.FILE);
        if (Files.exists(directory) && !Files.isReadable(directory)) {
            throw notPermitted(path);
        }
        if (!Files.exists(path)) {
            throw new IOException("no server is running on " + directory + " (--data-dir names another)");
        }
        if (!Files.isWritable(path)) {
            throw notPermitted(path);
        }
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            // A server that takes no connections lets the queue of them become full: then this fails at once.
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
            return new ConsoleClient(channel, Selector.open(), patience);
        } catch (IOException e) {
            throw new IOException(
                    "no server is running on " + directory + " any more: " + path + " is what it left", e);
        }
    }

    private static IOException notPermitted(Path path) {
        return new IOException("not permitted: only the user that the server runs as, and root, may use " + path);
    }

    /**
     * @throws IOException in a sentence for the person: the server has stopped meanwhile, or does not answer in time
     */
    public ConsoleAnswer ask(ConsoleRequest request) throws IOException {
        try {
            ByteBuffer line = ByteBuffer.wrap((request.encoded() + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                if (channel.write(line) == 0) {
                    await(SelectionKey.OP_WRITE);
                }
            }
        } catch (IOException e) {
            // The server may have answered why.
        }
        try {
            return ConsoleAnswer.read(in);
        } catch (IOException e) {
            throw new IOException("the server does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
