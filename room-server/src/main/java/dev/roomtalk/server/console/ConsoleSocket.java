package dev.roomtalk.server.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Unix-domain socket in the data directory that operators connect to. It serves the server's own user and root, as
 * the kernel names them, and nobody else. A thread accepts, and each of at most {@value #MAX_CONSOLES} connections has
 * one that may wait.
 */
public final class ConsoleSocket implements AutoCloseable {
    /** In the data directory. */
    public static final String FILE = "console.sock";

    private static final int MAX_CONSOLES = 8;
    private static final int MAX_LINE = 16 << 10;
    private static final int BACKLOG = 16;
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSocket.class);

    private final Path path;
    private final ServerSocketChannel listening;
    private final UserPrincipal self;
    private final @Nullable UserPrincipal root;
    private final long uid;
    private final Function<Caller, ConsoleHandler> handlers;
    private final Semaphore places = new Semaphore(MAX_CONSOLES);
    private final Set<SocketChannel> consoles = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();

    private ConsoleSocket(
            Path path,
            ServerSocketChannel listening,
            UserPrincipal self,
            @Nullable UserPrincipal root,
            long uid,
            Function<Caller, ConsoleHandler> handlers) {
        this.path = path;
        this.listening = listening;
        this.self = self;
        this.root = root;
        this.uid = uid;
        this.handlers = handlers;
    }

    /**
     * Listens in a directory that this process has locked: a socket that is there was left by a server that has ended.
     *
     * @throws IOException in a sentence for the person
     */
    public static ConsoleSocket open(Path directory, NodeView node) throws IOException {
        Path path = directory.resolve(FILE);
        Path draft = directory.resolve(FILE + ".new");
        ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            Files.deleteIfExists(draft);
            listening.bind(UnixDomainSocketAddress.of(draft), BACKLOG);
            // Nobody can reach it under its name before it is private.
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            ConsoleSocket socket = new ConsoleSocket(
                    path,
                    listening,
                    Files.getOwner(path),
                    root(path),
                    ((Integer) Files.getAttribute(path, "unix:uid")).longValue(),
                    caller -> new ConsoleHandler(node, caller));
            Thread thread = new Thread(socket::accept, "console");
            thread.setDaemon(true);
            thread.start();
            return socket;
        } catch (IOException | UnsupportedOperationException e) {
            listening.close();
            throw new IOException("cannot listen on " + path + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable UserPrincipal root(Path path) {
        try {
            return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("root");
        } catch (IOException e) {
            // A system without such a name.
            return null;
        }
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                welcome(listening.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("console: {}", e.getMessage());
                pause();
            }
        }
    }

    /** Without file descriptors it would go round and round. */
    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void welcome(SocketChannel console) throws IOException {
        Caller caller = caller(console);
        if (caller == null) {
            turnAway(console, "this socket is for the server's own user and root");
        } else if (!places.tryAcquire()) {
            turnAway(console, "too many consoles are open: " + MAX_CONSOLES);
        } else {
            consoles.add(console);
            Thread thread =
                    new Thread(() -> serve(console, handlers.apply(caller)), "console-" + numbers.incrementAndGet());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void turnAway(SocketChannel console, String why) throws IOException {
        try (console) {
            console.configureBlocking(false);
            console.write(ConsoleAnswer.declined(why).encoded());
        } catch (IOException e) {
            LOG.debug("console: {}", e.getMessage());
        }
    }

    private @Nullable Caller caller(SocketChannel console) throws IOException {
        try {
            return caller(console.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    /** The operator that this user is; null if it may not use the console. */
    @Nullable
    Caller caller(UserPrincipal user) {
        if (user.equals(self)) {
            return new Caller(user.getName(), uid);
        }
        return user.equals(root) ? new Caller(user.getName(), 0) : null;
    }

    private void serve(SocketChannel console, ConsoleHandler handler) {
        try (console) {
            ByteBuffer bytes = ByteBuffer.allocate(4096);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (console.read(bytes) >= 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    byte b = bytes.get();
                    if (b == '\n') {
                        send(console, handler.answer(line.toString(StandardCharsets.UTF_8)));
                        line.reset();
                    } else if (line.size() == MAX_LINE) {
                        send(console, ConsoleAnswer.declined("the request is too long"));
                        return;
                    } else {
                        line.write(b);
                    }
                }
                bytes.clear();
            }
        } catch (AsynchronousCloseException e) {
            LOG.debug("console: closed");
        } catch (IOException e) {
            LOG.debug("console: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("console: failed", e);
        } finally {
            consoles.remove(console);
            places.release();
        }
    }

    private static void send(SocketChannel console, ConsoleAnswer answer) throws IOException {
        ByteBuffer text = answer.encoded();
        while (text.hasRemaining()) {
            console.write(text);
        }
    }

    /** Closes the socket and every console. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
            listening.close();
            for (SocketChannel console : consoles) {
                console.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
