package dev.roomtalk.bench.peer;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** IRC (RFC 1459): a room is a channel, and a sender is outside of it, so that every member gets every message. */
final class IrcWire implements Wire {
    /** A line has 512 bytes at most, and begins with whom it is from and what it is. */
    private static final int MAX_TEXT = 350;

    private static final byte[] MESSAGE = ascii("PRIVMSG");
    private static final byte[] PING = ascii("PING");
    private static final byte[] ERROR = ascii("ERROR");
    private static final byte[] WELCOME = ascii("001");
    private static final byte[] END_OF_NAMES = ascii("366");

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int maxText() {
        return MAX_TEXT;
    }

    @Override
    public boolean answers() {
        return false;
    }

    @Override
    public void begin(ByteBuf out, int session) {
        out.writeBytes(ascii("NICK b%d\r\nUSER b 0 * :b\r\n".formatted(session)));
    }

    @Override
    public void enter(ByteBuf out, int room) {
        out.writeBytes(ascii("JOIN #r%d\r\n".formatted(room)));
    }

    @Override
    public void publish(ByteBuf out, int room, byte[] text, int length) {
        out.writeBytes(MESSAGE)
                .writeBytes(ascii(" #r" + room + " :"))
                .writeBytes(text, 0, length)
                .writeBytes(ascii("\r\n"));
    }

    @Override
    public Reader reader() {
        return new Lines();
    }

    /** A line is {@code [:WHO ]COMMAND[ PARAMETER]...[ :TEXT]}. */
    private static final class Lines extends Reader {
        @Override
        Found next(ByteBuf in) {
            int begin = in.readerIndex();
            int end = in.indexOf(begin, in.writerIndex(), (byte) '\n');
            if (end < 0) {
                return Found.NOTHING;
            }
            in.readerIndex(end + 1);
            int last = end > begin && in.getByte(end - 1) == '\r' ? end - 1 : end;
            int command = in.getByte(begin) == ':' ? after(in, begin, last, (byte) ' ') : begin;
            if (is(in, command, MESSAGE)) {
                start = after(in, command, last, (byte) ':');
                length = last - start;
                return Found.MESSAGE;
            }
            if (is(in, command, PING)) {
                // The answer is the same line with an O.
                in.setByte(command + 1, 'O');
                start = command;
                length = end + 1 - command;
                return Found.PING;
            }
            if (is(in, command, ERROR)) {
                return Found.FAILURE;
            }
            return is(in, command, WELCOME)
                    ? Found.WELCOME
                    : is(in, command, END_OF_NAMES) ? Found.ENTERED : Found.OTHER;
        }

        /** Behind the first such byte; the end of the line if there is none. */
        private static int after(ByteBuf in, int from, int end, byte what) {
            int at = in.indexOf(from, end, what);
            return at < 0 ? end : at + 1;
        }

        private static boolean is(ByteBuf in, int at, byte[] command) {
            if (in.writerIndex() - at < command.length) {
                return false;
            }
            for (int i = 0; i < command.length; i++) {
                if (in.getByte(at + i) != command[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
