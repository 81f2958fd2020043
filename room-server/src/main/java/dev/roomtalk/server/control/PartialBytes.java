package dev.roomtalk.server.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;

/**
 * What a client has begun and not sent whole, a message or a TLS record, counted in the {@link ConnectionMemory} while
 * a decoder keeps it. Confined to the connection's loop.
 */
final class PartialBytes {
    private final ConnectionMemory.Share share;
    private final long allowed;

    /** @param allowed how many bytes it may take also where it holds more than its part */
    PartialBytes(ConnectionMemory.Share share, long allowed) {
        this.share = share;
        this.allowed = allowed;
    }

    /** What is not whole cannot be kept until it is: others hold too much. */
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

    /** To be called before the decoder adds a read to what it keeps, which else grows by all that was taken out. */
    void beforeRead(ByteBuf kept) {
        if (kept.refCnt() == 1) {
            kept.discardReadBytes();
        }
    }

    /**
     * To be called when the decoder has taken out what is whole.
     *
     * @param readable how many bytes of what it keeps are not taken out
     */
    void afterRead(ChannelHandlerContext context, ByteBuf kept, int readable) {
        share.hold(readable == 0 ? 0 : kept.capacity());
        if (share.tooMuch(allowed)) {
            context.fireExceptionCaught(new NoMemoryException());
        }
    }

    /** To be called when the connection has ended. */
    void release() {
        share.hold(0);
    }
}
