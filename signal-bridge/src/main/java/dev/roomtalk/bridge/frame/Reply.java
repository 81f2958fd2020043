package dev.roomtalk.bridge.frame;

import dev.roomtalk.client.ChatException;
import dev.roomtalk.client.Receipt;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the bridge says to a {@link Frame}: a byte for the kind, two for the value, and the CRC-32C of the message's id
 * and these three, so that a reply to another message, or a damaged one, is none. Big-endian.
 */
public record Reply(Kind kind, int value) {
    public static final int BYTES = 7;

    /** What it is, and what its value says. */
    public enum Kind {
        /** The text goes on at this offset. */
        MORE(1),
        /** The bridge has it whole; the room has not answered yet. */
        HELD(2),
        /** The room has taken it; 1: and stored it. */
        TAKEN(3),
        /** It will never appear; why, as {@link Refused} numbers it. */
        REFUSED(4),
        /** There is no place for it yet: again after so many milliseconds. */
        LATER(5),
        /** It may or may not appear. */
        UNKNOWN(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        private static @Nullable Kind of(int number) {
            for (Kind kind : values()) {
                if (kind.number == number) {
                    return kind;
                }
            }
            return null;
        }
    }

    /** Why a message was refused. */
    public enum Refused {
        EMPTY(1, "it is empty"),
        TOO_LONG(2, "it is longer than the room allows"),
        NOT_UTF8(3, "it is not UTF-8"),
        BY_THE_ROOM(4, "the room refused it; the bridge says why on its standard error");

        private final int number;
        private final String words;

        Refused(int number, String words) {
            this.number = number;
            this.words = words;
        }

        public Reply reply() {
            return new Reply(Kind.REFUSED, number);
        }

        /** The reason of that number, as part of a sentence. */
        public static String words(int number) {
            for (Refused why : values()) {
                if (why.number == number) {
                    return why.words;
                }
            }
            return "for reason " + number;
        }
    }

    /** What the sender is told of what the room says. */
    public static Reply to(Receipt receipt) {
        return switch (receipt) {
            case Receipt.Delivered delivered -> new Reply(Kind.TAKEN, delivered.stored() ? 1 : 0);
            case Receipt.Refused refused ->
                refused.reason() == ChatException.Reason.TOO_LONG
                        ? Refused.TOO_LONG.reply()
                        : Refused.BY_THE_ROOM.reply();
            case Receipt.Unknown _ -> new Reply(Kind.UNKNOWN, 0);
        };
    }

    /** Nothing that is said later changes it. */
    boolean last() {
        return switch (kind) {
            case TAKEN, REFUSED, UNKNOWN -> true;
            case MORE, HELD, LATER -> false;
        };
    }

    byte[] encode(long id) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.put((byte) kind.number).putShort((short) value);
        return bytes.putInt(checksum(id, bytes.array())).array();
    }

    /** Reads a reply; null if the bytes are no reply, or one to another message. */
    public static @Nullable Reply decode(long id, byte[] bytes) {
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        Kind kind = Kind.of(bytes[0]);
        if (kind == null || fields.getInt(3) != checksum(id, bytes)) {
            return null;
        }
        return new Reply(kind, fields.getShort(1) & 0xFFFF);
    }

    private static int checksum(long id, byte[] bytes) {
        byte[] covered = ByteBuffer.allocate(11).putLong(id).put(bytes, 0, 3).array();
        return Frame.checksum(covered, covered.length);
    }
}
