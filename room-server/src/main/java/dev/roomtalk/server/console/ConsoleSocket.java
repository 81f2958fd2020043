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
 * The Unix-domain socket in the data directory where the operator asks. It hears the server's own user and root, as the kernel names
 * them, and nobody else. A thread accepts, and each of at most {@value #VISITORS} connections has one that may wait.
 */
public final class ConsoleSocket implements AutoCloseable {
    /** In the data directory. */
    public static final String FILE = "console.sock";

    private static final int VISITORS = 8;
    private static final int LONGEST_LINE = 16 << 10;
    private static final int BACKLOG = 16;
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSocket.class);

    private final Path path;
    private final ServerSocketChannel listening;
    private final UserPrincipal self;
    private final @Nullable UserPrincipal root;
    private final long uid;
    private final Function<Caller, Desk> desks;
    private final Semaphore places = new Semaphore(VISITORS);
    private final Set<SocketChannel> visitors = ConcurrentHashMap.newKeySet();
    private final AtomicInteger numbers = new AtomicInteger();

    private ConsoleSocket(
            Path path,
            ServerSocketChannel listening,
            UserPrincipal self,
            @Nullable UserPrincipal root,
            long uid,
            Function<Caller, Desk> desks) {
        this.path = path;
        this.listening = listening;
        this.self = self;
        this.root = root;
        this.uid = uid;
        this.desks = desks;
    }

    /**
     * Listens in a directory that this process has locked: a socket that is there is that of a server that is no more.
     *
     * @throws IOException in a sentence for the person
     */
    public static ConsoleSocket open(Path directory, Served served) throws IOException {
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
                    caller -> new Desk(served, caller));
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

    private void welcome(SocketChannel visitor) throws IOException {
        Caller caller = caller(visitor);
        if (caller == null) {
            turnAway(visitor, "this socket is for the server's own user and root");
        } else if (!places.tryAcquire()) {
            turnAway(visitor, "too many consoles are open: " + VISITORS);
        } else {
            visitors.add(visitor);
            Thread thread =
                    new Thread(() -> serve(visitor, desks.apply(caller)), "console-" + numbers.incrementAndGet());
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void turnAway(SocketChannel visitor, String why) throws IOException {
        try (visitor) {
            visitor.configureBlocking(false);
            visitor.write(Answer.declined(why).encoded());
        } catch (IOException e) {
            LOG.debug("console: {}", e.getMessage());
        }
    }

    private @Nullable Caller caller(SocketChannel visitor) throws IOException {
        try {
            return caller(visitor.getOption(ExtendedSocketOptions.SO_PEERCRED).user());
        } catch (UnsupportedOperationException e) {
            return null;
        }
    }

    /** Null: nobody who may. */
    @Nullable
    Caller caller(UserPrincipal user) {
        if (user.equals(self)) {
            return new Caller(user.getName(), uid);
        }
        return user.equals(root) ? new Caller(user.getName(), 0) : null;
    }

    private void serve(SocketChannel visitor, Desk desk) {
        try (visitor) {
            ByteBuffer bytes = ByteBuffer.allocate(4096);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (visitor.read(bytes) >= 0) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    byte b = bytes.get();
                    if (b == '\n') {
                        say(visitor, desk.answer(line.toString(StandardCharsets.UTF_8)));
                        line.reset();
                    } else if (line.size() == LONGEST_LINE) {
                        say(visitor, Answer.declined("that is too long"));
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
            visitors.remove(visitor);
            places.release();
        }
    }

    private static void say(SocketChannel visitor, Answer answer) throws IOException {
        ByteBuffer text = answer.encoded();
        while (text.hasRemaining()) {
            visitor.write(text);
        }
    }

    /** Listens no more, and ends what is being asked. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path);
            listening.close();
            for (SocketChannel visitor : visitors) {
                visitor.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
