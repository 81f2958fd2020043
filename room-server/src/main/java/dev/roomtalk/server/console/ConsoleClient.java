package dev.roomtalk.server.console;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The operator's end of the console's socket. Confined to one thread. */
public final class ConsoleClient implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;

    private ConsoleClient(SocketChannel channel) {
        this.channel = channel;
        this.in = new BufferedInputStream(Channels.newInputStream(channel));
    }

    /**
     * Connects to the server that runs on a data directory.
     *
     * @throws IOException in a sentence for the person
     */
    public static ConsoleClient connect(Path directory) throws IOException {
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
            return new ConsoleClient(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        } catch (IOException e) {
            throw new IOException(
                    "no server is running on " + directory + " any more: " + path + " is what it left", e);
        }
    }

    private static IOException notPermitted(Path path) {
        return new IOException("not permitted: only the user that the server runs as, and root, may use " + path);
    }

    /** @throws IOException in a sentence for the person: the server has stopped meanwhile */
    public ConsoleAnswer ask(ConsoleRequest request) throws IOException {
        try {
            ByteBuffer line = ByteBuffer.wrap((request.encoded() + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
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
        channel.close();
    }
}
