package dev.roomtalk.bridge.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the framed dialect says: a message, or a part of one, and which.
 *
 * <pre>
 *   0        1            9        11        13       15          15 + n     19 + n
 *   | 0x21   | id         | length | offset  | n      | n bytes   | CRC-32C  |
 * </pre>
 *
 * Big-endian. <em>length</em> is that of the whole text, <em>offset</em> the place of these bytes in it. A frame
 * without bytes asks what became of the message. The checksum covers everything before it.
 */
public final class Frame {
    public static final int HEADER = 15;
    public static final int CHECKSUM = 4;

    /** The longest text that the length can name; a room takes less. */
    static final int MAX_TEXT = 0xFFFF;

    private static final byte KIND = 0x21;

    private final long id;
    private final int length;
    private final int offset;
    private final byte[] part;

    private Frame(long id, int length, int offset, byte[] part) {
        this.id = id;
        this.length = length;
        this.offset = offset;
        this.part = part;
    }

    /** At most {@code most} bytes of a text from {@code offset} on. */
    public static Frame of(long id, byte[] text, int offset, int most) {
        int end = Math.min(text.length, offset + most);
        return new Frame(id, text.length, offset, Arrays.copyOfRange(text, Math.min(offset, end), end));
    }

    /** Asks what became of a message. */
    public static Frame question(long id, int length) {
        return new Frame(id, length, 0, new byte[0]);
    }

    public long id() {
        return id;
    }

    /** Bytes of the whole text. */
    public int length() {
        return length;
    }

    public int offset() {
        return offset;
    }

    /** Bytes of the text in this frame. */
    public int count() {
        return part.length;
    }

    /** Puts its bytes where they belong. */
    public void copyTo(byte[] text) {
        System.arraycopy(part, 0, text, offset, part.length);
    }

    public byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + part.length + CHECKSUM);
        bytes.put(KIND).putLong(id).putShort((short) length).putShort((short) offset);
        bytes.putShort((short) part.length).put(part);
        return bytes.putInt(checksum(bytes.array(), bytes.position())).array();
    }

    /** Bytes of the frame that begins like this ({@value #HEADER} bytes); -1 if no frame does. */
    static int encodedLength(byte[] header) {
        if (header[0] != KIND) {
            return -1;
        }
        ByteBuffer fields = ByteBuffer.wrap(header);
        int length = fields.getShort(9) & 0xFFFF;
        int offset = fields.getShort(11) & 0xFFFF;
        int count = fields.getShort(13) & 0xFFFF;
        return offset + count > length ? -1 : HEADER + count + CHECKSUM;
    }

    /** Reads a frame; null if the bytes are no frame, or were damaged on the way. */
    public static @Nullable Frame decode(byte[] bytes) {
        int end = bytes.length - CHECKSUM;
        if (end < HEADER || encodedLength(bytes) != bytes.length) {
            return null;
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes);
        if (fields.getInt(end) != checksum(bytes, end)) {
            return null;
        }
        return new Frame(
                fields.getLong(1),
                fields.getShort(9) & 0xFFFF,
                fields.getShort(11) & 0xFFFF,
                Arrays.copyOfRange(bytes, HEADER, end));
    }

    public static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
