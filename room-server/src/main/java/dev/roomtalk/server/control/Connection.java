package dev.roomtalk.server.control;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.roomtalk.proto.ClientMessage;
import dev.roomtalk.proto.CloseReason;
import dev.roomtalk.proto.ServerMessage;
import dev.roomtalk.server.base.Counter;
import dev.roomtalk.server.base.Counters;
import dev.roomtalk.server.base.OutOfMemory;
import dev.roomtalk.server.base.Tally;
import dev.roomtalk.server.rooms.ControlLink;
import dev.roomtalk.server.rooms.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: its messages go to the phase that it is in, and answers and events to the client. Confined to its
 * control loop, except the sending methods and {@link #close}, which any thread may call. Over 300 lines, because all
 * that is written to a connection is bounded in this one place.
 */
final class Connection extends SimpleChannelInboundHandler<ByteBuf> implements ControlLink {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Channel channel;
    private final InetAddress remote;
    private final ControlFrameDecoder decoder;
    private final UnreadBytes unread;
    private final Counters counters;
    private final Consumer<Connection> onEnd;
    private final ClientFailures failures;
    private final String countedAs;
    private Phase phase;
    private volatile @Nullable String why;
    private boolean readSinceCheck;
    private volatile boolean ended;
    private @Nullable ScheduledFuture<?> lifeExpected;

    /** Handles the messages of a connection for a part of its life: {@link HelloPhase}, then {@link SessionPhase}. */
    interface Phase {
        void onMessage(ClientMessage message);

        /** The client keeps up again. */
        void onWritable();

        /** The connection is over. */
        void onEnd();
    }

    /**
     * @param remote the client's address, which a proxy may have named
     * @param unread what its client has not read
     * @param first made with this connection, before anything arrives
     * @param onEnd called once, when the connection is over
     * @param onFailure called when a client fails in a way that honest clients seldom do; any thread
     * @param countedAs what counts as the client's address; empty: it is not counted
     */
    Connection(
            Channel channel,
            InetAddress remote,
            ControlFrameDecoder decoder,
            ConnectionMemory.Share unread,
            Counters counters,
            Function<Connection, Phase> first,
            Consumer<Connection> onEnd,
            Consumer<Counter> onFailure,
            String countedAs) {
        this.channel = channel;
        this.remote = remote;
        this.decoder = decoder;
        this.unread = new UnreadBytes(channel, unread, () -> phase.onWritable());
        this.counters = counters;
        this.onEnd = onEnd;
        this.failures = new ClientFailures(onFailure);
        this.countedAs = countedAs;
        this.phase = first.apply(this);
    }

    /** From now on messages of {@code longest} bytes go to {@code next}. */
    void enter(Phase next, int longest) {
        phase = next;
        decoder.allow(longest);
    }

    /** Whether what its client sends is read. On the connection's loop. */
    void read(boolean wanted) {
        channel.config().setAutoRead(wanted);
    }

    /** The client's address. */
    InetAddress remote() {
        return remote;
    }

    @Override
    public String address() {
        return countedAs;
    }

    /** The address that the client reached. */
    InetSocketAddress localAddress() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Runs on this connection's loop; later, if called from it. */
    void execute(Runnable command) {
        channel.eventLoop().execute(command);
    }

    /** Runs this on the connection's loop after a delay; when it is cancelled, it keeps nothing of the connection. */
    ScheduledFuture<?> schedule(Runnable command, long millis) {
        return channel.eventLoop().schedule(command, millis, TimeUnit.MILLISECONDS);
    }

    /** Any thread. */
    boolean isOver() {
        return ended;
    }

    /** Ends the connection without telling the client why. Any thread. */
    void drop() {
        channel.close();
    }

    @Override
    public void failed(Counter what) {
        failures.count(what);
    }

    /** Counts a failure of TLS or of the protocol against the client's address; a connection has one at most. */
    void failedOnce(Counter what) {
        failures.countOnce(what);
    }

    /** Ends the connection when nothing comes for {@code millis}. */
    void expectLife(long millis) {
        readSinceCheck = false;
        lifeExpected = schedule(
                () -> {
                    if (ended) {
                        return;
                    }
                    if (readSinceCheck) {
                        expectLife(millis);
                    } else {
                        counters.count(Counter.SESSIONS_TIMED_OUT);
                        close(CloseReason.TIMED_OUT, "nothing came for " + millis / 1000 + " s", true, 0);
                    }
                },
                millis);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) throws InvalidProtocolBufferException {
        readSinceCheck = true;
        if (!ended) {
            phase.onMessage(ClientMessage.parseFrom(bytes.nioBuffer()));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            phase.onWritable();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent end && !end.isSuccess()) {
            failures.handshakeFailed(end.cause(), context.pipeline().get(SslHandler.class));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        unread.end();
    }

    private void end() {
        if (!ended) {
            ended = true;
            if (lifeExpected != null) {
                lifeExpected.cancel(false);
            }
            String reason = Objects.requireNonNullElse(why, Tally.GONE);
            counters.count(Tally.CONNECTIONS_CLOSED, reason);
            LOG.atDebug()
                    .addKeyValue("connection", this)
                    .addKeyValue("reason", reason)
                    .log("connection ended");
            phase.onEnd();
            onEnd.accept(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable root = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        OutOfMemory.endProcess(root);
        if (root instanceof InvalidProtocolBufferException) {
            counters.count(Counter.PROTOCOL_ERRORS);
            close(CloseReason.PROTOCOL_ERROR, "a message could not be read: it is no ClientMessage", false, 0);
        } else if (root instanceof TooLongFrameException) {
            counters.count(Counter.PROTOCOL_ERRORS);
            close(CloseReason.PROTOCOL_ERROR, "a message could not be read: " + root.getMessage(), false, 0);
        } else if (root instanceof PartialBytes.NoMemoryException) {
            close(CloseReason.TOO_MANY_CONNECTIONS, "the server has no memory for this message: try later", true, 1000);
        } else if (root instanceof SSLException) {
            counters.count(Counter.PROTOCOL_ERRORS);
            why = Tally.NO_TLS;
            failures.tlsFailed(root);
            context.close();
        } else if (root instanceof IOException) {
            context.close();
        } else {
            fail(root);
        }
    }

    /** A bug of this server: logged once, with its stack trace. */
    void fail(Throwable cause) {
        counters.count(Counter.INTERNAL_ERRORS);
        LOG.atError().addKeyValue("connection", this).setCause(cause).log("a connection failed");
        close(CloseReason.INTERNAL, "the server failed", true, 1000);
    }

    // Any thread

    @Override
    public void send(ServerMessage message) {
        if (message.hasRefusal()) {
            counters.refusedRequest(message.getRefusal().getReason());
        }
        sendEncoded(FrameEncoder.record(message));
    }

    @Override
    public void sendEncoded(byte[] record) {
        if (unread.tooMuch(record.length)) {
            why = Tally.UNREAD;
            channel.close();
        } else {
            channel.writeAndFlush(Unpooled.wrappedBuffer(record), channel.voidPromise());
        }
    }

    @Override
    public boolean offer(byte[] record) {
        return unread.takesFrame(record.length) && write(record);
    }

    @Override
    public boolean answer(byte[] record) {
        return unread.takesAnswer(record.length) && write(record);
    }

    private boolean write(byte[] record) {
        channel.writeAndFlush(Unpooled.wrappedBuffer(record), channel.voidPromise());
        return true;
    }

    /**
     * Tells the client why, and ends the connection. Any thread.
     *
     * @param retry whether connecting again makes sense, after {@code waitMillis}
     */
    void close(CloseReason reason, String sentence, boolean retry, int waitMillis) {
        if (why == null) {
            why = Tally.word(reason);
        }
        if (reason == CloseReason.PROTOCOL_ERROR) {
            failedOnce(Counter.FAILURES_PROTOCOL);
        }
        channel.writeAndFlush(LastWord.ClosingRecord.of(reason, sentence, retry, waitMillis));
        channel.eventLoop().execute(this::end);
    }

    void whenClosed(Runnable closed) {
        channel.closeFuture().addListener(future -> closed.run());
    }

    @Override
    public String toString() {
        return channel.id().asShortText();
    }
}
