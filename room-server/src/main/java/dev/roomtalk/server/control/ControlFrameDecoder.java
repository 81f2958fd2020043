package dev.roomtalk.server.control;

import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.TooLongFrameException;
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
    private final PartialBytes partialBytes;
    private int maxBytes;

    /** @param partial what a message takes that has not come whole */
    ControlFrameDecoder(int maxBytes, ConnectionMemory.Share partial) {
        this.maxBytes = maxBytes;
        this.partialBytes = new PartialBytes(partial, Protocol.MAX_HELLO);
    }

    /** The longest message from now on, in bytes behind the length. */
    void allow(int bytes) {
        maxBytes = bytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) throws Exception {
        partialBytes.beforeRead(internalBuffer());
        super.channelRead(context, read);
        partialBytes.afterRead(context, internalBuffer(), actualReadableBytes());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        partialBytes.release();
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
