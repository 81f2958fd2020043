package dev.roomtalk.bench.peer;

import dev.roomtalk.bench.base.Failure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One connection to a peer: of a member, which listens to its room, or of a sender. Confined to its target's loop. */
final class PeerSession extends ChannelInboundHandlerAdapter {
    private static final int LONGEST = 8 * 1024;
    private static final int OUTGOING = 512;

    private final int index;
    /** -1: it listens to none. */
    private final int room;

    private final Wire wire;
    private final Wire.Reader reader;
    private final PeerTarget target;
    private final byte[] message = new byte[LONGEST];
    private @Nullable ChannelHandlerContext context;
    /** What of a reply has come so far; null: there is nothing. */
    private @Nullable ByteBuf begun;

    private boolean ready;
    private boolean dirty;
    private long answers;

    PeerSession(int index, int room, Wire wire, PeerTarget target) {
        this.index = index;
        this.room = room;
        this.wire = wire;
        this.reader = wire.reader();
        this.target = target;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        context = active;
        ByteBuf out = active.alloc().buffer(OUTGOING);
        wire.begin(out, index);
        if (out.isReadable()) {
            active.writeAndFlush(out, active.voidPromise());
        } else {
            out.release();
            welcome(active);
        }
    }

    /** It may enter its room; one without a room is where it is to be. */
    private void welcome(ChannelHandlerContext active) {
        if (room < 0) {
            isReady();
        } else {
            ByteBuf out = active.alloc().buffer(OUTGOING);
            wire.enter(out, room);
            active.writeAndFlush(out, active.voidPromise());
        }
    }

    private void isReady() {
        if (!ready) {
            ready = true;
            target.ready();
        }
    }

    void publish(int to, byte[] text, int length) {
        ChannelHandlerContext active = Objects.requireNonNull(context, "connected");
        ByteBuf out = active.alloc().buffer(OUTGOING);
        wire.publish(out, to, text, length);
        active.write(out, active.voidPromise());
        if (!dirty) {
            dirty = true;
            target.dirty(this);
        }
    }

    void flush() {
        dirty = false;
        Objects.requireNonNull(context, "connected").flush();
    }

    void close() {
        if (context != null) {
            context.close();
        }
    }

    /** Releases what arrived, or keeps it until the rest has come. */
    @Override
    public void channelRead(ChannelHandlerContext from, Object arrived) {
        ByteBuf in = (ByteBuf) arrived;
        if (begun != null) {
            in = begun.writeBytes(in);
            ((ByteBuf) arrived).release();
            begun = null;
        }
        boolean more = true;
        while (more) {
            more = take(reader.next(in), in, from);
        }
        if (in.isReadable()) {
            begun = from.alloc().buffer(2 * in.readableBytes()).writeBytes(in);
        }
        in.release();
    }

    /** Returns whether there may be more. */
    private boolean take(Wire.Found found, ByteBuf in, ChannelHandlerContext from) {
        switch (found) {
            case NOTHING -> {
                return false;
            }
            case WELCOME -> welcome(from);
            case ENTERED -> isReady();
            case MESSAGE -> {
                int length = Math.min(reader.length, message.length);
                in.getBytes(reader.start, message, 0, length);
                target.message(index, message, length);
            }
            case ANSWER -> target.answered(index, ++answers);
            case PING -> from.writeAndFlush(in.copy(reader.start, reader.length), from.voidPromise());
            case OTHER -> {}
            case FAILURE -> {
                in.skipBytes(in.readableBytes());
                target.broken(Failure.unexpected(target.name() + " does not do what bench asks of it"));
            }
        }
        return true;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext from) {
        target.turnEnded();
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        if (begun != null) {
            begun.release();
            begun = null;
        }
        target.broken(Failure.unreachable(target.name() + " ended a connection"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        target.broken(Failure.of(cause, target.name() + " ended a connection"));
    }
}
