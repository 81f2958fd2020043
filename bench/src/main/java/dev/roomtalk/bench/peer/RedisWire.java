package dev.roomtalk.bench.peer;

import dev.roomtalk.wire.Protocol;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** Publish and subscribe of Redis, in version 2 of its protocol (RESP): a room is a channel. */
final class RedisWire implements Wire {
    private static final byte[] SUBSCRIBE = ascii("*2\r\n$9\r\nSUBSCRIBE\r\n");
    private static final byte[] PUBLISH = ascii("*3\r\n$7\r\nPUBLISH\r\n");
    private static final byte[] END = ascii("\r\n");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int maxText() {
        return Protocol.MAX_TEXT;
    }

    @Override
    public boolean answers() {
        return true;
    }

    @Override
    public void begin(ByteBuf out, int session) {
        // A session needs no name.
    }

    @Override
    public void enter(ByteBuf out, int room) {
        out.writeBytes(SUBSCRIBE);
        text(out, ascii("room" + room));
    }

    @Override
    public void publish(ByteBuf out, int room, byte[] text, int length) {
        out.writeBytes(PUBLISH);
        text(out, ascii("room" + room));
        number(out, length);
        out.writeBytes(text, 0, length).writeBytes(END);
    }

    private static void text(ByteBuf out, byte[] text) {
        number(out, text.length);
        out.writeBytes(text).writeBytes(END);
    }

    private static void number(ByteBuf out, int length) {
        out.writeByte('$').writeBytes(ascii(Integer.toString(length))).writeBytes(END);
    }

    @Override
    public Reader reader() {
        return new Replies();
    }

    /**
     * A reply is a line, {@code :N} or {@code -ERROR}; or {@code *3} and three parts: {@code subscribe}, the channel
     * and {@code :N}, or {@code message}, the channel and the text. A text is {@code $LENGTH} and a line of that
     * length.
     */
    private static final class Replies extends Reader {
        private static final int MESSAGE = "message".length();

        private int at;
        private int value;

        @Override
        Found next(ByteBuf in) {
            at = in.readerIndex();
            if (at == in.writerIndex()) {
                return Found.NOTHING;
            }
            Found found =
                    switch (in.getByte(at)) {
                        case ':' -> line(in) ? Found.ANSWER : Found.NOTHING;
                        case '*' -> array(in);
                        default -> Found.FAILURE;
                    };
            if (found != Found.NOTHING) {
                in.readerIndex(at);
            }
            return found;
        }

        private Found array(ByteBuf in) {
            if (!line(in) || !text(in)) {
                return Found.NOTHING;
            }
            boolean message = length == MESSAGE;
            if (!text(in) || !(message ? text(in) : line(in))) {
                return Found.NOTHING;
            }
            return message ? Found.MESSAGE : Found.ENTERED;
        }

        /** Passes over a line, and reads the number in it; false: it is not whole. */
        private boolean line(ByteBuf in) {
            value = 0;
            for (int i = at + 1; i + 1 < in.writerIndex(); i++) {
                byte b = in.getByte(i);
                if (b == '\r') {
                    at = i + 2;
                    return true;
                }
                value = 10 * value + b - '0';
            }
            return false;
        }

        private boolean text(ByteBuf in) {
            if (!line(in) || in.writerIndex() - at < value + END.length) {
                return false;
            }
            start = at;
            length = value;
            at += value + END.length;
            return true;
        }
    }
}
