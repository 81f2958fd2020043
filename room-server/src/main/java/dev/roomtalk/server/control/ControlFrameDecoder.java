package dev.roomtalk.server.control;

import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.util.List;

/**
 * Cuts the stream into control messages: a 4-byte big-endian length, then that many bytes. Confined to its connection's
 * loop.
 *
 * <pre>
 *  0        4
 *  | length | protobuf ClientMessage |
 * </pre>
 */
final class ControlFrameDecoder extends ByteToMessageDecoder {
    private final ConnectionMemory.Share partial;
    private int maxBytes;

    /** @param partial what a message takes that has not come whole */
    ControlFrameDecoder(int maxBytes, ConnectionMemory.Share partial) {
        this.maxBytes = maxBytes;
        this.partial = partial;
    }

    /** The longest message from now on, in bytes behind the length. */
    void allow(int bytes) {
        maxBytes = bytes;
    }

    /** The message cannot be kept until it is whole: others hold too much. */
    @SuppressWarnings("serial")
    static final class NoMemoryException extends IOException {
        NoMemoryException() {
            super("no memory for a message that has not come whole");
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Makes room for a read in what has not come whole: else it grows by all that was taken out of it already. */
    static void compact(ByteBuf partial) {
        if (partial.refCnt() == 1) {
            partial.discardReadBytes();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) throws Exception {
        compact(internalBuffer());
        super.channelRead(context, read);
        partial.hold(actualReadableBytes() == 0 ? 0 : internalBuffer().capacity());
        if (partial.tooMuch(Protocol.MAX_HELLO)) {
            context.fireExceptionCaught(new NoMemoryException());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        partial.hold(0);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (in.readableBytes() < Integer.BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length < 0 || length > maxBytes) {
            in.skipBytes(in.readableBytes());
            throw new TooLongFrameException("it has " + Integer.toUnsignedString(length)
                    + " bytes, and here it may have " + maxBytes + " at most");
        }
        if (in.readableBytes() >= Integer.BYTES + length) {
            in.skipBytes(Integer.BYTES);
            out.add(in.readRetainedSlice(length));
        }
    }
}
