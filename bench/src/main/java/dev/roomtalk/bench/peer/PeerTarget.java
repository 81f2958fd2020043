package dev.roomtalk.bench.peer;

import dev.roomtalk.bench.base.Failure;
import dev.roomtalk.bench.base.Stamp;
import dev.roomtalk.bench.load.Arrivals;
import dev.roomtalk.bench.load.Shape;
import dev.roomtalk.bench.load.Target;
import dev.roomtalk.wire.Protocol;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A peer's server: a TCP connection for each member, which listens, and one more for each sender. Confined to its loop
 * once open.
 *
 * <p>A message's text has in front of it whose it is, which of that sender's: 16 hexadecimal digits as those of
 * {@link Stamp}. Where the protocol has no answers a message counts as answered when the first member of its room has
 * it.
 */
public final class PeerTarget implements Target {
    /** What stands before a text. */
    public static final int HEAD = Stamp.LENGTH;

    private static final int AT_ONCE = 64;
    private static final int STREAM_SHIFT = 40;
    private static final long NUMBER = (1L << STREAM_SHIFT) - 1;
    private static final long OPEN_SECONDS = 60;

    private final PeerProgram program;
    private final Wire wire;
    private final Shape shape;
    private final EventLoop loop;
    private final byte[] text = new byte[HEAD + Protocol.MAX_TEXT];
    private final List<PeerSession> sessions = new ArrayList<>();
    private final List<PeerSession> dirty = new ArrayList<>();
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private int ready;
    private boolean closing;
    private @Nullable Arrivals arrivals;

    public PeerTarget(PeerProgram program, Shape shape, EventLoop loop) {
        this.program = program;
        this.wire = program.peer().wire();
        this.shape = shape;
        this.loop = loop;
    }

    @Override
    public String name() {
        return program.peer().title();
    }

    @Override
    public void open(Arrivals newArrivals) {
        arrivals = newArrivals;
        for (int i = 0; i < shape.sessions() + shape.allSenders(); i++) {
            sessions.add(new PeerSession(i, room(i), wire, this));
        }
        loop.execute(() -> {
            for (int i = 0; i < Math.min(AT_ONCE, sessions.size()); i++) {
                connect(sessions.get(i));
            }
        });
        try {
            open.get(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            throw Failure.interrupted();
        } catch (ExecutionException | TimeoutException _) {
            throw Failure.unreachable("%s did not take %,d sessions".formatted(name(), sessions.size()));
        }
    }

    /** The room that a session listens to; of one that only sends, -1. */
    private int room(int session) {
        return session < shape.sessions() ? shape.roomOfMember(session) : -1;
    }

    private void connect(PeerSession session) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(session)
                .connect(program.address());
        connecting.addListener((ChannelFutureListener) connected -> {
            if (!connected.isSuccess()) {
                broken(Failure.of(connected.cause(), name() + " does not take a connection"));
            }
        });
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    @Override
    public OptionalLong pid() {
        return OptionalLong.of(program.pid());
    }

    @Override
    public int streams() {
        return shape.senders();
    }

    @Override
    public void publish(int sender, long n, int aboveBase, byte[] from, int length) {
        int room = shape.roomOfSender(sender);
        int stream = sender % shape.senders();
        Stamp.write((long) stream << STREAM_SHIFT | n, text, 0);
        System.arraycopy(from, 0, text, HEAD, length);
        PeerSession session = sessions.get(shape.sessions() + sender);
        session.publish(room, text, HEAD + length);
        arrivals().expected(room, stream, n);
    }

    @Override
    public void flush() {
        for (PeerSession session : dirty) {
            session.flush();
        }
        dirty.clear();
    }

    @Override
    public void close() {
        loop.submit(() -> {
                    closing = true;
                    sessions.forEach(PeerSession::close);
                })
                .awaitUninterruptibly();
    }

    // ---- For the sessions, on the loop.

    void dirty(PeerSession session) {
        dirty.add(session);
    }

    /** One session more is where it is to be. */
    void ready() {
        ready++;
        int next = ready + AT_ONCE - 1;
        if (next < sessions.size()) {
            connect(sessions.get(next));
        }
        if (ready == sessions.size()) {
            open.complete(null);
        }
    }

    void message(int member, byte[] bytes, int length) {
        Arrivals to = arrivals();
        to.arriving();
        long head = Stamp.read(bytes, 0, length);
        if (head == Stamp.NONE) {
            to.unreadable();
            return;
        }
        int stream = (int) (head >>> STREAM_SHIFT);
        long n = head & NUMBER;
        to.delivered(member, stream, n, Stamp.read(bytes, HEAD, length - HEAD));
        if (!wire.answers() && member % shape.members() == 0) {
            to.answered(shape.roomOfMember(member) * shape.senders() + stream, n);
        }
    }

    /** The session, which only sends, has the answer to its message n. */
    void answered(int session, long n) {
        Arrivals to = arrivals();
        to.arriving();
        to.answered(session - shape.sessions(), n);
    }

    void turnEnded() {
        arrivals().turnEnded();
    }

    void broken(Failure failure) {
        if (!closing) {
            open.completeExceptionally(failure);
            arrivals().broken(failure);
        }
    }

    private Arrivals arrivals() {
        return Objects.requireNonNull(arrivals, "opened");
    }
}
